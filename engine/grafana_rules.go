package engine

import (
	"maps"
	"slices"

	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/engine/internal/representatives"
)

// Rules returns what Grafana's own rules give in the orgs of the configuration,
// whatever it declares, as steps of the kind explain.Rule: the Action, its Holder (a
// role such as "role:Viewer", or "server_admin"), its Place, and the Fact. Each is
// there once, ordered by holder, action and place. Fixed roles are not among them,
// as they must be assigned.
func (v *View) Rules() []explain.Step {
	if v.ready() != nil {
		return nil
	}
	x := v.matcher
	all := map[[4]string]bool{}
	for i := range x.Rows.Grants {
		row := &x.Rows.Grants[i]
		if row.Grant.By.Kind != "" || row.Org == representatives.StandIn {
			continue
		}
		for action := range x.Rows.Sets[row.Set] {
			if !row.Grant.Without[action] {
				all[[4]string{row.Holder, action, row.Place, row.Grant.Source}] = true
			}
		}
	}
	steps := make([]explain.Step, 0, len(all))
	for _, r := range slices.SortedFunc(maps.Keys(all), func(a, b [4]string) int { return slices.Compare(a[:], b[:]) }) {
		steps = append(steps, explain.Step{Kind: explain.Rule, Holder: r[0], Action: r[1], Place: r[2], Fact: r[3]})
	}
	return steps
}
