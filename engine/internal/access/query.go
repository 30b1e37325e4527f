package access

import (
	"github.com/rolecall/rolecall/engine/authzen"
	"github.com/rolecall/rolecall/engine/internal/index"
	"github.com/rolecall/rolecall/engine/internal/vocabulary"
	"github.com/rolecall/rolecall/internal/moment"
	"github.com/rolecall/rolecall/internal/scopes"
)

// A Query is a request matched to an index. It does not change once it has been matched.
type Query struct {
	Matcher *Matcher
	Index   *index.Index
	// Request has the names as the configuration spells them, and a time if the
	// decision depends on it.
	Request authzen.Request

	Context *index.Org // the org of the request
	Org     *index.Org // the org whose rights count
	Subject *index.Subject
	// User is the number of the subject among the users, or NoUser.
	User int32
	kind int32
	Type *vocabulary.ResourceType
	Plan *vocabulary.Plan

	// self, dashboard and folder are the covers that the selectors AtResource,
	// AtDashboard and AtFolder mean in this request; first comes before self.
	first                   *index.Wide
	self, dashboard, folder *index.Cover
	// ID is the id of the resource in exact scopes; empty if it has none.
	ID string
	// source is a data source that the request names and the org lacks.
	source string
	// Creator reports whether the subject created the resource.
	Creator bool
}

// NoUser is the number of a subject that is not a user.
const NoUser = -1

// nobody holds nothing.
var nobody = &index.Subject{}

// Anybody is the subject of a query whose Findings are those of all subjects.
var Anybody = &index.Subject{}

// holds reports whether the subject of the query has a holder.
func (q *Query) holds(h index.Holder) bool { return q.Subject == Anybody || q.Subject.Holds(h) }

// Kind returns the name of the kind of the resource.
func (q *Query) Kind() string { return q.Index.Kinds.Names[q.kind] }

// Key returns the key of the subject: "user:eve".
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

// Word returns the id of the resource as it appears in a scope. It is not escaped in a
// scope for which globs can match a part of a name.
func (q *Query) Word(scope string) string {
	if q.Index.Rows.Parted[scope] {
		return q.ID
	}
	return scopes.Word(q.ID)
}

// Ends returns the time at which the credentials of a subject in the request end. It is
// not ok for a token that is not declared.
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

// Credentials returns the problem of the credentials of a subject at the time of the
// request, or now if the request has no time.
func (q *Query) Credentials(s *index.Subject) Problem {
	ends, ok := q.Ends(s)
	at := q.Request.Time
	if at.IsZero() {
		at = moment.Now()
	}
	switch {
	case !ok:
		return unknownToken
	case ends.At.IsZero() || at.Before(ends.At):
		return NoProblem
	}
	return expired
}
