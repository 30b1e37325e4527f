package audit

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
)

// WriteMarkdown writes the report as Markdown: the overview, the levels on folders, the plan
// and the groups. Subjects with the same levels share a line.
func (r *Report) WriteMarkdown(w io.Writer) error {
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "# Access in Grafana\n\nGrafana %s, %s. Revision %s, %s. %s\n", r.Release, r.Edition, r.Revision,
		r.Time.Format(time.RFC3339), output.Markup(r.Rules))
	writeSections(out, "Overview", r.Overview)
	fmt.Fprintf(out, "\n## Levels on folders\n")
	for i := range r.Orgs {
		t := r.Orgs[i].folders()
		if t == nil {
			continue
		}
		fmt.Fprintf(out, "\n### %s\n\n", output.Markup(Title(&r.Orgs[i], t)))
		columns, blocks := Matrix(t)
		table := [][]string{append([]string{"subjects"}, columns...)}
		for _, b := range blocks {
			table = append(table, append([]string{strings.Join(b.Subjects, ", ")}, b.Cells...))
		}
		writeTable(out, table)
	}
	writeSections(out, "Plan", r.Plan)
	if len(r.Groups) > 0 {
		writeSections(out, "Groups", r.Groups)
	}
	return out.Flush()
}

func writeSections(out *bufio.Writer, title string, sections []Section) {
	fmt.Fprintf(out, "\n## %s\n", title)
	for _, s := range sections {
		fmt.Fprintf(out, "\n### %s\n\n", output.Markup(s.Title))
		if s.About != "" {
			fmt.Fprintf(out, "%s\n\n", output.Markup(s.About))
		}
		if len(s.Lines) == 0 && len(s.Table) < 2 {
			fmt.Fprintln(out, output.Markup(s.Nothing))
			continue
		}
		for _, line := range s.Lines {
			fmt.Fprintf(out, "- %s", output.Markup(line.Text))
			if line.Source != "" {
				fmt.Fprintf(out, " (%s)", output.Markup(line.Source))
			}
			fmt.Fprintln(out)
		}
		if len(s.Table) > 1 {
			writeTable(out, s.Table)
		}
	}
}

func writeTable(out *bufio.Writer, rows [][]string) {
	for i, row := range rows {
		for _, cell := range row {
			fmt.Fprintf(out, "| %s ", output.Markup(cell))
		}
		fmt.Fprintln(out, "|")
		if i == 0 {
			fmt.Fprintf(out, "%s|\n", strings.Repeat("| --- ", len(row)))
		}
	}
}
