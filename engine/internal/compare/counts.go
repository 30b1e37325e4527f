package compare

import (
	"context"
	"time"

	"github.com/rolecall/rolecall/engine/diff"
	"github.com/rolecall/rolecall/engine/internal/access"
)

// Matchers counts the differences of the access that two matchers give at a time, with the
// requests that View.Compare documents. The errors are those of Match.
func Matchers(ctx context.Context, first, second *access.Matcher, at time.Time) (diff.Comparison, error) {
	var found diff.Comparison
	var c *comparer
	c, err := newComparer(ctx, first, second, at, func(f *cell) error {
		for i, changes := range []*diff.Changes{&found.Lost, &found.Gained} {
			changes.Count += len(f.things.members) * c.org.Count(c.org.NewSet(f.layers, f.only[i]))
			for at, set := range f.only[i] {
				if n, ok := firstOf(set.Each); ok && changes.First == nil {
					r := c.example(f, f.layer(at), n)
					changes.First = &r
				}
			}
		}
		return nil
	})
	if err != nil {
		return diff.Comparison{}, err
	}
	return found, c.run()
}

// firstOf returns the first of some numbers. It is not ok if there is none.
func firstOf(each func(func(int32) bool)) (n int32, ok bool) {
	for n = range each {
		return n, true
	}
	return 0, false
}
