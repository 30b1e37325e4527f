package engine

import (
	"fmt"
	"math"
	"slices"
	"time"
)

// A question is a request matched to an index: what the package
// rolecall.request of the policies makes of it.
type question struct {
	index   *index
	request Request

	context *orgIndex // the org that is asked in
	label   string    // of the org whose rights count
	org     *orgIndex
	key     string // of the subject
	subject *subject
	member  bool
	action  string
	kind    string
	ways    [][]need
	// at are the places of each selector that the request gives a meaning;
	// the fixed ones are the index's.
	self, dashboard, folder, user []place
	creator                       bool
	// unnamed are the places that no grant is at, numbered down from -1.
	unnamed []string
}

// The times that count as times, those that nanoseconds since 1970 can tell.
var (
	minTime = time.Unix(0, math.MinInt64)
	maxTime = time.Unix(0, math.MaxInt64)
)

// ask matches a request. A problem is what makes it undecidable, as a
// sentence; the question must then not be decided on.
func (x *index) ask(r Request) (q question, problem string) {
	q = question{index: x, request: r}
	if q.label = x.rows.DefaultOrg; r.Org != "" {
		q.label = x.rows.OrgIDs[r.Org]
	}
	q.context = x.orgs[q.label]
	q.org = q.context
	switch {
	case q.org == nil && r.Org == "":
		return q, "the request names no org, and not just one is declared"
	case q.org == nil:
		return q, fmt.Sprintf("org %q is not declared", r.Org)
	}
	if t := r.Time; !t.IsZero() && (t.Before(minTime) || t.After(maxTime)) {
		return q, fmt.Sprintf("the time %q is not RFC 3339", t.UTC().Format(time.RFC3339Nano))
	}
	if problem := q.askSubject(); problem != "" {
		return q, problem
	}
	if q.action = r.Action; x.rows.Renamed[r.Action] != "" {
		q.action = x.rows.Renamed[r.Action]
	}
	typ := r.Resource.Type
	if typ == "" {
		typ = "org"
	}
	if q.kind = q.kindOf(typ); q.kind == "another org" {
		q.goTo(x.rows.OrgIDs[r.Resource.ID])
	}
	q.ways = q.waysTo(q.action, q.kind)
	switch {
	case !x.rows.Actions[q.action]:
		return q, fmt.Sprintf("action %q is not known", r.Action)
	case !x.resourceTypes[typ]:
		return q, fmt.Sprintf("resource type %q is not known", typ)
	case x.ways[q.action] == nil && q.ways == nil:
		return q, fmt.Sprintf("Grafana %s has no rule for %s", x.rows.Version, q.action)
	case q.ways == nil:
		return q, fmt.Sprintf("%s is not asked of: %s", q.action, q.kind)
	}
	return q, q.askResource(typ)
}

func (q *question) askSubject() (problem string) {
	x, s := q.index, q.request.Subject
	switch s.Type {
	case "user":
		if login, ok := x.rows.Logins[s.ID]; ok {
			q.key = "user:" + login
			q.subject = x.users[q.key]
		}
	case "anonymous":
		q.key = "anonymous"
	default:
		q.key = s.Type + ":" + s.ID
	}
	if m := q.context.members[q.key]; m != nil {
		q.subject, q.member = m, true
	}
	if s.Type == "user" && q.subject != nil && len(s.Groups) > 0 {
		q.subject, q.member = x.session(q.label, q.key, s.Groups)
	}
	switch {
	case !x.subjectTypes[s.Type]:
		return fmt.Sprintf("subject type %q is not known", s.Type)
	case q.subject == nil && s.Type == "anonymous":
		return fmt.Sprintf("anonymous access is off in org %q", q.label)
	case q.subject == nil:
		return fmt.Sprintf("%s %q is not declared", s.Type, s.ID)
	case q.subject.disabled:
		return fmt.Sprintf("%s is disabled", q.key)
	}
	ends := q.subject.ends
	if s.Token != "" {
		var ok bool
		if ends, ok = q.subject.tokens[s.Token]; !ok {
			return fmt.Sprintf("token %q of %s is not declared", s.Token, q.key)
		}
	}
	if !ends.at.IsZero() {
		now := q.request.Time
		if now.IsZero() {
			now = time.Now()
		}
		if !now.Before(ends.at) {
			return fmt.Sprintf("%s expired at %s", q.key, ends.text)
		}
	}
	return ""
}

// goTo makes the rights in another org count.
func (q *question) goTo(label string) {
	q.label, q.org = label, q.index.orgs[label]
	if s := q.request.Subject; s.Type == "user" && len(s.Groups) > 0 {
		q.subject, q.member = q.index.session(label, q.key, s.Groups)
		return
	}
	q.subject, q.member = q.org.members[q.key], true
	if q.subject == nil {
		q.subject, q.member = q.index.users[q.key], false
	}
	if q.subject == nil {
		q.subject = &subject{}
	}
}

func (q *question) kindOf(typ string) string {
	r := q.request.Resource
	switch typ {
	case "folder":
		if r.ID == "general" {
			return "general"
		}
	case "org":
		if label, ok := q.index.rows.OrgIDs[r.ID]; ok && label != q.label {
			return "another org"
		}
	case "alert", "annotation", "snapshot":
		if r.Dashboard != "" {
			return typ + " of a dashboard"
		}
	}
	if typ == "role" && q.index.rows.FixedRoles[r.ID] {
		return "fixed role"
	}
	if typ == "alert" || typ == "library_panel" {
		switch r.Folder {
		case "":
		case "general":
			return typ + " in General"
		default:
			return typ + " in a folder"
		}
	}
	return typ
}

