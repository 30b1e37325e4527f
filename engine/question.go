package engine

import (
	"context"
	"fmt"
	"time"

	"github.com/rolecall/rolecall/engine/internal/representatives"
	"github.com/rolecall/rolecall/internal/moment"
	"github.com/rolecall/rolecall/internal/scopes"
)

// A question is a request matched to an index: what the package
// rolecall.request of the policies makes of it.
type question struct {
	index   *index
	request *Request
	// session returns what the user with a number is in the org with a number,
	// in the session of the request; nil for a request without groups. It takes
	// numbers, since what a pointer of a question leads to would be allocated.
	session func(org, user int32) (*subject, error)
	// err is why that could not be decided.
	err error

	context *orgIndex // the org that is asked in
	org     *orgIndex // the org whose rights count
	subject *subject
	// user is the number of the subject among the users, or noUser.
	user int32
	kind int32
	typ  *resourceType
	plan *plan

	// self, dashboard and folder are where the selectors that the request
	// gives a meaning are; first is what stands before self.
	first                   *wide
	self, dashboard, folder *cover
	// steps are those about the session, for an explanation.
	steps sessionSteps
	// id is what exact scopes know the resource by; empty for what has
	// none.
	id string
	// creator says that the subject created the resource.
	creator bool
}

// newQuestion returns a question that has not been asked yet. The context is
// that of the call, for the policies to decide sessions.
func (x *index) newQuestion(ctx context.Context, r *Request) question {
	q := question{index: x, request: r}
	if groups := r.Subject.Groups; len(groups) > 0 {
		q.session = func(org, user int32) (*subject, error) { return x.sessions.of(ctx, x.orgs[org], user, groups) }
	}
	return q
}

// inSession returns the subject that the user is in an org, in the session of the
// request: nobody where that cannot be decided.
func (q *question) inSession(o *orgIndex) *subject {
	s, err := q.session(o.number, q.user)
	if err != nil {
		q.err = err
		return nobody
	}
	return s
}

const noUser = -1

// nobody holds nothing.
var nobody = &subject{}

// A problem is what makes a request undecidable; zero for nothing.
type problem uint8

const (
	noProblem problem = iota
	noOrg
	unknownOrg
	badTime
	tooManyGroups
	unknownSubjectType
	noAnonymous
	unknownSubject
	disabledSubject
	unknownToken
	expired
	unknownAction
	unknownResourceType
	unruled
	notAsked
	unknownResource
	notMember
	unknownDashboard
	unknownFolder
	undecided
)

// ask matches a request. With a problem the question must not be decided on.
func (q *question) ask() problem {
	if p := q.askOrg(); p != noProblem {
		return p
	}
	if p := q.askSubject(); p != noProblem {
		return p
	}
	return q.askAccess()
}

