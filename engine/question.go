package engine

import (
	"fmt"
	"math"
	"time"
)

// A question is a request matched to an index: what the package
// rolecall.request of the policies makes of it.
type question struct {
	index   *index
	request *Request

	context *orgIndex // the org that is asked in
	org     *orgIndex // the org whose rights count
	// user is the number of the subject among the users, or noUser.
	user    int32
	subject *subject
	typ     *resourceType
	kind    int32
	plan    *plan
	// self, dashboard, folder and member are where the selectors that the
	// request gives a meaning are.
	self, dashboard, folder, member place
	creator                         bool
}

const noUser = -1

// A place is where something is needed: at the exact scopes of an id, at what
// stands before the cover, and at the cover.
type place struct {
	scopes []string
	id     string
	exact  [maxScopes]*placeIndex
	first  *wide
	cover  *cover
}

// maxScopes is how many exact scopes a kind may have.
const maxScopes = 2

// A problem is what makes a request undecidable; zero for nothing.
type problem uint8

const (
	noProblem problem = iota
	noOrg
	unknownOrg
	badTime
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
)

// The times that count as times, those that nanoseconds since 1970 can tell.
var (
	minTime = time.Unix(0, math.MinInt64)
	maxTime = time.Unix(0, math.MaxInt64)
)

