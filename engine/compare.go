package engine

import (
	"cmp"
	"context"
	"time"

	"github.com/rolecall/rolecall/engine/diff"
	"github.com/rolecall/rolecall/engine/internal/compare"
)

// Compare counts the requests that the View decides otherwise at a time than another one,
// exactly: who can do what with which resource. Diff returns the requests.
//
// In each org it decides every action on every resource that either View knows, on
// resources that no block declares, in each folder, and what Grafana asks without a resource. It
// does so for every subject that either View knows, with each of its tokens, and for users also in
// a session with each external group, or with two of them. A user is also asked about as the creator of
// a resource, where that makes a difference to the user. Users go by their logins and orgs by
// their names. Requests whose decision cannot differ are left out, so configurations that
// differ little are compared fast.
//
// The errors are those of Check.
func (v *View) Compare(ctx context.Context, other *View, at time.Time) (diff.Comparison, error) {
	if err := cmp.Or(v.asked(ctx), other.ready()); err != nil {
		return diff.Comparison{}, err
	}
	return compare.Matchers(ctx, v.config.Matcher, other.config.Matcher, at)
}
