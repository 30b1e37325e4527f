package access

import (
	"fmt"
	"testing"

	"github.com/rolecall/rolecall/engine/internal/index"
)

// TestSessionsAreBounded checks that no more sessions are kept than there may be,
// and that one that has been forgotten is decided again.
func TestSessionsAreBounded(t *testing.T) {
	var s recent[*index.Subject]
	made := &index.Subject{}
	for n := range 5 * maxRecent {
		s.keep(fmt.Sprint(n), made, 0)
	}
	if kept := len(s.young) + len(s.older); kept > 2*maxRecent {
		t.Errorf("%d sessions are kept, want at most %d", kept, 2*maxRecent)
	}
	large := recent[*index.Subject]{}
	for n := range 100 {
		large.keep(fmt.Sprint(n), made, maxRecentSize/10)
	}
	if kept := len(large.young) + len(large.older); kept > 20 {
		t.Errorf("%d large values are kept, want at most 20", kept)
	}
	if _, ok := large.find([]byte("99")); !ok || large.size > maxRecentSize {
		t.Errorf("the last large value is known: %v; all have %d bytes", ok, large.size)
	}
	if _, ok := s.find([]byte("0")); ok {
		t.Error("the first session is known")
	}
	if last, ok := s.find(fmt.Append(nil, 5*maxRecent-1)); !ok || last != made {
		t.Error("the last session is not known")
	}
}
