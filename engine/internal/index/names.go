package index

import (
	"slices"

	"github.com/rolecall/rolecall/engine/internal/vocabulary"
)

// Names returns the names of the subjects or resources of a type in an org, sorted; in all
// orgs for a nil one. Users in an org are its members. It returns none for a type without
// declared names.
func (x *Index) Names(typ string, o *Org) []string {
	orgs := x.Orgs
	if o != nil {
		orgs = []*Org{o}
	}
	t := x.TypeOf(typ)
	switch {
	case t == nil:
		return nil
	case t.Shape == vocabulary.OrgShape:
		return x.OrgLabels()
	case t.Shape == vocabulary.UserShape && o == nil:
		return slices.Clone(x.Logins)
	}
	var names []string
	for _, o := range orgs {
		switch {
		case t.Shape == vocabulary.UserShape:
			for n, login := range x.Logins {
				if o.Subjects[o.FirstUser+int32(n)].Member {
					names = append(names, login)
				}
			}
		case t.Shape == vocabulary.RoleShape:
			for _, id := range x.RoleIDs {
				if x.HasRole(o, id) {
					names = append(names, id)
				}
			}
		case t.Declarable:
			names = append(names, o.Things[t.Number].IDs...)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// HasRole reports whether a role can be given in an org: it is a fixed role, a global one,
// or a custom role of the org.
func (x *Index) HasRole(o *Org, id string) bool {
	_, ok := x.Data.Role(o.Label, id)
	return ok || x.Rows.FixedRoles[id]
}
