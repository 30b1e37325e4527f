package representatives

import (
	"iter"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/internal/document"
)

// A MemberClass holds the properties by which the policies can tell users apart, in an
// org or on the whole instance. On the instance, the role is empty.
type MemberClass struct {
	role                             string
	disabled, admin, blocked, member bool
	// teams lists the user's ways of being in teams, as TeamWay names them.
	teams string
}

// UserClass returns the class of a user outside of every org.
func UserClass(u document.User) MemberClass {
	return MemberClass{admin: u.GrafanaAdmin, disabled: u.Disabled}
}

// ClassOfMember returns the class of a member of an org. It is not ok for members other
// than users, which have credentials of their own.
func ClassOfMember(d *document.World, key string, m *document.Member) (class MemberClass, ok bool) {
	if TypeOf(key) != "user" || len(m.Tokens) > 0 || m.Expires != "" {
		return MemberClass{}, false
	}
	class = UserClass(d.Users[key])
	class.member, class.role, class.blocked = true, m.Role, m.Disabled
	var ways []string
	for team := range TeamsOf(m) {
		if way := TeamWay(m, team); !slices.Contains(ways, way) {
			ways = append(ways, way)
		}
	}
	slices.Sort(ways)
	class.teams = strings.Join(ways, ",")
	return class, true
}

// TeamsOf returns the teams that a member may be in, each once and in no order.
func TeamsOf(m *document.Member) iter.Seq[string] {
	return func(yield func(string) bool) {
		for team := range m.Teams {
			if !yield(team) {
				return
			}
		}
		for team := range m.CreatedTeams {
			if _, ok := m.Teams[team]; !ok && !yield(team) {
				return
			}
		}
	}
}

// InTeam reports whether a member may be in a team.
func InTeam(m *document.Member, team string) bool {
	_, in := m.Teams[team]
	_, created := m.CreatedTeams[team]
	return in || created
}

// TeamWay returns the level of a member in a team, and whether the member created it.
func TeamWay(m *document.Member, team string) string {
	way := m.Teams[team].Level
	if _, ok := m.CreatedTeams[team]; ok {
		way += " creator"
	}
	return way
}

// addMember adds a representative, unless the class has one. Key is the key of a user
// in the class.
func (s *Sample) addMember(class MemberClass, key string) {
	if _, ok := s.Members[class]; ok {
		return
	}
	name := s.name(TypeOf(key)+":", class)
	s.Members[class] = name
	s.Data.Users[name] = document.User{GrafanaAdmin: class.admin, Disabled: class.disabled}
	if !class.member {
		return
	}
	m := &document.Member{Role: class.role, Disabled: class.blocked, Teams: map[string]document.Entry{}, CreatedTeams: map[string]string{}}
	for way := range strings.SplitSeq(class.teams, ",") {
		if way == "" {
			continue
		}
		level, creator := strings.CutSuffix(way, " creator")
		if level != "" {
			m.Teams[StandIn+way] = document.Entry{Level: level}
		}
		if creator {
			m.CreatedTeams[StandIn+way] = ""
		}
	}
	s.org().Members[name] = m
}
