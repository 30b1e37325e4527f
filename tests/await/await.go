// Package await waits for programs and goroutines in tests, and keeps their output.
package await

import (
	"bytes"
	"strings"
	"sync"
	"testing"
	"time"
)

// betweenLooks is how often Until looks again.
const betweenLooks = 5 * time.Millisecond

// Until waits until a function returns true, and returns how long that took. It ends the test with a message
// if the patience runs out, which must be long, as machines may be busy.
func Until(t testing.TB, patience time.Duration, message string, is func() bool) time.Duration {
	t.Helper()
	begin := time.Now()
	for !is() {
		if time.Since(begin) > patience {
			t.Fatalf("after %v: %s", patience, message)
		}
		time.Sleep(betweenLooks)
	}
	return time.Since(begin)
}

// A Transcript is the text that a program or several goroutines have written so far. The zero value is empty.
// It is safe for concurrent use, and must not be copied.
type Transcript struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write adds text. The error is nil.
func (t *Transcript) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.text.Write(p)
}

// String returns the text so far, without the parts that were cut.
func (t *Transcript) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.text.String()
}

// Cut drops everything up to the end of the first place of a text, and returns the text before that place. It
// returns false, and drops nothing, if there is none.
func (t *Transcript) Cut(text string) (before string, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	before, _, ok = strings.Cut(t.text.String(), text)
	if ok {
		t.text.Next(len(before) + len(text))
	}
	return before, ok
}
