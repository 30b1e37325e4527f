package diag

import (
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/internal/printable"
)

// inParagraphs are the summaries of diagnostics with line breaks in their details.
// These details quote nothing, or only printable texts.
var inParagraphs = []string{
	"Missing grafana block",
	"Invalid value for variable",
	// Of HCL:
	"Argument definition required", // with at most a line of the file
	"Extra characters after interpolation expression",
	"Invalid nested splat expressions",
}

// Printed makes the texts of diagnostics safe to print: they quote names and
// arguments of functions. It returns its argument.
func Printed(diags hcl.Diagnostics) hcl.Diagnostics {
	for _, d := range diags {
		d.Summary = printable.Line(d.Summary)
		if slices.Contains(inParagraphs, d.Summary) {
			d.Detail = printable.Lines(d.Detail)
		} else {
			d.Detail = printable.Line(d.Detail)
		}
	}
	return diags
}
