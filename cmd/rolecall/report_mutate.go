package main

import (
	"bufio"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/suite/mutate"
	"github.com/rolecall/rolecall/internal/printable"
)

// A mutationReport is what came of changes of a configuration.
type mutationReport struct {
	reporter
	seed  uint64
	limit time.Duration
	most  int
	// files are those of the configuration, for their lines.
	files    map[string]*hcl.File
	outcomes []mutate.Outcome
}

func (r *mutationReport) count(v mutate.Verdict) int {
	n := 0
	for i := range r.outcomes {
		if r.outcomes[i].Verdict == v {
			n++
		}
	}
	return n
}

// writeMutations writes what came of changes in the format that is asked for;
// those that know tests alone have each change for one.
func (t *testRun) writeMutations(r *mutationReport) error {
	switch t.format {
	case text:
		return t.writeTextMutations(r)
	case jsonFmt:
		return t.writeJSONMutations(r)
	}
	return t.writeReport(r.cases())
}

func (t *testRun) writeTextMutations(r *mutationReport) error {
	out := bufio.NewWriter(t.out)
	_, color := terminal(t.out)
	files := newSources(r.files)
	for i := range r.outcomes {
		o := &r.outcomes[i]
		if o.Verdict != mutate.Survived {
			continue
		}
		fmt.Fprintf(out, "SURVIVED %s (%s)\n", oneLine(o.Text), r.place(o.Range))
		if lines := files.of(o.Range.Filename).show(o.Range, color); len(lines) > 0 {
			fmt.Fprintf(out, "  %d: %s\n", lines[0].number, strings.TrimSpace(lines[0].text))
		}
		for _, sentence := range r.sentences(o) {
			fmt.Fprintf(out, "  %s\n", printable.Line(sentence))
		}
	}
	fmt.Fprintln(out, r.summary())
	return out.Flush()
}

// sentences say whose access a change changes.
func (r *mutationReport) sentences(o *mutate.Outcome) []string {
	var sentences []string
	for _, changed := range []struct {
		engine.Changes
		what string
	}{{o.Access.Gained, "no test expects this to be denied: "}, {o.Access.Lost, "no test expects this to be allowed: "}} {
		if changed.First == nil {
			continue
		}
		f := failure{request: r.changed(*changed.First)}
		sentence := changed.what + f.question()
		if more := changed.Count - 1; more > 0 {
			sentence += fmt.Sprintf(" (and %d more)", more)
		}
		sentences = append(sentences, sentence)
	}
	return sentences
}

// changed is a request as it is reported, without the time of the run.
func (r *mutationReport) changed(request engine.Request) *engine.Request {
	request.Time = time.Time{}
	return r.request(request)
}

// summary says how many changes were tried, and what came of them.
func (r *mutationReport) summary() string {
	untried := r.count(mutate.Untried)
	noticed, survived, equivalent := r.count(mutate.Noticed), r.count(mutate.Survived), r.count(mutate.Equivalent)
	tried := len(r.outcomes) - untried
	text := fmt.Sprintf("%d changes tried: %d noticed, %d survived, %d changed nobody's access", tried, noticed, survived, equivalent)
	if tried == 1 {
		text = strings.Replace(text, "changes", "change", 1)
	}
	if untried > 0 {
		text += fmt.Sprintf("\nnot tried: %d%s", untried, r.bound())
	}
	return text
}

// bound says what kept changes from being tried.
func (r *mutationReport) bound() string {
	if r.most > 0 && len(r.outcomes)-r.count(mutate.Untried) == r.most {
		return fmt.Sprintf(", as --mutate-max is %d; another --seed picks others", r.most)
	}
	return fmt.Sprintf(" within the %s of --mutate-time", r.limit)
}

// cases are the changes as tests: one that survived has failed, and one that
// does not count was skipped.
func (r *mutationReport) cases() report {
	var cases report
	for i := range r.outcomes {
		o := &r.outcomes[i]
		c := testCase{kind: mutation, name: o.Text, at: r.place(o.Range), asked: 1}
		switch o.Verdict {
		case mutate.Survived:
			c.failed = 1
			f := failure{at: c.at, message: "no test notices that " + o.Text, reasons: r.sentences(o)}
			c.failures = []failure{f}
		case mutate.Equivalent:
			c.skipped, c.reason = true, "it changes nobody's access"
		case mutate.Untried:
			continue
		}
		cases = append(cases, c)
	}
	return cases
}
