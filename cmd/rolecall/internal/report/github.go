package report

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/diagnostics"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
	"github.com/rolecall/rolecall/internal/printable"
)

// writeGitHub writes workflow commands, which GitHub Actions shows as annotations beside the
// lines: one for each place with failures. See
// https://docs.github.com/actions/reference/workflow-commands-for-github-actions.
func (r Report) writeGitHub(to io.Writer) error {
	out := bufio.NewWriter(to)
	for i := range r {
		t := &r[i]
		if t.skipped {
			annotate(out, "notice", t.at, "Skipped: "+t.title(), output.OneLine(t.reason))
		}
		for from := 0; from < len(t.failures); {
			at := t.failures[from].at
			to := from
			var lines []string
			for ; to < len(t.failures) && t.failures[to].at == at; to++ {
				f := &t.failures[to]
				lines = append(lines, f.sentence())
				for _, reason := range f.lines() {
					lines = append(lines, "  "+reason)
				}
			}
			annotate(out, "error", at, "Failed: "+t.title(), strings.Join(lines, "\n"))
			from = to
		}
	}
	fmt.Fprintln(out, r.summary())
	return out.Flush()
}

// writeGitHubError reports that the tests could not be run.
func writeGitHubError(to io.Writer, err error, path func(string) string) error {
	out := bufio.NewWriter(to)
	for _, cause := range diagnostics.Causes(err, path) {
		annotate(out, cause.Severity, cause.At, cause.Summary, cause.Detail)
	}
	return out.Flush()
}

// annotate writes one annotation. The place may be empty. GitHub shows no annotation without
// a message, so the title stands for an empty one.
func annotate(out io.Writer, level string, at output.Place, title, message string) {
	title = printable.Line(title)
	message = cmp.Or(printable.Lines(message), title)
	var properties []string
	if at.File != "" {
		properties = append(properties, "file="+escapeProperty(printable.Name(at.File)), fmt.Sprintf("line=%d", at.Range.Start.Line))
		if at.Range.End.Line > at.Range.Start.Line {
			properties = append(properties, fmt.Sprintf("endLine=%d", at.Range.End.Line))
		}
	}
	properties = append(properties, "title="+escapeProperty(title))
	fmt.Fprintf(out, "::%s %s::%s\n", level, strings.Join(properties, ","), escapeData(message))
}

var (
	escapeData     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace
	escapeProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C").Replace
)
