package access

import (
	"time"

	"github.com/rolecall/rolecall/engine/authzen"
	"github.com/rolecall/rolecall/engine/internal/index"
	"github.com/rolecall/rolecall/internal/scopes"
)

// A Query is a request matched to an index: what the package rolecall.request of the
// policies makes of it. It does not change once it has been matched.
type Query struct {
	Matcher *Matcher
	Index   *index.Index
	// Request has the names as the configuration spells them, and a time if the
	// decision depends on it.
	Request authzen.Request

	Context *index.Org // the org that is asked in
	Org     *index.Org // the org whose rights count
	Subject *index.Subject
	// User is the number of the subject among the users, or noUser.
	User int32
	kind int32
	Type *index.ResourceType
	Plan *index.Plan

	// self, dashboard and folder are the covers that the selectors atResource,
	// atDashboard and atFolder mean in this request; first stands before self.
	first                   *index.Wide
	self, dashboard, folder *index.Cover
	// ID is what exact scopes know the resource by; empty for what has none.
	ID string
	// Creator is whether the subject created the resource.
	Creator bool
}

// NoUser is the number of a subject that is not a user.
const NoUser = -1

// nobody holds nothing.
var nobody = &index.Subject{}

// Key is the key of the subject: "user:eve".
func (q *Query) Key() string {
	switch s := q.Request.Subject; {
	case q.User != NoUser:
		return q.Index.UserKey(q.User)
	case s.Type == "anonymous":
		return s.Type
	default:
		return s.Type + ":" + s.ID
	}
}

// Word is the id of the resource as it stands in scopes; as it is in those of
// which globs may mean parts of names.
func (q *Query) Word(scope string) string {
	if q.Index.Rows.Parted[scope] {
		return q.ID
	}
	return scopes.Word(q.ID)
}

// Ends returns when the credentials end that a subject shows in the request; not ok
// for a token that is not declared.
func (q *Query) Ends(s *index.Subject) (ends index.Expiry, ok bool) {
	c, token := s.Credentials, q.Request.Subject.Token
	switch {
	case c == nil:
		return index.Expiry{}, token == ""
	case token == "":
		return c.Ends, true
	}
	ends, ok = c.Tokens[token]
	return ends, ok
}

// Credentials returns why those that a subject shows do not hold at the time of the
// request, which is now if it has none.
func (q *Query) Credentials(s *index.Subject) Problem {
	ends, ok := q.Ends(s)
	at := q.Request.Time
	if at.IsZero() {
		at = time.Now()
	}
	switch {
	case !ok:
		return unknownToken
	case ends.At.IsZero() || at.Before(ends.At):
		return NoProblem
	}
	return expired
}
