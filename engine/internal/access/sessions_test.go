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
		s.keep(fmt.Sprint(n), made)
	}
	if kept := len(s.young) + len(s.older); kept > 2*maxRecent {
		t.Errorf("%d sessions are kept, want at most %d", kept, 2*maxRecent)
	}
	if _, ok := s.find([]byte("0")); ok {
		t.Error("the first session is known")
	}
	if last, ok := s.find(fmt.Append(nil, 5*maxRecent-1)); !ok || last != made {
		t.Error("the last session is not known")
	}
}
