package repair

import (
	"strings"

	"github.com/rolecall/rolecall/engine/authzen"
	"github.com/rolecall/rolecall/engine/internal/access"
	"github.com/rolecall/rolecall/engine/internal/bitset"
	"github.com/rolecall/rolecall/engine/internal/index"
	"github.com/rolecall/rolecall/engine/internal/vocabulary"
)

// losers holds the subjects that would lose access, by the number of their org.
type losers []bitset.Set

func newLosers(x *index.Index) losers {
	l := make(losers, len(x.Orgs))
	for i, o := range x.Orgs {
		l[i] = bitset.New(len(o.Subjects))
	}
	return l
}

// add adds the subjects that would lose access by a trial. A changed configuration may take
// access from everybody, in every org if the edit is not of one. Another trial takes only
// from the subject of the query.
func (l losers) add(q *access.Query, t *trial) {
	switch {
	case t.in != nil:
		for _, o := range q.Index.Orgs {
			if o == q.Org || t.edit.Org == "" {
				l.addIn(q, o, t)
			}
		}
	case t.loses:
		if number, known := numberOf(q); known {
			l[q.Org.Number].Add(number)
		}
	}
}

// numberOf returns the number of the subject of a query in its org. It is not known for a
// subject that has none there.
func numberOf(q *access.Query) (number int32, known bool) {
	if q.User != access.NoUser {
		return q.Org.FirstUser + q.User, true
	}
	number, known = q.Org.Others[q.Key()]
	return number, known
}

// addIn adds the subjects that are allowed something in an org, and would not be allowed it in a
// changed configuration. It asks about every action, on the resource of the request, on the
// one whose list gets an entry, and on the stand-ins of each class: an edit that adds a setting
// or an entry changes nothing else.
func (l losers) addIn(q *access.Query, o *index.Org, t *trial) {
	resources := classes(t.in.Index, o, t.in.Org(o.Label))
	if o == q.Org {
		resources = append(resources, q.Request.Resource)
		if edited := (authzen.Resource{}); t.edit.Resource != "" {
			edited.Type, edited.ID, _ = strings.Cut(t.edit.Resource, ":")
			resources = append(resources, edited)
		}
	}
	for _, resource := range resources {
		for _, action := range q.Index.ActionsOf(resource.Type) {
			r := authzen.Request{Action: action, Resource: resource, Org: o.Label, Time: q.Request.Time}
			before := allowedOthers(q.Matcher, &r)
			if before == nil {
				continue
			}
			after := allowedOthers(t.in, &r)
			for n := range before.Each {
				if after == nil || !after.Has(n) {
					l[o.Number].Add(n)
				}
			}
		}
	}
}

// keys returns the keys of the subjects, of the org of the query first.
func (l losers) keys(q *access.Query) []string {
	all, seen := []string{}, map[string]bool{}
	for _, o := range append([]*index.Org{q.Org}, q.Index.Orgs...) {
		for n := range l[o.Number].Each {
			if key := q.Index.SubjectKey(o, n); !seen[key] {
				seen[key] = true
				all = append(all, key)
			}
		}
	}
	return all
}

// classes returns resources of each type that stand for all others in an org, before and after
// an edit.
func classes(x *index.Index, was, is *index.Org) []authzen.Resource {
	var all []authzen.Resource
	for _, t := range x.TypesByName {
		switch {
		case t.Declarable:
			for _, id := range standIns(was, is, t.Number) {
				all = append(all, authzen.Resource{Type: t.Name, ID: id})
			}
		case t.Shape == vocabulary.UserShape:
			for _, login := range someLogins(x, is) {
				all = append(all, authzen.Resource{Type: t.Name, ID: login})
			}
		case t.Shape == vocabulary.RoleShape:
			for _, id := range x.RoleIDs[:min(1, len(x.RoleIDs))] {
				all = append(all, authzen.Resource{Type: t.Name, ID: id})
			}
		default:
			all = append(all, authzen.Resource{Type: t.Name})
		}
	}
	return all
}

// standIns returns the ids of declared resources that stand for all others of their type. What
// shared places no longer give is lost on every resource of a class, except by subjects that
// an own place of the resource gives something. So a class has stand-ins until no subject has
// something at own places of each.
func standIns(was, is *index.Org, typ int) []string {
	before, after := &was.Things[typ], &is.Things[typ]
	kept := map[[2]*index.Wide]bitset.Set{}
	var ids []string
	for n, id := range after.IDs {
		class := [2]*index.Wide{before.Covers[n].Wide, after.Covers[n].Wide}
		keeping, known := kept[class]
		if known && keeping.Empty() {
			continue
		}
		given := bitset.New(len(is.Subjects))
		for at := range after.Covers[n].Places {
			for _, g := range at.Grants {
				is.AddHolder(given, g.Holder)
			}
		}
		if known {
			given.Intersect(keeping)
		}
		if !known || given.Count() < keeping.Count() {
			kept[class] = given
			ids = append(ids, id)
		}
	}
	return ids
}

// someLogins returns two users of an org and two others, so that there is one for each subject
// besides itself.
func someLogins(x *index.Index, o *index.Org) []string {
	var logins []string
	var count [2]int
	for _, login := range x.Logins {
		class := 0
		if o.Data.Members["user:"+login] != nil {
			class = 1
		}
		if count[class]++; count[class] <= 2 {
			logins = append(logins, login)
		}
	}
	return logins
}
