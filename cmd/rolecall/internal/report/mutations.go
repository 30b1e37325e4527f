package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/diagnostics"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/diff"
	"github.com/rolecall/rolecall/engine/suite/mutate"
)

// Mutations is the result of mutation testing.
type Mutations struct {
	*Reporter
	// Options are the options of the run, for the seed and the limits.
	Options mutate.Options
	// Files are the files of the configuration, for their lines.
	Files    map[string]*hcl.File
	Outcomes []mutate.Outcome
}

// Count returns the number of changes with a verdict.
func (m *Mutations) Count(v mutate.Verdict) int {
	n := 0
	for i := range m.Outcomes {
		if m.Outcomes[i].Verdict == v {
			n++
		}
	}
	return n
}

// Write writes the result. In formats of test reports, each change is a test.
func (m *Mutations) Write(out io.Writer, format output.Format) error {
	switch format {
	case output.Text:
		return m.writeText(out)
	case output.JSON:
		return m.writeJSON(out)
	}
	return m.report().Write(out, format, false)
}

func (m *Mutations) writeText(to io.Writer) error {
	out := bufio.NewWriter(to)
	_, color := output.Terminal(to)
	files := diagnostics.NewSources(m.Files)
	for i := range m.Outcomes {
		o := &m.Outcomes[i]
		if o.Verdict != mutate.Survived {
			continue
		}
		fmt.Fprintf(out, "SURVIVED %s (%s)\n", output.OneLine(o.Text), m.place(o.Range))
		if lines := files.Of(o.Range.Filename).Show(o.Range, color); len(lines) > 0 {
			fmt.Fprintf(out, "  %d: %s\n", lines[0].Number, strings.TrimSpace(lines[0].Text))
		}
		for _, sentence := range output.Lines(m.sentences(o)) {
			fmt.Fprintf(out, "  %s\n", sentence)
		}
	}
	fmt.Fprintln(out, m.summary())
	return out.Flush()
}

// sentences returns whose access a change affects.
func (m *Mutations) sentences(o *mutate.Outcome) []string {
	var sentences []string
	for _, changed := range []struct {
		diff.Changes
		what string
	}{{o.Access.Gained, "no test expects this to be denied: "}, {o.Access.Lost, "no test expects this to be allowed: "}} {
		if changed.First == nil {
			continue
		}
		sentence := changed.what + m.changed(*changed.First).String()
		if more := changed.Count - 1; more > 0 {
			sentence += fmt.Sprintf(" (and %d more)", more)
		}
		sentences = append(sentences, sentence)
	}
	return sentences
}

// changed returns a request for a report, without the time of the run.
func (m *Mutations) changed(request engine.Request) *engine.Request {
	request.Time = time.Time{}
	return m.request(request)
}

// summary returns how many changes were tried, and with which verdicts.
func (m *Mutations) summary() string {
	untried := m.Count(mutate.Untried)
	tried, noun := len(m.Outcomes)-untried, "changes"
	if tried == 1 {
		noun = "change"
	}
	text := fmt.Sprintf("%d %s tried: %d noticed, %d survived, %d changed nobody's access",
		tried, noun, m.Count(mutate.Noticed), m.Count(mutate.Survived), m.Count(mutate.Equivalent))
	if untried > 0 {
		text += fmt.Sprintf("\nnot tried: %d%s", untried, m.bound(tried))
	}
	return text
}

// bound returns why changes were not tried.
func (m *Mutations) bound(tried int) string {
	if m.Options.Max > 0 && tried == m.Options.Max {
		return fmt.Sprintf(", as --mutate-max is %d; another --seed picks others", m.Options.Max)
	}
	return fmt.Sprintf(" within the %s of --mutate-time", m.Options.Time)
}

// report returns the changes as tests. A change that survived has failed. A change without
// effect is skipped.
func (m *Mutations) report() Report {
	var tests Report
	for i := range m.Outcomes {
		o := &m.Outcomes[i]
		t := test{kind: change, name: o.Text, at: m.place(o.Range), asked: 1}
		switch o.Verdict {
		case mutate.Survived:
			t.failed = 1
			t.failures = []failure{{at: t.at, message: "no test notices that " + o.Text, reasons: m.sentences(o)}}
		case mutate.Equivalent:
			t.skipped, t.reason = true, "it changes nobody's access"
		case mutate.Untried:
			continue
		}
		tests = append(tests, t)
	}
	return tests
}

// A mutationJSON is a change in the JSON of a report.
type mutationJSON struct {
	Kind    mutate.Kind    `json:"kind"`
	Change  string         `json:"change"`
	File    string         `json:"file"`
	Line    int            `json:"line"`
	Verdict mutate.Verdict `json:"verdict"`
	// NoticedBy is the name of a test that fails.
	NoticedBy string       `json:"noticed_by,omitempty"`
	Gained    *changedJSON `json:"gained,omitempty"`
	Lost      *changedJSON `json:"lost,omitempty"`
}

// A changedJSON is the number of answers that change in one direction, and the first of them.
type changedJSON struct {
	Count int `json:"count"`
	words
	Request *engine.Request `json:"request"`
}

func (m *Mutations) writeJSON(out io.Writer) error {
	changes := make([]mutationJSON, len(m.Outcomes))
	for i := range m.Outcomes {
		o := &m.Outcomes[i]
		changes[i] = mutationJSON{
			Kind: o.Kind, Change: o.Text, File: m.path(o.Range.Filename), Line: o.Range.Start.Line,
			Verdict: o.Verdict, NoticedBy: o.By,
			Gained: m.changedJSON(o.Access.Gained), Lost: m.changedJSON(o.Access.Lost),
		}
	}
	return output.WriteJSON(out, struct {
		FormatVersion int            `json:"format_version"`
		Seed          uint64         `json:"seed"`
		Noticed       int            `json:"noticed"`
		Survived      int            `json:"survived"`
		Equivalent    int            `json:"equivalent"`
		Untried       int            `json:"untried"`
		Changes       []mutationJSON `json:"changes"`
	}{
		output.FormatVersion, m.Options.Seed, m.Count(mutate.Noticed), m.Count(mutate.Survived),
		m.Count(mutate.Equivalent), m.Count(mutate.Untried), changes,
	})
}

func (m *Mutations) changedJSON(c diff.Changes) *changedJSON {
	if c.First == nil {
		return nil
	}
	request := m.changed(*c.First)
	return &changedJSON{Count: c.Count, words: wordsOf(request), Request: request}
}
