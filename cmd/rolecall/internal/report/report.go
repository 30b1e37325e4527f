// Package report writes the results of tests, invariants, coverage and mutation testing.
package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/internal/printable"
)

// A Report lists tests in the order of output: test blocks, invariants, Rego tests.
type Report []test

// A test is the result of a test block, an invariant, a Rego test or a change.
type test struct {
	kind kind
	name string
	at   output.Place
	// skipped reports whether the test was left out. The reason may be empty.
	skipped bool
	reason  string
	// asked is the number of questions. An invariant counts as one.
	asked    int
	failures []failure
	// failed is the number of failed questions.
	failed int
	// duration is 0 for all but Rego tests.
	duration time.Duration
}

type kind string

const (
	block     kind = "test"
	invariant kind = "invariant"
	regoTest  kind = "rego"
	change    kind = "change"
)

// title returns the kind and name of a test, safe to print.
func (t *test) title() string {
	if t.kind == regoTest {
		return t.printedName()
	}
	return fmt.Sprintf("%s: %s", t.kind, t.printedName())
}

// printedName returns the name, safe to print. The name of a change is a sentence.
func (t *test) printedName() string {
	if t.kind == change {
		return printable.Line(t.name)
	}
	return printable.Name(t.name)
}

// A failure is an unexpected answer, or another reason why a test fails.
type failure struct {
	at output.Place
	// request is the question, or nil if the failure is not about one question.
	request *engine.Request
	// group is the team or role whose members were asked, nil for a single subject. members
	// are those with an unexpected answer, the subject of the request first, of so many
	// as were asked.
	group   *engine.Subject
	members []engine.Subject
	asked   int
	// expected and got are allow or deny, or empty.
	expected, got string
	// message is empty if the answers say everything.
	message string
	// reasons and explanation tell why got is the answer. They may be nil.
	reasons     []string
	explanation *explain.Explanation
	// more is the number of further questions that fail in the same way.
	more int
}

// Counts returns how many questions passed and failed, and how many tests were skipped.
func (r Report) Counts() (passed, failed, skipped int) {
	for _, t := range r {
		if t.skipped {
			skipped++
			continue
		}
		passed += t.asked - t.failed
		failed += t.failed
	}
	return passed, failed, skipped
}

// UpToFailure returns the report up to the first failed test.
func (r Report) UpToFailure() Report {
	if n := slices.IndexFunc(r, func(t test) bool { return t.failed > 0 }); n >= 0 {
		return r[:n+1]
	}
	return r
}

// Write writes the report in a format of the test command. Verbose text lists every test; the
// other formats always do.
func (r Report) Write(out io.Writer, format output.Format, verbose bool) error {
	switch format {
	case output.JSON:
		return output.WriteJSON(out, r.json())
	case output.JUnit:
		return r.writeJUnit(out)
	case output.GitHub:
		return r.writeGitHub(out)
	case output.SARIF:
		return r.writeSARIF(out)
	case output.TAP:
		return r.writeTAP(out)
	default:
		return r.writeText(out, verbose)
	}
}

// summary returns how many questions passed and failed, and how many tests were skipped.
func (r Report) summary() string {
	passed, failed, skipped := r.Counts()
	text := fmt.Sprintf("%d passed, %d failed", passed, failed)
	if skipped > 0 {
		text += fmt.Sprintf(", %d skipped", skipped)
	}
	return text
}

// sentence returns a failure as one line that is safe to print, without its reasons and the
// further lines of its message.
func (f *failure) sentence() string {
	text, _, _ := strings.Cut(f.message, "\n")
	text = cmp.Or(text, fmt.Sprintf("expected %s, got %s", f.expected, f.got))
	if f.request != nil {
		asked := *f.request
		if f.group != nil {
			asked.Subject.Type, asked.Subject.ID = f.group.Type, f.group.ID
			text += f.differing()
		}
		text = asked.String() + ": " + text
	}
	switch f.more {
	case 0:
	case 1:
		text += " (and 1 more question like it)"
	default:
		text += fmt.Sprintf(" (and %d more questions like it)", f.more)
	}
	return printable.Line(text)
}

// maxNamed is how many members of a group are named in a sentence.
const maxNamed = 10

// differing names the members of a group with an unexpected answer.
func (f *failure) differing() string {
	var names []string
	for _, s := range f.members[:min(len(f.members), maxNamed)] {
		names = append(names, s.String())
	}
	if more := len(f.members) - len(names); more > 0 {
		names = append(names, fmt.Sprintf("and %d more", more))
	}
	return fmt.Sprintf(" for %d of %d members asked: %s", len(f.members), f.asked, strings.Join(names, ", "))
}

// maxShownChanges is how many repairs are shown with a failure. The explain command and JSON
// show all.
const maxShownChanges = 3

// lines returns the explanation as a tree, or else the further lines of the message and the
// reasons. They are safe to print.
func (f *failure) lines() []string {
	if f.explanation == nil {
		var lines []string
		if _, more, ok := strings.Cut(f.message, "\n"); ok {
			for line := range strings.SplitSeq(more, "\n") {
				lines = append(lines, "| "+line)
			}
		}
		return output.Lines(append(lines, f.reasons...))
	}
	e := *f.explanation
	more := len(e.Repairs) - maxShownChanges
	if more > 0 {
		e.Repairs = e.Repairs[:maxShownChanges]
	}
	var lines []string
	for line := range strings.Lines(e.String()) {
		line = strings.TrimSuffix(line, "\n")
		if f.group == nil {
			line = strings.TrimPrefix(line, "  ")
		}
		lines = append(lines, line)
	}
	if more > 0 {
		other := "changes"
		if more == 1 {
			other = "change"
		}
		lines = append(lines, fmt.Sprintf("  and %d other %s: see rolecall explain", more, other))
	}
	if f.group == nil {
		lines = lines[1:] // the request and the answer, which the sentence has
	}
	return output.Lines(lines)
}
