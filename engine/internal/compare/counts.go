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
	c = newComparer(ctx, first, second, at, func(f *cell) error {
		for i, changes := range []*diff.Changes{&found.Lost, &found.Gained} {
			for n := range f.only[i].Each {
				class := c.classes[n]
				changes.Count += len(f.things.members) * class.count
			}
			if n, ok := firstOf(f.only[i].Each); ok && changes.First == nil {
				r := c.example(f, c.classes[n])
				changes.First = &r
			}
		}
		return nil
	})
	return found, c.run()
}

// firstOf returns the first of some numbers. It is not ok if there is none.
func firstOf(each func(func(int32) bool)) (n int32, ok bool) {
	for n = range each {
		return n, true
	}
	return 0, false
}
