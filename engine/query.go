package engine

import (
	"time"

	"github.com/rolecall/rolecall/engine/internal/index"
	"github.com/rolecall/rolecall/internal/scopes"
)

// A query is a request matched to an index: what the package rolecall.request of the
// policies makes of it. It does not change once it has been matched.
type query struct {
	matcher *matcher
	index   *index.Index
	// request has the names as the configuration spells them, and a time if the
	// decision depends on it.
	request Request

	context *index.Org // the org that is asked in
	org     *index.Org // the org whose rights count
	subject *index.Subject
	// user is the number of the subject among the users, or noUser.
	user int32
	kind int32
	typ  *index.ResourceType
	plan *index.Plan

	// self, dashboard and folder are the covers that the selectors atResource,
	// atDashboard and atFolder mean in this request; first stands before self.
	first                   *index.Wide
	self, dashboard, folder *index.Cover
	// id is what exact scopes know the resource by; empty for what has none.
	id string
	// creator is whether the subject created the resource.
	creator bool
}

// noUser is the number of a subject that is not a user.
const noUser = -1

// nobody holds nothing.
var nobody = &index.Subject{}

// key is the key of the subject: "user:eve".
func (q *query) key() string {
	switch s := q.request.Subject; {
	case q.user != noUser:
		return q.index.UserKey(q.user)
	case s.Type == "anonymous":
		return s.Type
	default:
		return s.Type + ":" + s.ID
	}
}

// word is the id of the resource as it stands in scopes; as it is in those of
// which globs may mean parts of names.
func (q *query) word(scope string) string {
	if q.index.Rows.Parted[scope] {
		return q.id
	}
	return scopes.Word(q.id)
}

// ends returns when the credentials end that a subject shows in the request; not ok
// for a token that is not declared.
func (q *query) ends(s *index.Subject) (ends index.Expiry, ok bool) {
	c, token := s.Credentials, q.request.Subject.Token
	switch {
	case c == nil:
		return index.Expiry{}, token == ""
	case token == "":
		return c.Ends, true
	}
	ends, ok = c.Tokens[token]
	return ends, ok
}

// credentials returns why those that a subject shows do not hold at the time of the
// request, which is now if it has none.
func (q *query) credentials(s *index.Subject) problem {
	ends, ok := q.ends(s)
	at := q.request.Time
	if at.IsZero() {
		at = time.Now()
	}
	switch {
	case !ok:
		return unknownToken
	case ends.At.IsZero() || at.Before(ends.At):
		return noProblem
	}
	return expired
}
