package diagnostics

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
	"github.com/rolecall/rolecall/internal/printable"
	"github.com/rolecall/rolecall/loader"
)

// MaxShown is how many diagnostics are printed as text, unless all are asked for.
const MaxShown = 100

// Text prints diagnostics with their source lines: the first most of them, errors before
// warnings if there are more, and then how many are left. Path returns the path of a file
// from the working directory.
//
// It prints the same as hcl.NewDiagnosticTextWriter, but in linear time, and names are safe to
// print.
func Text(out io.Writer, diags hcl.Diagnostics, files map[string]*hcl.File, path func(string) string, most int) error {
	left := diags[min(most, len(diags)):]
	if len(left) > 0 {
		diags = errorsFirst(diags)
		diags, left = diags[:most], diags[most:]
	}
	width, color := output.Terminal(out)
	w := textWriter{bufio.NewWriter(out), NewSources(files), path, width, color}
	for _, d := range diags {
		w.write(d)
	}
	if len(left) > 0 {
		fmt.Fprintf(w, "… and %d more: %s. Use rolecall validate --all to print all.\n\n", len(left), counted(left))
	}
	return w.Flush()
}

// errorsFirst returns diagnostics with errors before warnings, in their order otherwise.
func errorsFirst(diags hcl.Diagnostics) hcl.Diagnostics {
	return slices.SortedStableFunc(slices.Values(diags), func(a, b *hcl.Diagnostic) int { return int(a.Severity - b.Severity) })
}

// counted returns the numbers of errors and of warnings.
func counted(diags hcl.Diagnostics) string {
	var parts []string
	errs := len(diags.Errs())
	for _, n := range []struct {
		count int
		word  string
	}{{errs, "error"}, {len(diags) - errs, "warning"}} {
		switch n.count {
		case 0:
		case 1:
			parts = append(parts, "1 "+n.word)
		default:
			parts = append(parts, fmt.Sprintf("%d %ss", n.count, n.word))
		}
	}
	return strings.Join(parts, " and ")
}

type textWriter struct {
	*bufio.Writer
	sources *Sources
	path    func(string) string
	width   int // 0 for any width
	color   bool
}

func (w *textWriter) write(d *hcl.Diagnostic) {
	severity, color := "Error", "\x1b[31m"
	if d.Severity == hcl.DiagWarning {
		severity, color = "Warning", "\x1b[33m"
	}
	if w.color {
		severity = color + severity + "\x1b[0m"
	}
	fmt.Fprintf(w, "%s: %s\n\n", severity, printable.Line(d.Summary))
	if d.Subject != nil {
		w.place(*d.Subject)
	}
	if d.Detail != "" {
		fmt.Fprintf(w, "%s\n\n", printable.Lines(wrap(clip(detail(d, w.path)), w.width)))
	}
	for _, other := range loader.RelatedTo(d) {
		fmt.Fprintf(w, "  the other place, on %s line %d:\n", w.name(other), other.Start.Line)
		if lines := w.sources.Of(other.Filename).Show(other, w.color); len(lines) > 0 {
			w.line(lines[0])
		}
		fmt.Fprintln(w)
	}
}

// place prints the file and line of a place, and its lines.
func (w *textWriter) place(at hcl.Range) {
	source := w.sources.Of(at.Filename)
	lines := source.Show(at, w.color)
	if len(lines) == 0 {
		fmt.Fprintf(w, "  on %s line %d:\n  (source code not available)\n\n", w.name(at), at.Start.Line)
		return
	}
	context := source.context(at.Start.Byte)
	if context != "" {
		context = ", in " + printable.Line(context)
	}
	fmt.Fprintf(w, "  on %s line %d%s:\n", w.name(at), at.Start.Line, context)
	for _, line := range lines {
		w.line(line)
	}
	fmt.Fprintln(w)
}

func (w *textWriter) line(l Line) { fmt.Fprintf(w, "%4d: %s\n", l.Number, l.Text) }

// name returns the path of a file, safe to print.
func (w *textWriter) name(at hcl.Range) string { return printable.Name(w.path(at.Filename)) }
