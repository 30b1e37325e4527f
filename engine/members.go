package engine

import (
	"slices"
	"strings"
)

// Members are the users that count as members of a team, by the label or name
// of the org and the name of the team, in the order of their logins: those of
// its lists, and its creator where that makes a member. Who is disabled or not
// in the org is none, and nobody is of a team that is not declared.
func (e *Engine) Members(org, team string) []Subject {
	s, err := e.current()
	if err != nil {
		return nil
	}
	x := s.index
	o := x.org(org)
	if o == nil {
		return nil
	}
	var members []Subject
	for _, login := range x.members(o, team) {
		members = append(members, Subject{Type: "user", ID: login})
	}
	return members
}

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
