package derive

import (
	"maps"
	"slices"

	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/engine/internal/policy"
	"github.com/rolecall/rolecall/engine/internal/representatives"
)

// Rules returns the permissions that Grafana's own rules give, each once, ordered by
// holder, action and place.
func Rules(r *policy.Rows) []explain.Step {
	all := map[[4]string]bool{}
	for i := range r.Grants {
		row := &r.Grants[i]
		if row.Grant.By.Kind != "" || row.Org == representatives.StandIn {
			continue
		}
		for action := range r.Sets[row.Set] {
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
