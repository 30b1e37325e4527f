// Package moment parses the times for which requests are decided, and tells the time of those that have none.
package moment

import (
	"fmt"
	"math"
	"time"
)

// The first and the last time that count. OPA represents times as nanoseconds
// since 1970, in 64 bits.
var (
	first = time.Unix(0, math.MinInt64)
	last  = time.Unix(0, math.MaxInt64)
)

// Counts reports whether a time is in the range that OPA can represent.
func Counts(t time.Time) bool { return !t.Before(first) && !t.After(last) }

// Parse parses a time in RFC 3339 as plain OPA does, and returns an error unless
// it Counts. The zero time does not count: in a request it means now.
func Parse(text string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339, text)
	switch {
	case err != nil:
		return time.Time{}, fmt.Errorf("%q is not RFC 3339", text)
	case !Counts(t):
		return time.Time{}, fmt.Errorf("%q is not between the years 1677 and 2262", text)
	}
	return t, nil
}
