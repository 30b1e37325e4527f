package diag

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/internal/printable"
)

// Related are the other places of a diagnostic. They are its Extra.
type Related []hcl.Range

// RelatedTo returns the places of a diagnostic besides its subject, such as where
// a name was taken first. Most diagnostics have none.
func RelatedTo(d *hcl.Diagnostic) []hcl.Range {
	places, _ := hcl.DiagnosticExtra[Related](d)
	return places
}

// Place returns a range as people read it: file and line.
func Place(at hcl.Range) string {
	return fmt.Sprintf("%s:%d", printable.Name(at.Filename), at.Start.Line)
}
