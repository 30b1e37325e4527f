package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/diagnostics"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
	"github.com/rolecall/rolecall/internal/printable"
)

// These are the elements of JUnit's XML that CI systems read: a suite for each file, a case
// for each test.
type (
	junitSuites struct {
		XMLName  xml.Name     `xml:"testsuites"`
		Tests    int          `xml:"tests,attr"`
		Failures int          `xml:"failures,attr"`
		Errors   int          `xml:"errors,attr"`
		Skipped  int          `xml:"skipped,attr"`
		Suites   []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Errors   int         `xml:"errors,attr"`
		Skipped  int         `xml:"skipped,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Name      string        `xml:"name,attr"`
		ClassName string        `xml:"classname,attr"`
		File      string        `xml:"file,attr,omitempty"`
		Line      int           `xml:"line,attr,omitempty"`
		Time      string        `xml:"time,attr,omitempty"`
		Failure   *junitFailure `xml:"failure"`
		Error     *junitFailure `xml:"error"`
		Skipped   *junitSkipped `xml:"skipped"`
	}
	junitFailure struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr"`
		Text    string `xml:",chardata"`
	}
	junitSkipped struct {
		Message string `xml:"message,attr,omitempty"`
	}
)

func (r Report) writeJUnit(out io.Writer) error {
	var all junitSuites
	suites := map[string]int{}
	for i := range r {
		t := &r[i]
		n, ok := suites[t.at.File]
		if !ok {
			n = len(all.Suites)
			suites[t.at.File] = n
			all.Suites = append(all.Suites, junitSuite{Name: printable.Name(t.at.File)})
		}
		suite := &all.Suites[n]
		suite.Cases = append(suite.Cases, t.junit())
		suite.Tests++
		all.Tests++
		switch {
		case t.skipped:
			suite.Skipped++
			all.Skipped++
		case len(t.failures) > 0:
			suite.Failures++
			all.Failures++
		}
	}
	return writeXML(out, all)
}

func (t *test) junit() junitCase {
	out := junitCase{Name: t.printedName(), ClassName: string(t.kind), File: printable.Name(t.at.File), Line: t.at.Range.Start.Line}
	if t.duration > 0 {
		out.Time = fmt.Sprintf("%.6f", t.duration.Seconds())
	}
	if t.skipped {
		out.Skipped = &junitSkipped{output.OneLine(t.reason)}
	} else if len(t.failures) > 0 {
		out.Failure = &junitFailure{Message: t.failures[0].sentence(), Type: "failed", Text: t.explained()}
	}
	return out
}

// explained returns all failures of a test with their reasons, as lines.
func (t *test) explained() string {
	var b strings.Builder
	for i := range t.failures {
		f := &t.failures[i]
		fmt.Fprintf(&b, "%s: %s\n", f.at, f.sentence())
		for _, reason := range f.lines() {
			fmt.Fprintf(&b, "  %s\n", reason)
		}
	}
	return b.String()
}

// writeJUnitError reports that the tests could not be run.
func writeJUnitError(out io.Writer, err error, dir string, path func(string) string) error {
	var b strings.Builder
	for _, cause := range diagnostics.Causes(err, path) {
		b.WriteString(cause.String() + "\n")
	}
	problem := &junitFailure{Message: output.OneLine(diagnostics.ErrorSummary(err)), Type: "error", Text: b.String()}
	return writeXML(out, junitSuites{Errors: 1, Tests: 1, Suites: []junitSuite{{
		Name: printable.Name(dir), Tests: 1, Errors: 1,
		Cases: []junitCase{{Name: "configuration", ClassName: "rolecall", Error: problem}},
	}}})
}

func writeXML(out io.Writer, v any) error {
	if _, err := io.WriteString(out, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(out)
	enc.Indent("", "  ")
	if err := enc.Encode(v); err != nil {
		return err
	}
	_, err := io.WriteString(out, "\n")
	return err
}
