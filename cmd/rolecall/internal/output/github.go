package output

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/rolecall/rolecall/internal/printable"
)

// Annotate writes a workflow command, which GitHub Actions shows as an annotation beside a line.
// The level is notice, warning or error. The place may be empty. GitHub shows no annotation without a message, so the title stands for an empty one. See
// https://docs.github.com/actions/reference/workflow-commands-for-github-actions.
func Annotate(out io.Writer, level string, at Place, title, message string) {
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
