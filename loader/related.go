package loader

import "github.com/hashicorp/hcl/v2"

// related are the other places that a diagnostic is about: its extra
// information.
type related []hcl.Range

// RelatedTo are the places that a diagnostic is about besides its subject,
// such as where a name was taken first; none for most.
func RelatedTo(d *hcl.Diagnostic) []hcl.Range {
	places, _ := hcl.DiagnosticExtra[related](d)
	return places
}

// and adds another place to the last diagnostic.
func (r *resolver) and(at hcl.Range) {
	r.diags[len(r.diags)-1].Extra = related{at}
}
