package catalogue

import (
	"cmp"

	"github.com/rolecall/rolecall/schema"
)

// A Hole is a security hole: what a server lets a subject do that it is meant to deny. The
// sources are in policies/gen/tables/holes.
type Hole struct {
	// Number is the number of the CVE record, and Opens tells what the hole opens.
	Number string `json:"number"`
	Opens  string `json:"opens"`
	// AllowedUntil is the first release whose rules deny what the hole opens. Older rules
	// allow it as servers do. It is empty if all rules deny it.
	AllowedUntil schema.Version `json:"allowed_until,omitempty"`
	// Spans are the versions with the hole.
	Spans []Span `json:"spans"`
}

// A Span is a range of versions: from Since on, before Until.
type Span struct {
	Since schema.Version `json:"since"`
	Until schema.Version `json:"until"`
	// ClosedBy is the build that closes a hole, if that is not the version Until itself.
	ClosedBy string `json:"closed_by,omitempty"`
}

// In returns the span of a hole that a version is in, and reports whether there is one. A
// version without a patch number is its newest patch.
func (h Hole) In(v schema.Version) (Span, bool) {
	for _, s := range h.Spans {
		if v.Within(s.Since, s.Until) {
			s.ClosedBy = cmp.Or(s.ClosedBy, s.Until.String())
			return s, true
		}
	}
	return Span{}, false
}

// Holes returns the known security holes of servers, by name.
func Holes() map[string]Hole { return file().Holes }