// askResource finds the places of the resource and of what it hangs on.
func (q *question) askResource(typ string) (problem string) {
	x, r := q.index, q.request.Resource
	q.folder = q.org.folders[r.Folder]
	if q.dashboard = q.org.places[resourceKey{"dashboard", r.Dashboard}]; q.dashboard == nil {
		q.dashboard = q.folder
	}
	undeclared := func(typ, id string) string {
		return fmt.Sprintf("%s %q is not declared in org %q", typ, id, q.label)
	}
	switch {
	case x.declarable[typ]:
		q.self = q.org.places[resourceKey{typ, r.ID}]
		if q.self == nil && typ == "dashboard" && q.folder != nil {
			created := x.fixed["created in a folder"]
			if r.Folder == "general" {
				created = x.fixed["created in General"]
			}
			q.self = slices.Concat(created, q.folder)
		}
		if q.self == nil {
			return undeclared(typ, r.ID)
		}
	case !q.known(typ):
		return undeclared(typ, r.ID)
	default:
		q.self = x.kinds[q.kind]
		id := r.ID
		if typ == "user" {
			id = x.rows.Logins[id]
		}
		if prefixes := x.rows.KindScopes[q.kind]; id != "" {
			for _, prefix := range slices.Backward(prefixes) {
				q.self = q.exact(prefix, id, q.self)
			}
		}
	}
	if typ == "user" {
		login := x.rows.Logins[r.ID]
		if q.asksMember() && q.org.members["user:"+login] == nil {
			return undeclared("member", r.ID)
		}
		q.user = q.exact(x.rows.MemberPlaces.Scope, login, x.aboveMembers)
	}
	switch {
	case q.kind == typ+" of a dashboard" && q.dashboard == nil:
		return undeclared("dashboard", r.Dashboard)
	case q.kind == typ+" in a folder" && q.folder == nil:
		return undeclared("folder", r.Folder)
	}
	if r.CreatedBy != "" {
		if login, ok := x.rows.Logins[r.CreatedBy]; ok {
			q.creator = q.key == "user:"+login
		}
	}
	return ""
}

// known says whether a resource is declared, of those that are but are not
// among the things of an org.
func (q *question) known(typ string) bool {
	rows, id := q.index.rows, q.request.Resource.ID
	switch typ {
	case "user":
		return rows.Logins[id] != ""
	case "org":
		return id == "" || rows.OrgIDs[id] != ""
	case "role":
		org, ok := rows.Roles[id]
		return rows.FixedRoles[id] || ok && (org == "" || org == q.label)
	}
	return true
}

// asksMember says whether the places of a member of the org are asked for.
func (q *question) asksMember() bool {
	for _, way := range q.ways {
		if slices.ContainsFunc(way, func(n need) bool { return n.at == "member" }) {
			return true
		}
	}
	return false
}

// waysTo are the ways in which an action can be had on a kind of resource.
// Giving a role away takes holding all that it holds.
func (q *question) waysTo(action, kind string) [][]need {
	ways, rows := q.index.ways[action][kind], q.index.rows
	if at := rows.Unscoped[kind]; ways == nil && at != "" && !rows.Coined[action] && !rows.Without[action] {
		return [][]need{{{action, at}}}
	}
	held, ok := rows.Delegations[q.request.Resource.ID]
	if !ok || !rows.Delegating[action] || kind != "role" && kind != "fixed role" {
		return ways
	}
	delegated := slices.Clone(ways)
	for i, way := range ways {
		if slices.Contains(way, need{action, "delegate"}) {
			delegated[i] = append(slices.Clone(way), needs(held)...)
		}
	}
	return delegated
}

// exact puts the place of a scope before others. A scope that nothing is
// granted at is no place that could matter, but reasons name it.
func (q *question) exact(prefix, id string, above []place) []place {
	name := prefix + ":" + id
	n, ok := q.index.names.places.of[name]
	if !ok {
		q.unnamed = append(q.unnamed, name)
		n = -int32(len(q.unnamed))
	}
	return append([]place{place(n)}, above...)
}

// name is what reasons call a place.
func (q *question) name(p place) string {
	if p < 0 {
		return q.unnamed[-p-1]
	}
	return q.index.names.places.names[p]
}

// at are the places that a selector stands for, nearest first.
func (q *question) at(selector string) []place {
	switch selector {
	case "resource":
		return q.self
	case "dashboard":
		return q.dashboard
	case "folder":
		return q.folder
	case "member", "user":
		return q.user
	}
	return q.index.fixed[selector]
}

// allowed says whether some way holds whole.
func (q *question) allowed() bool {
	for _, way := range q.ways {
		if q.holds(way) {
			return true
		}
	}
	return false
}

func (q *question) holds(way []need) bool {
	for _, n := range way {
		if _, _, ok := q.grant(n); !ok {
			return false
		}
	}
	return true
}

// grant finds the nearest grant that meets a need.
func (q *question) grant(n need) (at place, g grant, ok bool) {
	for _, at := range q.at(n.at) {
		if at < 0 {
			if g, ok := q.globGrant(n, at); ok {
				return at, g, true
			}
			continue
		}
		for _, h := range q.subject.holders {
			for _, g := range q.org.grants[grantKey{h, at}] {
				if q.index.gives[g.set][n.permission] && !g.without[n.permission] && (!g.creator || q.creator) {
					return at, g, true
				}
			}
		}
	}
	return 0, grant{}, false
}

// globGrant finds the grant that meets a need at a place that is not declared.
func (q *question) globGrant(n need, at place) (grant, bool) {
	for _, h := range q.subject.holders {
		for _, g := range q.org.globs {
			if g.holder == h && q.index.gives[g.grant.set][n.permission] && g.glob.Match(q.name(at)) {
				return g.grant, true
			}
		}
	}
	return grant{}, false
}
