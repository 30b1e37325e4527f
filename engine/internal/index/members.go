package index

import (
	"slices"
	"strings"

	"github.com/rolecall/rolecall/engine/internal/representatives"
)

// Members returns the logins of the members of a team of an org, sorted.
func (x *Index) Members(o *Org, team string) []string {
	holders := make(map[string][]string, len(x.Rows.Members))
	for _, row := range x.Rows.Members {
		holders[memberKey(row.Org, row.Subject)] = row.Holders
	}
	var members []string
	for key, m := range o.Data.Members {
		if !representatives.InTeam(m, team) {
			continue
		}
		class, isUser := representatives.ClassOfMember(x.Data, key, m)
		if !isUser {
			continue
		}
		if slices.Contains(holders[memberKey(representatives.StandIn, x.sample.Members[class])], "team:"+representatives.StandIn+representatives.TeamWay(m, team)) {
			members = append(members, strings.TrimPrefix(key, "user:"))
		}
	}
	slices.Sort(members)
	return members
}
