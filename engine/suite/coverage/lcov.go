package coverage

import (
	"bufio"
	"fmt"
	"io"

	"github.com/rolecall/rolecall/internal/printable"
)

// WriteLCOV writes the report in the format of LCOV (geninfo(1) of LCOV 1.16): a line for
// each line with grants and, if it has several, a branch for each grant. Path returns the
// name to write for a configuration file. LCOV has no escapes: a name that would hide or
// forge a record is quoted.
func (r *Report) WriteLCOV(w io.Writer, path func(string) string) error {
	out := bufio.NewWriter(w)
	fmt.Fprintln(out, "TN:rolecall")
	for _, f := range r.Files() {
		fmt.Fprintf(out, "SF:%s\n", printable.Name(path(f.Name)))
		var lines, branches Count
		for _, line := range f.Lines {
			if len(line.Grants) < 2 {
				continue
			}
			for n, g := range line.Grants {
				taken := "-" // for a line that is not exercised
				if line.Questions() > 0 {
					taken = fmt.Sprint(g.Questions)
				}
				fmt.Fprintf(out, "BRDA:%d,0,%d,%s\n", line.Number, n, taken)
				branches.add(g.Questions)
			}
		}
		fmt.Fprintf(out, "BRF:%d\nBRH:%d\n", branches.Total, branches.Exercised)
		for _, line := range f.Lines {
			fmt.Fprintf(out, "DA:%d,%d\n", line.Number, line.Questions())
			lines.add(line.Questions())
		}
		fmt.Fprintf(out, "LF:%d\nLH:%d\nend_of_record\n", lines.Total, lines.Exercised)
	}
	return out.Flush()
}
