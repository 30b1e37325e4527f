package engine

import (
	"slices"
	"strings"

	"github.com/rolecall/rolecall/engine/internal/representatives"
)

// members are the logins of the members of a team of an org, in order.
func (x *index) members(o *orgIndex, team string) []string {
	holders := make(map[string][]string, len(x.rows.Members))
	for _, row := range x.rows.Members {
		holders[memberKey(row.Org, row.Subject)] = row.Holders
	}
	var members []string
	for key, m := range o.data.Members {
		class, isUser := representatives.ClassOfMember(x.data, key, m)
		if !isUser || !representatives.TeamsOf(m)[team] {
			continue
		}
		if slices.Contains(holders[memberKey(representatives.StandIn, x.sample.Members[class])], "team:"+representatives.StandIn+representatives.TeamWay(m, team)) {
			members = append(members, strings.TrimPrefix(key, "user:"))
		}
	}
	slices.Sort(members)
	return members
}
