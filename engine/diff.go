package engine

import (
	"cmp"
	"context"
	"time"

	"github.com/rolecall/rolecall/engine/diff"
	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/engine/internal/compare"
)

// Diff returns the requests that one of two Views allows at a time and the other does not,
// exactly, in groups that have the same cause.
//
// The requests are those of View.Compare: in each org, every action on every resource that
// either View knows, on resources that no block declares, and without a resource, by every
// subject of either View, with each of its tokens, and for users also in a session with each
// external group, or with two of them if one may let the other count. A user is also asked about as
// the creator of a resource, where that makes a difference to the user on either side. Users go by
// their logins. Orgs go by their names, whatever their labels; a request has the label of the
// new View, or of the old one for an org that is gone.
//
// It takes memory for the groups, however many requests they have. The errors are those of
// Check.
func Diff(ctx context.Context, old, new *View, at time.Time) (diff.Diff, error) {
	if err := cmp.Or(old.asked(ctx), new.ready()); err != nil {
		return diff.Diff{}, err
	}
	d, labels, err := compare.Diff(ctx, old.config.Matcher, new.config.Matcher, at)
	if err != nil {
		return diff.Diff{}, err
	}
	return d.With(func(ctx context.Context, r Request) (was, is explain.Explanation, err error) {
		there := r
		there.Org = labels(r.Org)
		if was, _, err = old.explained(ctx, there); err == nil {
			is, _, err = new.explained(ctx, r)
		}
		return was, is, err
	}), nil
}