// ask matches a request. With a problem the question must not be decided on.
func (q *question) ask() problem {
	x, r := q.index, q.request
	if q.context = x.defaultOrg; r.Org != "" {
		q.context = x.org(r.Org)
	}
	q.org = q.context
	switch {
	case q.org == nil && r.Org == "":
		return noOrg
	case q.org == nil:
		return unknownOrg
	}
	if t := r.Time; !t.IsZero() && (t.Before(minTime) || t.After(maxTime)) {
		return badTime
	}
	if p := q.askSubject(); p != noProblem {
		return p
	}
	action, known := x.actions[r.Action]
	if !known {
		return unknownAction
	}
	typ := r.Resource.Type
	if typ == "" {
		typ = "org"
	}
	if q.typ = x.types[typ]; q.typ == nil {
		return unknownResourceType
	}
	q.kind = q.kindOf()
	if typ == "org" && q.kind == q.typ.special {
		q.goTo(x.org(r.Resource.ID))
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
	if n, ok := x.orgNumbers[id]; ok {
		return x.orgs[n]
	}
	return nil
}

func (q *question) askSubject() problem {
	x, s := q.index, &q.request.Subject
	q.user = noUser
	switch s.Type {
	case "user":
		if n, ok := x.users[s.ID]; ok {
			q.user = n
			q.subject = &q.context.subjects[q.context.firstUser+n]
		}
	case "anonymous":
		q.subject = q.context.other(s.Type)
	default:
		var buffer [128]byte
		q.subject = q.context.other(string(append(append(append(buffer[:0], s.Type...), ':'), s.ID...)))
	}
	if q.user != noUser && len(s.Groups) > 0 {
		q.subject = x.session(q.context, q.user, s.Groups)
	}
	switch {
	case !x.rows.SubjectTypes[s.Type]:
		return unknownSubjectType
	case q.subject == nil && s.Type == "anonymous":
		return noAnonymous
	case q.subject == nil:
		return unknownSubject
	case q.subject.disabled:
		return disabledSubject
	}
	return q.askCredentials()
}

// askCredentials says whether those of the subject still hold.
func (q *question) askCredentials() problem {
	c, token := q.subject.credentials, q.request.Subject.Token
	if c == nil && token == "" {
		return noProblem
	}
	ends, ok := q.ends()
	switch {
	case !ok:
		return unknownToken
	case ends.at.IsZero():
		return noProblem
	}
	if q.request.Time.IsZero() {
		q.request.Time = time.Now() // the reasons are asked for later
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
	switch groups := q.request.Subject.Groups; {
	case q.user != noUser && len(groups) > 0:
		q.subject = q.index.session(o, q.user, groups)
	case q.user != noUser:
		q.subject = &o.subjects[o.firstUser+q.user]
	default:
		// Only users are in more than one org.
		q.subject = &subject{}
	}
}

// kindOf is the kind of the resource.
func (q *question) kindOf() int32 {
	t, r := q.typ, &q.request.Resource
	switch t.name {
	case "folder":
		if r.ID == general {
			return t.special
		}
	case "org":
		if n, ok := q.index.orgNumbers[r.ID]; ok && r.ID != "" && n != q.org.number {
			return t.special
		}
	case "role":
		if q.index.rows.FixedRoles[r.ID] {
			return t.special
		}
	case "alert", "annotation", "snapshot":
		if r.Dashboard != "" {
			return t.ofDashboard
		}
	}
	if t.name == "alert" || t.name == "library_panel" {
		switch r.Folder {
		case "":
		case general:
			return t.inGeneral
		default:
			return t.inFolder
		}
	}
	return t.kind
}

// askResource finds the places of the resource and of what it hangs on.
func (q *question) askResource() problem {
	x, r := q.index, &q.request.Resource
	if r.Folder != "" {
		q.folder.cover = q.org.folders[r.Folder]
	}
	q.dashboard = q.folder
	if r.Dashboard != "" {
		if c := q.org.thing("dashboard", r.Dashboard); c != nil {
			q.dashboard = place{cover: c}
		}
	}
	switch {
	case q.typ.declarable:
		if q.self.cover = q.org.thing(q.typ.name, r.ID); q.self.cover == nil {
			if q.typ.name != "dashboard" || q.folder.cover == nil {
				return unknownResource
			}
			q.self = place{first: q.org.created(x, r.Folder), cover: q.folder.cover}
		}
	case !q.known():
		return unknownResource
	default:
		q.self.cover = &q.org.kinds[q.kind]
		id := r.ID
		if q.typ.name == "user" {
			id = x.logins[x.users[id]]
		}
		if id != "" {
			q.org.exact(&q.self, x.rows.KindScopes[x.kinds.names[q.kind]], id)
		}
	}
	if q.typ.name == "user" {
		n := x.users[r.ID]
		if q.plan.asksMember && !q.org.subjects[q.org.firstUser+n].member {
			return notMember
		}
		q.member.cover = &q.org.members
		q.org.exact(&q.member, x.memberScopes, x.logins[n])
	}
	switch {
	case q.kind == q.typ.ofDashboard && q.dashboard.cover == nil:
		return unknownDashboard
	case q.kind == q.typ.inFolder && q.folder.cover == nil:
		return unknownFolder
	}
	if r.CreatedBy != "" && q.user != noUser {
		n, ok := x.users[r.CreatedBy]
		q.creator = ok && n == q.user
	}
	return noProblem
}

// thing is the cover of what is declared, or nil.
func (o *orgIndex) thing(typ, id string) *cover {
	t := o.things[typ]
	if n, ok := t.numbers[id]; ok {
		return &t.covers[n]
	}
	return nil
}

// created is what counts for whoever created an undeclared dashboard in a
// folder.
func (o *orgIndex) created(x *index, folder string) *wide {
	selector := "created in a folder"
	if folder == general {
		selector = "created in General"
	}
	return o.fixed[x.selectors.of[selector]].wide
}

// exact finds what is granted at the scopes of an id.
func (o *orgIndex) exact(p *place, scopes []string, id string) {
	p.scopes, p.id = scopes, id
	var buffer [128]byte
	for i, scope := range scopes {
		name := append(append(append(buffer[:0], scope...), ':'), id...)
		p.exact[i] = o.places[string(name)]
	}
}

// known says whether a resource is declared, of those that are but are not
// among the things of an org.
func (q *question) known() bool {
	x, id := q.index, q.request.Resource.ID
	switch q.typ.name {
	case "user":
		_, ok := x.users[id]
		return ok
	case "org":
		_, ok := x.orgNumbers[id]
		return ok || id == ""
	case "role":
		role, ok := x.data.Roles[id]
		return x.rows.FixedRoles[id] || ok && (role.Org == "" || role.Org == q.org.label)
	}
	return true
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
