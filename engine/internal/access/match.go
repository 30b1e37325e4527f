package access

import (
	"cmp"
	"context"
	"slices"

	"github.com/rolecall/rolecall/engine/authzen"
	"github.com/rolecall/rolecall/engine/internal/index"
	"github.com/rolecall/rolecall/engine/internal/policy"
	"github.com/rolecall/rolecall/engine/internal/representatives"
	"github.com/rolecall/rolecall/engine/internal/vocabulary"
	"github.com/rolecall/rolecall/internal/moment"
)

// A Matcher matches requests to an index. It is safe for concurrent use, unless it
// remembers sessions.
type Matcher struct {
	*index.Index
	sessions *Sessions
	// session returns the subject that a user is in an org in a session with groups.
	session func(ctx context.Context, o *index.Org, user int32, groups []string) (*index.Subject, error)
}

// NewMatcher returns a matcher for an index. The policies of the program decide sessions.
func NewMatcher(x *index.Index, p *policy.Program) *Matcher {
	s := newSessions(x, p)
	return &Matcher{x, s, s.of}
}

// Match matches a request. With a problem or an error there is nothing to decide, and
// the query is incomplete. The error is that of the context, or of policies that do not
// decide a session.
func (m *Matcher) Match(ctx context.Context, r *authzen.Request) (Query, Problem, error) {
	w := m.begin(ctx, r)
	p := w.askOrg()
	if p == NoProblem {
		p = w.askSubject()
	}
	if p == NoProblem {
		p = w.askAccess()
	}
	return w.Query, p, w.err
}

// MatchOrg matches the org of a request alone.
func (m *Matcher) MatchOrg(r *authzen.Request) (Query, Problem) {
	w := m.begin(context.Background(), r)
	p := w.askOrg()
	return w.Query, p
}

// MatchSubject matches the org and the subject of a request alone.
func (m *Matcher) MatchSubject(ctx context.Context, r *authzen.Request) (Query, Problem, error) {
	w := m.begin(ctx, r)
	p := w.askOrg()
	if p == NoProblem {
		p = w.askSubject()
	}
	return w.Query, p, w.err
}

// MatchAccess matches the action and the resource of a request. It ignores the subject of
// the request: the subject of the Query holds nothing.
func (m *Matcher) MatchAccess(r *authzen.Request) (Query, Problem) {
	w := m.begin(context.Background(), r)
	w.Request.Subject, w.Subject = authzen.Subject{}, nobody
	p := w.askOrg()
	if p == NoProblem {
		p = w.askAccess()
	}
	return w.Query, p
}

// MatchResource matches the org and the resource of a request alone, whatever the action: the
// plan of the Query is empty.
func (m *Matcher) MatchResource(r *authzen.Request) (Query, Problem) {
	w := m.begin(context.Background(), r)
	w.Request.Subject, w.Subject, w.Plan = authzen.Subject{}, nobody, &vocabulary.Plan{}
	p := w.askOrg()
	if p == NoProblem {
		p = w.askKind()
	}
	if p == NoProblem {
		p = w.askResource()
	}
	return w.Query, p
}

// SubjectIn returns what the subject of the query is in another org, if the rights there
// count. The error is that of a session that the policies do not decide.
func (q *Query) SubjectIn(ctx context.Context, o *index.Org) (*index.Subject, error) {
	w := matching{Query: *q, ctx: ctx}
	w.goTo(o)
	return w.Subject, w.err
}

// About returns the query of the same subject in the same org about something else.
func (q *Query) About(ctx context.Context, action string, resource authzen.Resource) (Query, Problem, error) {
	w := matching{Query: Query{Matcher: q.Matcher, Index: q.Index, Request: q.Request, Context: q.Context, Org: q.Context, User: q.User, Subject: q.Subject}, ctx: ctx}
	w.Request.Action, w.Request.Resource, w.Request.DataSources = action, resource, nil
	p := w.askAccess()
	return w.Query, p, w.err
}

// A matching is a query that is being made.
type matching struct {
	Query
	ctx context.Context
	// err reports that a session could not be decided.
	err error
}

func (m *Matcher) begin(ctx context.Context, r *authzen.Request) matching {
	return matching{Query: Query{Matcher: m, Index: m.Index, Request: *r, User: NoUser}, ctx: ctx}
}

