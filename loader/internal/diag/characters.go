package diag

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
)

const forbiddenCharacter = "Forbidden character"

// HasForbidden says whether a text has a character that no name of a
// configuration may have. NUL is kept for names of the engine's own, so that
// they are nobody else's.
func HasForbidden(text string) bool { return strings.IndexByte(text, 0) >= 0 }

// Forbidden is the diagnostic about a text that has a forbidden character.
func Forbidden(at hcl.Range) *hcl.Diagnostic {
	return &hcl.Diagnostic{
		Severity: hcl.DiagError,
		Summary:  forbiddenCharacter,
		Detail:   `The character NUL, written "\u0000", is in this text; no name in Grafana has it. Take it out.`,
		Subject:  &at,
	}
}
