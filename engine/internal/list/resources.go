package list

import (
	"context"
	"iter"
	"slices"

	"github.com/rolecall/rolecall/engine/authzen"
	"github.com/rolecall/rolecall/engine/internal/access"
	"github.com/rolecall/rolecall/engine/internal/bitset"
	"github.com/rolecall/rolecall/engine/internal/index"
	"github.com/rolecall/rolecall/engine/internal/representatives"
	"github.com/rolecall/rolecall/engine/internal/vocabulary"
)

// Decided returns the error of a session that the policies do not decide, if Resources
// asks about the session: in a session with groups, the rights in another org are those of
// a session there.
func Decided(ctx context.Context, q *access.Query, actions []string) error {
	if !q.HasSession() {
		return nil
	}
	x := q.Index
	for _, t := range x.TypesByName {
		if t.Shape != vocabulary.OrgShape {
			continue
		}
		i := slices.IndexFunc(actions, func(action string) bool { return x.Plans[x.Actions.Find(action)][t.Special] != nil })
		if i < 0 {
			continue
		}
		for _, other := range x.Orgs {
			if other == q.Org {
				continue
			}
			if _, _, err := q.About(ctx, actions[i], authzen.Resource{Type: t.Name, ID: other.Label}); err != nil {
				return err
			}
		}
	}
	return nil
}

// Resources iterates over everything that the subject of a query is allowed in its org
// by some actions, ordered by action, type and id. The resource is zero for what Grafana
// asks without a resource. The query is from MatchSubject. A request that is not Decided
// is left out.
func Resources(q *access.Query, actions []string) iter.Seq2[string, authzen.Resource] {
	return func(yield func(string, authzen.Resource) bool) {
		l := lister{asked: q, yield: yield, near: map[nearKey]bitset.Set{}, held: map[int][]heldSet{}}
		for _, action := range actions {
			if !l.listAsked(action) {
				return
			}
			for _, t := range q.Index.TypesByName {
				if !l.list(action, t) {
					return
				}
			}
		}
	}
}

// Gained iterates over what the subject of a query is allowed and that of another query is
// not, in the order of Resources.
func Gained(q, without *access.Query, actions []string) iter.Seq2[string, authzen.Resource] {
	return func(yield func(string, authzen.Resource) bool) {
		for action, resource := range Resources(q, actions) {
			if !allows(without, action, resource) && !yield(action, resource) {
				return
			}
		}
	}
}

// A lister lists the permissions of a subject.
type lister struct {
	asked *access.Query
	yield func(string, authzen.Resource) bool
	// near caches the resources for nearThings.
	near map[nearKey]bitset.Set
	// held are the sets that the subject has at own places of resources, by type.
	held map[int][]heldSet
}

// A heldSet is a set that the subject has at an own place of resources.
type heldSet struct {
	set    int32
	things []int32
}

// A nearKey is the number of a type of resource, and the number that permissions in the same
// sets share.
type nearKey struct {
	typ   int
	alike int32
}

// list lists the resources of a type that the action is allowed on. It reports whether to
// go on.
func (l *lister) list(action string, t *vocabulary.ResourceType) bool {
	x, o := l.asked.Index, l.asked.Org
	n := x.Actions.Find(action)
	if !l.possible(x.Plans[n][t.Kind]) && !l.possible(x.Plans[n][t.Special]) {
		return true
	}
	switch {
	case t.Declarable:
		return l.listThings(action, t, x.Plans[n])
	case t.Shape == vocabulary.UserShape:
		return l.listEach(action, t, x.Logins)
	case t.Shape == vocabulary.OrgShape:
		for _, other := range x.Orgs {
			if other != o && !l.listEach(action, t, []string{other.Label}) {
				return false
			}
		}
		return true
	case t.Shape == vocabulary.RoleShape:
		return l.listEach(action, t, x.RoleIDs)
	}
	return l.listEach(action, t, []string{""})
}

// listAsked lists the action if Grafana asks it without a resource and it is allowed. It
// reports whether to go on.
func (l *lister) listAsked(action string) bool {
	if _, asks := l.asked.Index.Rows.Asks[action]; !asks {
		return true
	}
	return !allows(l.asked, action, authzen.Resource{}) || l.yield(action, authzen.Resource{})
}