// inSession returns the subject that the user is in an org in the session of the request.
// It returns nobody, and sets err, if that cannot be decided.
func (w *matching) inSession(o *index.Org) *index.Subject {
	s, err := w.Matcher.session(w.ctx, o, w.User, w.Request.Subject.Groups)
	if err != nil {
		w.err = err
		return nobody
	}
	return s
}

// askOrg finds the org of the context.
func (w *matching) askOrg() Problem {
	x, r := w.Index, &w.Request
	w.User = NoUser
	spell(x, r)
	context := x.DefaultOrg
	if r.Org != "" && (context == nil || r.Org != context.Label) {
		context = x.Org(r.Org)
	}
	w.Context, w.Org = context, context
	switch {
	case context == nil && r.Org == "":
		return noOrg
	case context == nil:
		return unknownOrg
	}
	if t := r.Time; !t.IsZero() && !moment.Counts(t) {
		return badTime
	}
	return NoProblem
}

// askAccess finds the action and the resource.
func (w *matching) askAccess() Problem {
	x, r := w.Index, &w.Request
	action := x.Actions.Find(r.Action)
	if action < 0 {
		return UnknownAction
	}
	if p := w.askKind(); p != NoProblem {
		return p
	}
	if r.Resource.Type != "" {
		w.Plan = x.PlanOn(action, w.Type, w.kind)
	} else {
		w.Plan = x.Plans[action][w.kind]
	}
	switch {
	case w.Plan == nil && !x.Ruled[action]:
		return unruled
	case w.Plan == nil:
		return notAsked
	}
	return w.askResource()
}

// askKind finds the type and the kind of the resource.
func (w *matching) askKind() Problem {
	typ := w.Request.Resource.Type
	if typ == "" {
		typ = "org"
	}
	if w.Type = w.Index.TypeOf(typ); w.Type == nil {
		return unknownResourceType
	}
	if p := w.askType(); p != NoProblem {
		return p
	}
	w.kind = w.kindOf()
	if w.err != nil {
		return undecided
	}
	return NoProblem
}

// askType checks that the type has what else the request says about the resource.
func (w *matching) askType() Problem {
	t, r := w.Type, &w.Request.Resource
	switch {
	case t.Alone && (r.Folder != "" || r.Dashboard != "" || r.CreatedBy != ""), r.Type == "" && r.ID != "",
		!t.Queries && w.Request.DataSources != nil:
		return misplaced
	case t.Only && r.ID != "":
		return numbered
	}
	return NoProblem
}

// askSubject finds the subject.
func (w *matching) askSubject() Problem {
	x, s := w.Index, &w.Request.Subject
	if len(s.Groups) > 0 && len(s.Groups) > x.Rows.MaxGroups {
		return tooManyGroups
	}
	if s.Type == "user" {
		w.User = max(x.User(s.ID), NoUser)
	}
	w.Subject = w.subjectIn(w.Context)
	switch {
	case w.err != nil:
		return undecided
	case w.Subject == nil || w.User == NoUser && !x.Rows.SubjectTypes[s.Type]:
		return nobodyCalled(x, s)
	case w.Subject.Disabled:
		return disabledSubject
	case w.Subject.Credentials != nil || s.Token != "":
		return w.askCredentials()
	}
	return NoProblem
}

// subjectIn returns the subject of the request in an org, or nil.
func (w *matching) subjectIn(o *index.Org) *index.Subject {
	s := &w.Request.Subject
	switch {
	case w.User != NoUser && len(s.Groups) > 0:
		return w.inSession(o)
	case w.User != NoUser:
		return &o.Subjects[o.FirstUser+w.User]
	case s.Type == "anonymous":
		return o.Other(s.Type)
	}
	var buffer [128]byte
	return o.Other(string(append(append(append(buffer[:0], s.Type...), ':'), s.ID...)))
}

// nobodyCalled returns the problem of a subject that does not exist.
func nobodyCalled(x *index.Index, s *authzen.Subject) Problem {
	switch {
	case !x.Rows.SubjectTypes[s.Type]:
		return unknownSubjectType
	case s.Type == "anonymous":
		return noAnonymous
	}
	return UnknownSubject
}

// goTo makes another org the one whose rights count. There, the subject is nobody unless
// the policies know subjects of its type in every org.
func (w *matching) goTo(o *index.Org) {
	w.Org = o
	subject := nobody
	if w.Index.Rows.InEveryOrg[w.Request.Subject.Type] {
		subject = cmp.Or(w.subjectIn(o), nobody)
	}
	w.Subject = subject
}

