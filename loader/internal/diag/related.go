package diag

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/internal/printable"
)

// extra is the Extra of a diagnostic of ours.
type extra struct {
	// related are the other places.
	related []hcl.Range
	// instances are the addresses of the instances that the diagnostic is about, of a block
	// with for_each.
	instances []string
}

// Instances returns the addresses of the instances, the one in the detail first.
func (e *extra) Instances() []string { return e.instances }

// extraOf returns the Extra of a diagnostic. It is a new one if the diagnostic has none.
func extraOf(d *hcl.Diagnostic) *extra {
	if e, ok := hcl.DiagnosticExtra[*extra](d); ok {
		return e
	}
	return &extra{}
}

// RelatedTo returns the places of a diagnostic besides its subject, such as where
// a name was taken first. Most diagnostics have none.
func RelatedTo(d *hcl.Diagnostic) []hcl.Range {
	return extraOf(d).related
}

// InstancesOf returns the addresses of the instances of a block with for_each that a
// diagnostic is about, the one in its detail first. It returns nil for a diagnostic about
// anything else.
func InstancesOf(d *hcl.Diagnostic) []string { return extraOf(d).instances }

// Place returns a range as people read it: file and line.
func Place(at hcl.Range) string {
	return fmt.Sprintf("%s:%d", printable.Name(at.Filename), at.Start.Line)
}
