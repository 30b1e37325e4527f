package report

import (
	"bufio"
	"fmt"
	"io"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
)

// maxFailures is how many failures of a test are printed.
const maxFailures = 20

func (r Report) writeText(to io.Writer, verbose bool) error {
	out := bufio.NewWriter(to)
	for i := range r {
		t := &r[i]
		switch {
		case t.skipped && (verbose || t.reason != ""):
			fmt.Fprintf(out, "SKIP %s (%s)\n", t.title(), t.at)
			if t.reason != "" {
				fmt.Fprintf(out, "  %s\n", output.OneLine(t.reason))
			}
		case verbose && len(t.failures) == 0:
			fmt.Fprintf(out, "%s %s (%s)\n", output.Paint(to, output.Green, "PASS"), t.title(), t.at)
		}
		if len(t.failures) == 0 {
			continue
		}
		fmt.Fprintf(out, "%s %s (%s)\n", output.Paint(to, output.Red, "FAIL"), t.title(), t.at)
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
