package engine

import (
	"context"
	"time"

	"github.com/rolecall/rolecall/engine/internal/index"
	"github.com/rolecall/rolecall/engine/internal/policy"
	"github.com/rolecall/rolecall/engine/internal/representatives"
	"github.com/rolecall/rolecall/internal/moment"
)

// A matcher matches requests to an index. It is safe for concurrent use, unless it
// remembers sessions.
type matcher struct {
	*index.Index
	sessions *sessions
	// session returns what a user is in an org in a session with groups.
	session func(ctx context.Context, o *index.Org, user int32, groups []string) (*index.Subject, error)
}

func newMatcher(x *index.Index, p *policy.Program) *matcher {
	s := newSessions(x, p)
	return &matcher{x, s, s.of}
}

// match matches a request. With a problem or an error there is nothing to decide, and
// the query has what was found before. The error is that of the context, or of
// policies that do not decide a session.
func (m *matcher) match(ctx context.Context, r *Request) (query, problem, error) {
	w := m.begin(ctx, r)
	p := w.askOrg()
	if p == noProblem {
		p = w.askSubject()
	}
	if p == noProblem {
		p = w.askAccess()
	}
	return w.query, p, w.err
}

// matchSubject matches the org and the subject of a request alone.
func (m *matcher) matchSubject(ctx context.Context, r *Request) (query, problem, error) {
	w := m.begin(ctx, r)
	p := w.askOrg()
	if p == noProblem {
		p = w.askSubject()
	}
	return w.query, p, w.err
}

// matchAccess matches a request whoever asks: its subject is disregarded, and holds
// nothing.
func (m *matcher) matchAccess(r *Request) (query, problem) {
	w := m.begin(context.Background(), r)
	w.request.Subject, w.subject = Subject{}, nobody
	p := w.askOrg()
	if p == noProblem {
		p = w.askAccess()
	}
	return w.query, p
}

// asking returns the query of the same subject in the same org about something else.
func (q *query) asking(ctx context.Context, action string, resource Resource) (query, problem, error) {
	w := matching{query: query{matcher: q.matcher, index: q.index, request: q.request, context: q.context, org: q.context, user: q.user, subject: q.subject}, ctx: ctx}
	w.request.Action, w.request.Resource = action, resource
	p := w.askAccess()
	return w.query, p, w.err
}

// A matching is a query that is being made.
type matching struct {
	query
	ctx context.Context
	// err is why a session could not be decided.
	err error
}

func (m *matcher) begin(ctx context.Context, r *Request) matching {
	return matching{query: query{matcher: m, index: m.Index, request: *r, user: noUser}, ctx: ctx}
}

// inSession returns the subject that the user is in an org, in the session of the
// request: nobody where that cannot be decided.
func (w *matching) inSession(o *index.Org) *index.Subject {
	s, err := w.matcher.session(w.ctx, o, w.user, w.request.Subject.Groups)
	if err != nil {
		w.err = err
		return nobody
	}
	return s
}

// askOrg finds the org of the context.
func (w *matching) askOrg() problem {
	x, r := w.index, &w.request
	w.user = noUser
	spell(x, r)
	context := x.DefaultOrg
	if r.Org != "" && (context == nil || r.Org != context.Label) {
		context = x.Org(r.Org)
	}
	w.context, w.org = context, context
	switch {
	case context == nil && r.Org == "":
		return noOrg
	case context == nil:
		return unknownOrg
	}
	if t := r.Time; !t.IsZero() && !moment.Counts(t) {
		return badTime
	}
	return noProblem
}

// askAccess finds what is asked for: the action, and the resource.
func (w *matching) askAccess() problem {
	x, r := w.index, &w.request
	action := x.Actions.Find(r.Action)
	if action < 0 {
		return unknownAction
	}
	typ := r.Resource.Type
	if typ == "" {
		typ = "org"
	}
	if w.typ = x.TypeOf(typ); w.typ == nil {
		return unknownResourceType
	}
	w.kind = w.kindOf()
	if w.err != nil {
		return undecided
	}
	w.plan = x.Plans[action][w.kind]
	switch {
	case w.plan == nil && !x.Ruled[action]:
		return unruled
	case w.plan == nil:
		return notAsked
	}
	return w.askResource()
}

func (w *matching) askSubject() problem {
	x, s := w.index, &w.request.Subject
	if len(s.Groups) > 0 && len(s.Groups) > x.Rows.MaxGroups {
		return tooManyGroups
	}
	switch s.Type {
	case "user":
		if n := x.User(s.ID); n >= 0 {
			w.user = n
			w.subject = &w.context.Subjects[w.context.FirstUser+n]
		}
	case "anonymous":
		w.subject = w.context.Other(s.Type)
	default:
		var buffer [128]byte
		w.subject = w.context.Other(string(append(append(append(buffer[:0], s.Type...), ':'), s.ID...)))
	}
	if w.user != noUser && len(w.request.Subject.Groups) > 0 {
		w.subject = w.inSession(w.context)
	}
	switch {
	case w.err != nil:
		return undecided
	case w.subject == nil || w.user == noUser && !x.Rows.SubjectTypes[s.Type]:
		return nobodyCalled(x, s)
	case w.subject.Disabled:
		return disabledSubject
	case w.subject.Credentials != nil || s.Token != "":
		return w.askCredentials()
	}
	return noProblem
}

