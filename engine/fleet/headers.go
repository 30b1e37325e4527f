package fleet

import (
	"strconv"
	"strings"
	"time"
)

// has reports whether values of the header If-None-Match have an ETag.
func has(values []string, etag string) bool {
	for value := range parts(values) {
		if value == "*" || strings.TrimPrefix(value, "W/") == etag {
			return true
		}
	}
	return false
}

// waitOf returns the time that values of the header Prefer want to wait; 0 for none. OPA writes
// "modes=snapshot,delta;wait=60".
func waitOf(values []string) time.Duration {
	for value := range parts(values) {
		if text, ok := strings.CutPrefix(value, "wait="); ok {
			seconds, err := strconv.ParseUint(text, 10, 31)
			if err == nil {
				return time.Duration(seconds) * time.Second
			}
		}
	}
	return 0
}

// parts returns the parts of the values of a header, which commas and semicolons separate.
func parts(values []string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for _, value := range values {
			for part := range strings.FieldsFuncSeq(value, func(r rune) bool { return r == ',' || r == ';' }) {
				if !yield(strings.TrimSpace(part)) {
					return
				}
			}
		}
	}
}
