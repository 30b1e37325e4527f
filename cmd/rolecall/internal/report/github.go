package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/diagnostics"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
)

// writeGitHub writes an annotation for each place with failures.
func (r Report) writeGitHub(to io.Writer) error {
	out := bufio.NewWriter(to)
	for i := range r {
		t := &r[i]
		if t.skipped {
			output.Annotate(out, "notice", t.at, "Skipped: "+t.title(), output.OneLine(t.reason))
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
			output.Annotate(out, "error", at, "Failed: "+t.title(), strings.Join(lines, "\n"))
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
		output.Annotate(out, cause.Severity, cause.At, cause.Summary, cause.Detail)
	}
	return out.Flush()
}