// nobodyCalled says why there is no such subject.
func nobodyCalled(x *index.Index, s *Subject) problem {
	switch {
	case !x.Rows.SubjectTypes[s.Type]:
		return unknownSubjectType
	case s.Type == "anonymous":
		return noAnonymous
	}
	return unknownSubject
}

// goTo makes the rights in another org count.
func (w *matching) goTo(o *index.Org) {
	w.org = o
	switch {
	case w.user != noUser && len(w.request.Subject.Groups) > 0:
		w.subject = w.inSession(o)
	case w.user != noUser:
		w.subject = &o.Subjects[o.FirstUser+w.user]
	default:
		// Only users are in more than one org.
		w.subject = nobody
	}
}

// kindOf is the kind of the resource. Asking about another org makes the
// rights there count.
func (w *matching) kindOf() int32 {
	t, r := w.typ, &w.request.Resource
	switch t.Shape {
	case index.FolderShape:
		if r.ID == representatives.General {
			return t.Special
		}
	case index.OrgShape:
		if o := w.index.Org(r.ID); o != nil && r.ID != "" && o != w.org {
			w.goTo(o)
			return t.Special
		}
	case index.RoleShape:
		if w.index.Rows.FixedRoles[r.ID] {
			return t.Special
		}
	}
	return t.HangingKind(r)
}

// askResource finds the places of the resource and of what it hangs on.
func (w *matching) askResource() problem {
	x, r := w.index, &w.request.Resource
	if r.Folder != "" || r.Dashboard != "" {
		w.askParents()
	}
	if w.typ.Declarable {
		if w.self = w.org.Thing(w.typ, r.ID); w.self == nil {
			if w.typ.Shape != index.DashboardShape || w.folder == nil {
				return unknownResource
			}
			w.first, w.self = w.org.Created(x, r.Folder), w.org.Folders[r.Folder]
		}
	} else if p := w.askUndeclarable(); p != noProblem {
		return p
	}
	switch {
	case w.kind == w.typ.OfDashboard && w.dashboard == nil:
		return unknownDashboard
	case w.kind == w.typ.InFolder && w.folder == nil:
		return unknownFolder
	}
	if r.CreatedBy != "" && w.user != noUser {
		w.creator = x.User(r.CreatedBy) == w.user
	}
	return noProblem
}

// askParents finds the folder and the dashboard that the request names.
func (w *matching) askParents() {
	r := &w.request.Resource
	folder := w.org.Folders[r.Folder]
	dashboard := w.org.Thing(w.index.Dashboards, r.Dashboard)
	if dashboard == nil {
		dashboard = folder
	}
	w.folder, w.dashboard = folder, dashboard
}

// askUndeclarable finds the places of what an org does not declare.
func (w *matching) askUndeclarable() problem {
	x, r := w.index, &w.request.Resource
	switch w.typ.Shape {
	case index.UserShape:
		n := x.User(r.ID)
		switch {
		case n < 0:
			return unknownResource
		case w.plan.AsksMember && !w.org.Subjects[w.org.FirstUser+n].Member:
			return notMember
		}
		w.id = x.Logins[n]
	case index.OrgShape:
		if r.ID != "" && x.OrgNumbers.Find(r.ID) < 0 {
			return unknownResource
		}
		w.id = r.ID
	case index.RoleShape:
		role, ok := x.Data.Roles[r.ID]
		if !x.Rows.FixedRoles[r.ID] && !(ok && (role.Org == "" || role.Org == w.org.Label)) {
			return unknownResource
		}
		w.id = r.ID
	default:
		w.id = r.ID
	}
	w.self = &w.org.Kinds[w.kind]
	return noProblem
}

// askCredentials reports whether those of the subject still hold. It makes a request
// without a time one of now if the decision depends on the time.
func (w *matching) askCredentials() problem {
	if ends, ok := w.ends(w.subject); ok && !ends.At.IsZero() && w.request.Time.IsZero() {
		w.request.Time = time.Now()
	}
	return w.credentials(w.subject)
}

// spell writes the names of a request as the configuration has them.
func spell(x *index.Index, r *Request) {
	if len(x.Data.Spellings) == 0 {
		return
	}
	for _, name := range []*string{
		&r.Subject.ID, &r.Subject.Token, &r.Org,
		&r.Resource.ID, &r.Resource.Folder, &r.Resource.Dashboard, &r.Resource.CreatedBy,
	} {
		*name = x.Spelled(*name)
	}
}