// kindOf returns the kind of the resource. For another org, it makes the rights there
// count.
func (w *matching) kindOf() int32 {
	t, r := w.Type, &w.Request.Resource
	switch t.Shape {
	case vocabulary.FolderShape:
		if r.ID == representatives.General {
			return t.Special
		}
	case vocabulary.OrgShape:
		if o := w.Index.Org(r.ID); o != nil && r.ID != "" && o != w.Org {
			w.goTo(o)
			return t.Special
		}
	case vocabulary.RoleShape:
		if w.Index.Rows.FixedRoles[r.ID] {
			return t.Special
		}
	}
	return t.HangingKind(r)
}

// askResource finds the places of the resource, and of its folder and dashboard.
func (w *matching) askResource() Problem {
	x, r := w.Index, &w.Request.Resource
	if r.Folder != "" || r.Dashboard != "" {
		w.askParents()
	}
	if w.Type.Declarable {
		if w.self = w.Org.Thing(w.Type, r.ID); w.self == nil {
			if w.Type.Shape != vocabulary.DashboardShape || w.folder == nil {
				return unknownResource
			}
			inside := w.Org.Folders[r.Folder]
			w.first, w.self = inside.Created, &inside.Cover
		}
	} else if p := w.askUndeclarable(); p != NoProblem {
		return p
	}
	switch {
	case w.kind == w.Type.OfDashboard && w.dashboard == nil:
		return unknownDashboard
	case w.kind == w.Type.InFolder && w.folder == nil:
		return unknownFolder
	}
	for _, uid := range w.Request.DataSources {
		if w.Org.Thing(x.DataSources, uid) == nil {
			w.source = uid
			return unknownSource
		}
	}
	if r.CreatedBy != "" && w.User != NoUser {
		w.Creator = x.User(r.CreatedBy) == w.User
	}
	return NoProblem
}

// askParents finds the folder and the dashboard that the request names.
func (w *matching) askParents() {
	r := &w.Request.Resource
	var folder *index.Cover
	if inside := w.Org.Folders[r.Folder]; inside != nil {
		folder = &inside.Cover
	}
	dashboard := w.Org.Thing(w.Index.Dashboards, r.Dashboard)
	if dashboard == nil {
		dashboard = folder
	}
	w.folder, w.dashboard = folder, dashboard
}

// askUndeclarable finds the places of a resource of a type that an org cannot declare.
func (w *matching) askUndeclarable() Problem {
	x, r := w.Index, &w.Request.Resource
	switch w.Type.Shape {
	case vocabulary.UserShape:
		n := x.User(r.ID)
		switch {
		case n < 0:
			return unknownResource
		case w.Plan.AsksMember && !w.Org.Subjects[w.Org.FirstUser+n].Member:
			return notMember
		}
		w.ID = x.Logins[n]
	case vocabulary.OrgShape:
		if r.ID != "" && x.OrgNumbers.Find(r.ID) < 0 {
			return unknownResource
		}
		w.ID = r.ID
	case vocabulary.RoleShape:
		if !x.HasRole(w.Org, r.ID) {
			return unknownResource
		}
		w.ID = r.ID
	default:
		w.ID = r.ID
	}
	w.self = &w.Org.Kinds[w.kind]
	return NoProblem
}

// askCredentials checks the credentials of the subject. If the decision depends on the
// time, it gives a request without a time the current one.
func (w *matching) askCredentials() Problem {
	if ends, ok := w.Ends(w.Subject); ok && !ends.At.IsZero() && w.Request.Time.IsZero() {
		w.Request.Time = moment.Now()
	}
	return w.Credentials(w.Subject)
}

// spell changes the names of a request to the spelling of the configuration.
func spell(x *index.Index, r *authzen.Request) {
	if len(x.Data.Spellings) == 0 {
		return
	}
	for _, name := range []*string{
		&r.Subject.ID, &r.Subject.Token, &r.Org,
		&r.Resource.ID, &r.Resource.Folder, &r.Resource.Dashboard, &r.Resource.CreatedBy,
	} {
		*name = x.Spelled(*name)
	}
	for i, uid := range r.DataSources {
		if spelled := x.Spelled(uid); spelled != uid {
			r.DataSources = slices.Clone(r.DataSources)
			r.DataSources[i] = spelled
		}
	}
}
