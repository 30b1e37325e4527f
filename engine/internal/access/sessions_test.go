package access

import (
	"fmt"
	"testing"

	"github.com/rolecall/rolecall/engine/internal/index"
)

// TestSessionsAreBounded checks that no more sessions are kept than there may be,
// and that one that has been forgotten is decided again.
func TestSessionsAreBounded(t *testing.T) {
	s := &Sessions{recent: map[string]*index.Subject{}}
	made := &index.Subject{}
	for n := range 5 * maxSessions {
		s.keep(fmt.Sprint(n), made)
	}
	if kept := len(s.recent) + len(s.older); kept > 2*maxSessions {
		t.Errorf("%d sessions are kept, want at most %d", kept, 2*maxSessions)
	}
	if s.known([]byte("0")) != nil || s.known(fmt.Append(nil, 5*maxSessions-1)) != made {
		t.Error("the first session is known, or the last is not")
	}
}
