package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/internal/printable"
)

// maxExplained is how many failures are explained: each takes longer than many
// questions. Others have their reasons.
const maxExplained = 200

// explain says of a failure why its request is answered as it is.
func (r reporter) explain(f *failure, request engine.Request) error {
	if request.Time.IsZero() {
		request.Time = r.now
	}
	ctx := context.Background() // the answers have been given
	answer, err := r.view.Evaluate(ctx, request)
	if err != nil {
		return err
	}
	f.reasons = answer.Reasons
	if *r.explained >= maxExplained {
		return nil
	}
	*r.explained++
	explanation, err := r.view.Explain(ctx, request)
	if err != nil {
		return fmt.Errorf("explain %s: %w", request, err)
	}
	explanation.Request.Time = f.request.Time
	f.explanation = &explanation
	return nil
}

// maxShownChanges is how many of the changes that would allow a request are
// shown with its failure; explain shows all of them, and so does JSON.
const maxShownChanges = 3

// lines are the explanation as a tree, or the reasons, as they are printed, below
// the other lines of the message.
func (f *failure) lines() []string {
	if f.explanation == nil {
		var lines []string
		if _, more, ok := strings.Cut(f.message, "\n"); ok {
			for line := range strings.SplitSeq(more, "\n") {
				lines = append(lines, "| "+line)
			}
		}
		return printedLines(append(lines, f.reasons...))
	}
	e := *f.explanation
	more := len(e.Repairs) - maxShownChanges
	if more > 0 {
		e.Repairs = e.Repairs[:maxShownChanges]
	}
	var lines []string
	for line := range strings.Lines(e.String()) {
		lines = append(lines, strings.TrimPrefix(strings.TrimSuffix(line, "\n"), "  "))
	}
	if more > 0 {
		other := "changes"
		if more == 1 {
			other = "change"
		}
		lines = append(lines, fmt.Sprintf("  and %d other %s: see rolecall explain", more, other))
	}
	return printedLines(lines[1:]) // the first says what was asked, and the answer
}

func printedLines(lines []string) []string {
	printed := make([]string, len(lines))
	for i, line := range lines {
		printed[i] = printable.Line(line)
	}
	return printed
}
