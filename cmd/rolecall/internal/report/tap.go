package report

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/diagnostics"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
)

// writeTAPReport writes the Test Anything Protocol, version 14
// (https://testanything.org/tap-version-14-specification.html): a line for each test, with
// YAML below a failed one.
func (r Report) writeTAP(to io.Writer) error {
	out := bufio.NewWriter(to)
	fmt.Fprintf(out, "TAP version 14\n1..%d\n", len(r))
	for i := range r {
		t := &r[i]
		verdict := "ok"
		if len(t.failures) > 0 {
			verdict = "not ok"
		}
		fmt.Fprintf(out, "%s %d - %s", verdict, i+1, escapeTAP(t.title()))
		if t.skipped {
			fmt.Fprintf(out, " # SKIP %s", output.OneLine(t.reason))
		}
		fmt.Fprintln(out)
		if len(t.failures) == 0 {
			continue
		}
		fmt.Fprintf(out, "  ---\n  at: %s\n  failures:\n", quoteYAML(t.at.String()))
		for i := range t.failures {
			f := &t.failures[i]
			fmt.Fprintf(out, "    - at: %s\n      message: %s\n", quoteYAML(f.at.String()), quoteYAML(f.sentence()))
			lines := f.lines()
			if len(lines) > 0 {
				fmt.Fprintf(out, "      reasons:\n")
			}
			for _, line := range lines {
				fmt.Fprintf(out, "        - %s\n", quoteYAML(line))
			}
		}
		fmt.Fprintf(out, "  ...\n")
	}
	return out.Flush()
}

// writeTAPError reports that the tests could not be run.
func writeTAPError(out io.Writer, err error, path func(string) string) error {
	text := fmt.Sprintf("TAP version 14\nBail out! %s\n", output.OneLine(diagnostics.ErrorSummary(err)))
	for _, cause := range diagnostics.Causes(err, path) {
		text += fmt.Sprintf("# %s\n", output.OneLine(cause.String()))
	}
	_, err = io.WriteString(out, text)
	return err
}

// escapeTAP returns a description in which # does not begin a directive.
func escapeTAP(s string) string {
	return strings.NewReplacer(`\`, `\\`, "#", `\#`).Replace(s)
}

// quoteYAML returns a text as JSON, which is YAML too.
func quoteYAML(s string) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		panic(err) // a string can be encoded
	}
	return strings.TrimSpace(b.String())
}
