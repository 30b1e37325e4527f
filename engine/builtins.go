package engine

import (
	"cmp"
	"maps"
	"slices"

	"github.com/rolecall/rolecall/engine/internal/representatives"
)

// A Builtin is a right that Grafana gives by a rule of its own, whatever is
// declared: a cell of its tables.
type Builtin struct {
	// Holder is who has it: a role such as "role:Viewer", or "server_admin".
	Holder string `json:"holder"`
	// Permission is what it gives, and Place where.
	Permission string `json:"permission"`
	Place      string `json:"place"`
	// Fact is where the rule is known from.
	Fact string `json:"fact"`
}

// Builtins are what Grafana's own rules give in the orgs of the configuration,
// each once, ordered by holder, permission and place. Fixed roles, which take
// being assigned, are not among them.
func (v *View) Builtins() []Builtin {
	if v.ready() != nil {
		return nil
	}
	x := v.matcher
	all := map[Builtin]bool{}
	for i := range x.rows.Grants {
		row := &x.rows.Grants[i]
		if row.Grant.By.Kind != "" || row.Org == representatives.StandIn {
			continue
		}
		for permission := range x.rows.Sets[row.Set] {
			if !row.Grant.Without[permission] {
				all[Builtin{row.Holder, permission, row.Place, row.Grant.Source}] = true
			}
		}
	}
	return slices.SortedFunc(maps.Keys(all), func(a, b Builtin) int {
		return cmp.Or(
			cmp.Compare(a.Holder, b.Holder),
			cmp.Compare(a.Permission, b.Permission),
			cmp.Compare(a.Place, b.Place),
			cmp.Compare(a.Fact, b.Fact),
		)
	})
}