// possible reports whether the subject has all permissions of some way of a plan somewhere
// in the org. A plan for another org is always possible.
func (l *lister) possible(p *vocabulary.Plan) bool {
	if p == nil {
		return false
	}
	q := l.asked
	return p.Elsewhere || slices.ContainsFunc(p.Ways, func(w vocabulary.Way) bool {
		return !slices.ContainsFunc(w.Needs, func(n vocabulary.Need) bool { return !q.Org.EverHas(q.Subject, n.Permission) })
	})
}

// listThings lists declared resources. If the action needs just one permission on the
// resource itself, they are found from the holders of the subject; otherwise each is
// decided.
func (l *lister) listThings(action string, t *vocabulary.ResourceType, plans []*vocabulary.Plan) bool {
	q, o := l.asked, l.asked.Org
	things := &o.Things[t.Number]
	p := plans[t.Kind]
	if p == nil || !p.OfResource() {
		return l.listEach(action, t, things.IDs)
	}
	found := bitset.New(len(things.IDs))
	for i := range p.Ways {
		l.addThings(found, t, p.Ways[i].Needs[0].Permission)
	}
	if t.Shape == vocabulary.FolderShape { // General is of another kind
		if n := things.Numbers.Find(representatives.General); n >= 0 {
			found.Remove(n)
			if allows(q, action, authzen.Resource{Type: t.Name, ID: representatives.General}) {
				found.Add(n)
			}
		}
	}
	for n := range found.Each {
		if !l.yield(action, authzen.Resource{Type: t.Name, ID: things.IDs[n]}) {
			return false
		}
	}
	return true
}

// addThings adds the resources of a type that the subject has a permission on.
func (l *lister) addThings(found bitset.Set, t *vocabulary.ResourceType, permission int32) {
	o, s := l.asked.Org, l.asked.Subject
	if !o.EverHas(s, permission) {
		return
	}
	for w, numbers := range o.Things[t.Number].ByWide {
		if w != nil && w.Gives(s, permission, false) {
			for _, n := range numbers {
				found.Add(n)
			}
		}
	}
	key := nearKey{t.Number, l.asked.Index.Alike[permission]}
	near, known := l.near[key]
	if !known {
		near = l.nearThings(t.Number, permission)
		l.near[key] = near
	}
	found.Union(near)
}

// nearThings returns the resources of a type at whose own places the subject has a
// permission.
func (l *lister) nearThings(typ int, permission int32) bitset.Set {
	x := l.asked.Index
	found := bitset.New(len(l.asked.Org.Things[typ].IDs))
	held, known := l.held[typ]
	if !known {
		held = heldNear(l.asked, typ)
		l.held[typ] = held
	}
	for i := range held {
		if x.Sets[held[i].set].Has(permission) {
			for _, n := range held[i].things {
				found.Add(n)
			}
		}
	}
	return found
}

// heldNear returns the sets that the subject has at own places of resources of a type.
func heldNear(q *access.Query, typ int) []heldSet {
	o, s := q.Org, q.Subject
	var held []heldSet
	add := func(h index.Holder, places []*index.Place) {
		for _, at := range places {
			things := at.Things(typ)
			if len(things) == 0 {
				continue
			}
			for _, g := range at.Grants {
				if g.Holder == h && !g.Creator {
					held = append(held, heldSet{g.Set, things})
				}
			}
		}
	}
	for h, places := range o.Granted {
		if s.Mask>>h&1 != 0 {
			add(index.Holder(h), places)
		}
	}
	for _, h := range s.Own {
		add(h, o.OwnGranted[h-index.FirstOwner])
	}
	return held
}

// listEach decides about each id.
func (l *lister) listEach(action string, t *vocabulary.ResourceType, ids []string) bool {
	for _, id := range ids {
		if r := (authzen.Resource{Type: t.Name, ID: id}); allows(l.asked, action, r) && !l.yield(action, r) {
			return false
		}
	}
	return true
}

// allows reports whether the subject of a query is allowed an action on a resource. It
// denies what cannot be decided; Decided returns that error.
func allows(q *access.Query, action string, resource authzen.Resource) bool {
	asked, p, err := q.About(context.Background(), action, resource)
	return err == nil && p == access.NoProblem && asked.Allowed()
}
