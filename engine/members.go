package engine

import (
	"slices"
	"strings"
)

// members are the logins of the members of a team of an org, in order.
func (x *index) members(o *orgIndex, team string) []string {
	holders := make(map[string][]string, len(x.rows.Members))
	for _, row := range x.rows.Members {
		holders[memberKey(row.Org, row.Subject)] = row.Holders
	}
	var members []string
	for key, m := range o.data.Members {
		class, isUser := classOfMember(x.data, key, m)
		if !isUser || !teamsOf(m)[team] {
			continue
		}
		if slices.Contains(holders[memberKey(standIn, x.sample.members[class])], "team:"+standIn+teamWay(m, team)) {
			members = append(members, strings.TrimPrefix(key, "user:"))
		}
	}
	slices.Sort(members)
	return members
}