// askOrg finds the org of the context.
func (q *question) askOrg() problem {
	x, r := q.index, q.request
	q.user = noUser
	x.spell(r)
	context := x.defaultOrg
	if r.Org != "" && (context == nil || r.Org != context.label) {
		context = x.org(r.Org)
	}
	q.context, q.org = context, context
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
func (q *question) askAccess() problem {
	x, r := q.index, q.request
	action := x.actions.find(r.Action)
	if action < 0 {
		return unknownAction
	}
	typ := r.Resource.Type
	if typ == "" {
		typ = "org"
	}
	if q.typ = x.typeOf(typ); q.typ == nil {
		return unknownResourceType
	}
	q.kind = q.kindOf()
	if q.err != nil {
		return undecided
	}
	q.plan = x.plans[action][q.kind]
	switch {
	case q.plan == nil && !x.ruled[action]:
		return unruled
	case q.plan == nil:
		return notAsked
	}
	return q.askResource()
}

// org is the org with a label or name, or nil.
func (x *index) org(id string) *orgIndex {
	if n := x.orgNumbers.find(id); n >= 0 {
		return x.orgs[n]
	}
	return nil
}

func (q *question) askSubject() problem {
	x, s := q.index, &q.request.Subject
	if len(s.Groups) > 0 && len(s.Groups) > x.rows.MaxGroups {
		return tooManyGroups
	}
	switch s.Type {
	case "user":
		if n := x.user(s.ID); n >= 0 {
			q.user = n
			q.subject = &q.context.subjects[q.context.firstUser+n]
		}
	case "anonymous":
		q.subject = q.context.other(s.Type)
	default:
		var buffer [128]byte
		q.subject = q.context.other(string(append(append(append(buffer[:0], s.Type...), ':'), s.ID...)))
	}
	if q.user != noUser && q.session != nil {
		q.subject = q.inSession(q.context)
	}
	switch {
	case q.err != nil:
		return undecided
	case q.subject == nil || q.user == noUser && !x.rows.SubjectTypes[s.Type]:
		return x.nobodyCalled(s)
	case q.subject.disabled:
		return disabledSubject
	case q.subject.credentials != nil || s.Token != "":
		return q.askCredentials()
	}
	return noProblem
}

// nobodyCalled says why there is no such subject.
func (x *index) nobodyCalled(s *Subject) problem {
	switch {
	case !x.rows.SubjectTypes[s.Type]:
		return unknownSubjectType
	case s.Type == "anonymous":
		return noAnonymous
	}
	return unknownSubject
}

// askCredentials says whether those of the subject still hold.
func (q *question) askCredentials() problem {
	ends, ok := q.ends()
	switch {
	case !ok:
		return unknownToken
	case ends.at.IsZero():
		return noProblem
	}
	if q.request.Time.IsZero() {
		q.request.Time = time.Now() // for the reasons
	}
	if !q.request.Time.Before(ends.at) {
		return expired
	}
	return noProblem
}

// ends is when the credentials that the subject shows end; not ok for a token
// that is not declared.
func (q *question) ends() (ends expiry, ok bool) {
	c, token := q.subject.credentials, q.request.Subject.Token
	switch {
	case c == nil:
		return expiry{}, token == ""
	case token == "":
		return c.ends, true
	}
	ends, ok = c.tokens[token]
	return ends, ok
}

// other is a subject that is no user, or nil.
func (o *orgIndex) other(key string) *subject {
	if n, ok := o.others[key]; ok {
		return &o.subjects[n]
	}
	return nil
}

// key is the key of the subject: "user:eve".
func (q *question) key() string {
	switch s := q.request.Subject; {
	case q.user != noUser:
		return q.index.userKey(q.user)
	case s.Type == "anonymous":
		return s.Type
	default:
		return s.Type + ":" + s.ID
	}
}

// goTo makes the rights in another org count.
func (q *question) goTo(o *orgIndex) {
	q.org = o
	switch {
	case q.user != noUser && q.session != nil:
		q.subject = q.inSession(o)
	case q.user != noUser:
		q.subject = &o.subjects[o.firstUser+q.user]
	default:
		// Only users are in more than one org.
		q.subject = nobody
	}
}

// kindOf is the kind of the resource. Asking about another org makes the
// rights there count.
func (q *question) kindOf() int32 {
	t, r := q.typ, &q.request.Resource
	switch t.is {
	case aFolder:
		if r.ID == representatives.General {
			return t.special
		}
	case anOrg:
		if o := q.index.org(r.ID); o != nil && r.ID != "" && o != q.org {
			q.goTo(o)
			return t.special
		}
	case aRole:
		if q.index.rows.FixedRoles[r.ID] {
			return t.special
		}
	case anAlert, aLibraryPanel, hanging:
		return t.hangingKind(r)
	}
	return t.kind
}

// hangingKind is the kind of what belongs to a dashboard or a folder.
func (t *resourceType) hangingKind(r *Resource) int32 {
	if r.Dashboard != "" && t.is != aLibraryPanel {
		return t.ofDashboard
	}
	if r.Folder != "" && t.is != hanging {
		if r.Folder == representatives.General {
			return t.inGeneral
		}
		return t.inFolder
	}
	return t.kind
}

// askResource finds the places of the resource and of what it hangs on.
func (q *question) askResource() problem {
	x, r := q.index, &q.request.Resource
	if r.Folder != "" || r.Dashboard != "" {
		q.askParents()
	}
	if q.typ.declarable {
		if q.self = q.org.thing(q.typ, r.ID); q.self == nil {
			if q.typ.is != aDashboard || q.folder == nil {
				return unknownResource
			}
			q.first, q.self = q.org.created(x, r.Folder), q.org.folders[r.Folder]
		}
	} else if p := q.askUndeclarable(); p != noProblem {
		return p
	}
	switch {
	case q.kind == q.typ.ofDashboard && q.dashboard == nil:
		return unknownDashboard
	case q.kind == q.typ.inFolder && q.folder == nil:
		return unknownFolder
	}
	if r.CreatedBy != "" && q.user != noUser {
		q.creator = x.user(r.CreatedBy) == q.user
	}
	return noProblem
}

// askParents finds the folder and the dashboard that the request names.
func (q *question) askParents() {
	r := &q.request.Resource
	folder := q.org.folders[r.Folder]
	dashboard := q.org.thing(q.index.dashboards, r.Dashboard)
	if dashboard == nil {
		dashboard = folder
	}
	q.folder, q.dashboard = folder, dashboard
}

// askUndeclarable finds the places of what an org does not declare.
func (q *question) askUndeclarable() problem {
	x, r := q.index, &q.request.Resource
	switch q.typ.is {
	case aUser:
		n := x.user(r.ID)
		switch {
		case n < 0:
			return unknownResource
		case q.plan.asksMember && !q.org.subjects[q.org.firstUser+n].member:
			return notMember
		}
		q.id = x.logins[n]
	case anOrg:
		if r.ID != "" && x.orgNumbers.find(r.ID) < 0 {
			return unknownResource
		}
		q.id = r.ID
	case aRole:
		role, ok := x.data.Roles[r.ID]
		if !x.rows.FixedRoles[r.ID] && !(ok && (role.Org == "" || role.Org == q.org.label)) {
			return unknownResource
		}
		q.id = r.ID
	default:
		q.id = r.ID
	}
	q.self = &q.org.kinds[q.kind]
	return noProblem
}

// thing is the cover of what is declared, or nil.
func (o *orgIndex) thing(t *resourceType, id string) *cover {
	things := &o.things[t.number]
	if n := things.numbers.find(id); n >= 0 {
		return &things.covers[n]
	}
	return nil
}

// created is what counts for whoever created an undeclared dashboard in a
// folder.
func (o *orgIndex) created(x *index, folder string) *wide {
	if folder == representatives.General {
		return o.fixed[x.selectors.of["created in General"]].wide
	}
	return o.fixed[x.selectors.of["created in a folder"]].wide
}

// exact is what is granted at a scope of an id, or nil.
func (o *orgIndex) exact(scope, id string) *placeIndex {
	var buffer [128]byte
	name := append(append(append(buffer[:0], scope...), ':'), id...)
	return o.places[string(name)]
}

// word is the id of the resource as it stands in scopes; as it is in those of
// which globs may mean parts of names.
func (q *question) word(scope string) string {
	if q.index.rows.Parted[scope] {
		return q.id
	}
	return scopes.Word(q.id)
}

// sentence says what the problem is.
func (q *question) sentence(p problem) string {
	x, r := q.index, q.request
	undeclared := func(typ, id string) string {
		return fmt.Sprintf("%s %q is not declared in org %q", typ, id, q.org.label)
	}
	switch p {
	case noOrg:
		return "the request names no org, and not just one is declared"
	case unknownOrg:
		return fmt.Sprintf("org %q is not declared", r.Org)
	case badTime:
		return fmt.Sprintf("the time %q is not RFC 3339", r.Time.UTC().Format(time.RFC3339Nano))
	case tooManyGroups:
		return fmt.Sprintf("the session has more than %d groups", x.rows.MaxGroups)
	case unknownSubjectType:
		return fmt.Sprintf("subject type %q is not known", r.Subject.Type)
	case noAnonymous:
		return fmt.Sprintf("anonymous access is off in org %q", q.context.label)
	case unknownSubject:
		return fmt.Sprintf("%s %q is not declared", r.Subject.Type, r.Subject.ID)
	case disabledSubject:
		return fmt.Sprintf("%s is disabled", q.key())
	case unknownToken:
		return fmt.Sprintf("token %q of %s is not declared", r.Subject.Token, q.key())
	case expired:
		ends, _ := q.ends()
		return fmt.Sprintf("%s expired at %s", q.key(), ends.text)
	case unknownAction:
		return fmt.Sprintf("action %q is not known", r.Action)
	case unknownResourceType:
		return fmt.Sprintf("resource type %q is not known", r.Resource.Type)
	case unruled:
		return fmt.Sprintf("Grafana %s has no rule for %s", x.rows.Version, x.newest(r.Action))
	case notAsked:
		return fmt.Sprintf("%s is not asked of: %s", x.newest(r.Action), x.kinds.names[q.kind])
	case unknownResource:
		return undeclared(q.typ.name, r.Resource.ID)
	case notMember:
		return undeclared("member", r.Resource.ID)
	case unknownDashboard:
		return undeclared("dashboard", r.Resource.Dashboard)
	case unknownFolder:
		return undeclared("folder", r.Resource.Folder)
	case undecided:
		return q.err.Error()
	}
	return ""
}

// newest is the newest name of an action.
func (x *index) newest(action string) string {
	if name, ok := x.rows.Renamed[action]; ok {
		return name
	}
	return action
}
