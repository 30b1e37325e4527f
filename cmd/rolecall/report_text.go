package main

import (
	"bufio"
	"fmt"
)

// maxFailures is how many failures of one test are printed.
const maxFailures = 20

func (c *cli) writeTextReport(r report) error {
	out := bufio.NewWriter(c.out)
	for i := range r {
		t := &r[i]
		if t.skipped && t.reason != "" {
			fmt.Fprintf(out, "SKIP %s (%s)\n  %s\n", t.title(), t.at, oneLine(t.reason))
		}
		if len(t.failures) == 0 {
			continue
		}
		fmt.Fprintf(out, "FAIL %s (%s)\n", t.title(), t.at)
		for i := range t.failures[:min(len(t.failures), maxFailures)] {
			f := &t.failures[i]
			fmt.Fprint(out, "  ")
			if f.at != t.at {
				fmt.Fprintf(out, "%s: ", f.at)
			}
			fmt.Fprintln(out, f.sentence())
			for _, reason := range f.lines() {
				fmt.Fprintf(out, "    %s\n", reason)
			}
		}
		if more := len(t.failures) - maxFailures; more > 0 {
			fmt.Fprintf(out, "  … and %d more\n", more)
		}
	}
	fmt.Fprintln(out, r.summary())
	return out.Flush()
}

// summary says how many passed, failed and were skipped.
func (r report) summary() string {
	passed, failed, skipped := r.counts()
	text := fmt.Sprintf("%d passed, %d failed", passed, failed)
	if skipped > 0 {
		text += fmt.Sprintf(", %d skipped", skipped)
	}
	return text
}
