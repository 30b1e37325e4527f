package engine

import (
	"cmp"
	"context"
	"time"

	"github.com/rolecall/rolecall/engine/internal/compare"
)

// Compare compares the access that the View gives at a time with the access that
// another gives, exactly: who can do what with which resource.
//
// In each org it decides every action on every resource that either View knows, and
// on resources that no block declares, in each folder. It does so for every subject
// that either View knows, with each of its tokens, and for users also as the creator
// of the resource, and in a session with each external group, or with two of them.
// Users go by their logins and orgs by their labels. Requests whose decision cannot
// differ are left out, so configurations that differ little are compared fast.
//
// The errors are those of Check.
func (v *View) Compare(ctx context.Context, other *View, at time.Time) (Comparison, error) {
	if err := cmp.Or(v.asked(ctx), other.ready()); err != nil {
		return Comparison{}, err
	}
	return compare.Matchers(ctx, v.config.Matcher, other.config.Matcher, at)
}

type (
	// A Comparison holds the differences in the access that two Views give. The zero
	// Comparison has none.
	Comparison = compare.Comparison
	// Changes are the requests whose decisions differ in one direction.
	Changes = compare.Changes
)
