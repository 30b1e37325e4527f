package main

import (
	"bufio"
	"fmt"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/internal/printable"
	"github.com/rolecall/rolecall/loader"
)

// A diagnosticWriter prints diagnostics with their source lines. It prints what
// hcl.NewDiagnosticTextWriter does, which looks for every line from the beginning of
// its file and prints names as they are.
type diagnosticWriter struct {
	*bufio.Writer
	sources *sources
	// path says what a file is called from the working directory.
	path func(string) string
	// width is that of the terminal; 0 for none.
	width int
	color bool
}

func (w *diagnosticWriter) write(d *hcl.Diagnostic) {
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
		fmt.Fprintf(w, "%s\n\n", printable.Lines(wrap(clip(d.Detail), w.width)))
	}
	for _, other := range loader.RelatedTo(d) {
		fmt.Fprintf(w, "  the other place, on %s line %d:\n", w.name(other), other.Start.Line)
		if lines := w.sources.of(other.Filename).show(other, w.color); len(lines) > 0 {
			w.line(lines[0])
		}
		fmt.Fprintln(w)
	}
}

// place prints the lines of a place, below where they are.
func (w *diagnosticWriter) place(at hcl.Range) {
	source := w.sources.of(at.Filename)
	lines := source.show(at, w.color)
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

func (w *diagnosticWriter) line(l shownLine) { fmt.Fprintf(w, "%4d: %s\n", l.number, l.text) }

// name is the file of a place as it is printed.
func (w *diagnosticWriter) name(at hcl.Range) string { return printable.Name(w.path(at.Filename)) }
