// Package moment reads the times that requests are decided at.
package moment

import (
	"fmt"
	"math"
	"time"
)

// The first and the last time that count. OPA keeps times as nanoseconds since
// 1970, in 64 bits.
var (
	first = time.Unix(0, math.MinInt64)
	last  = time.Unix(0, math.MaxInt64)
)

// Counts reports whether a time counts as one.
func Counts(t time.Time) bool { return !t.Before(first) && !t.After(last) }

// Parse reads a time in RFC 3339 that counts, as plain OPA reads it. The zero
// time does not count: a request with it would be about now.
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
