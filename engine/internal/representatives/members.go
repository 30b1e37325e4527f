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
	class.teams = waysOf(m)
	return class, true
}

// ClassInSession returns the class of a user in sessions in an org. The user is m there, which is
// one of Guests if the user has no role, and nil if it is nothing.
func ClassInSession(d *document.World, key string, m *document.Member) MemberClass {
	class := UserClass(d.Users[key])
	if m != nil {
		class.member, class.role, class.blocked, class.teams = m.Role != "", m.Role, m.Disabled, waysOf(m)
	}
	return class
}

// Plain returns the class of users without a session who are of a class in sessions: without a role in
// the org, their teams do not count.
func (c MemberClass) Plain() MemberClass {
	if c.member {
		return c
	}
	return MemberClass{admin: c.admin, disabled: c.disabled}
}

// Member reports whether the users of the class have a role in the org.
func (c MemberClass) Member() bool { return c.member }

// Guests returns the users in teams of an org in which they have no role: a session can give them
// one. The members have teams alone.
func Guests(o *document.Org) map[string]*document.Member {
	guests := map[string]*document.Member{}
	guest := func(key string) *document.Member {
		if TypeOf(key) != "user" || o.Members[key] != nil {
			return nil
		}
		if guests[key] == nil {
			guests[key] = &document.Member{Teams: map[string]document.Entry{}, CreatedTeams: map[string]string{}}
		}
		return guests[key]
	}
	for team := range o.Teams {
		for key, entry := range o.Permissions[TeamPlace(team)] {
			if g := guest(key); g != nil {
				g.Teams[team] = entry
			}
		}
		for key, source := range o.Creators[TeamPlace(team)] {
			if g := guest(key); g != nil {
				g.CreatedTeams[team] = source
			}
		}
	}
	return guests
}

// waysOf returns the ways in which a member is in teams.
func waysOf(m *document.Member) string {
	var ways []string
	for team := range TeamsOf(m) {
		if way := TeamWay(m, team); !slices.Contains(ways, way) {
			ways = append(ways, way)
		}
	}
	slices.Sort(ways)
	return strings.Join(ways, ",")
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
	s.Data.Users[name] = class.user()
	if class.member {
		s.org().Members[name] = class.inOrg()
	}
}

// Append appends a text that no other class has.
func (c MemberClass) Append(to []byte) []byte {
	to = append(to, c.role...)
	for _, is := range []bool{c.disabled, c.admin, c.blocked, c.member} {
		if is {
			to = append(to, '+')
		} else {
			to = append(to, '-')
		}
	}
	return append(to, c.teams...)
}

// Told is the team that stands for all teams that the groups of a session put a representative into.
const Told = StandIn + StandIn

// Alone returns the representative of a class: its key, the user, and an org in which only the
// user is.
func (c MemberClass) Alone() (key string, user document.User, org *document.Org) {
	key, org = "user:"+StandIn, document.NewOrg()
	m := c.inOrg()
	if c.member {
		org.Members[key] = m
	}
	for team := range TeamsOf(m) {
		org.Teams[team] = document.Item{}
		if entry, ok := m.Teams[team]; ok {
			org.Permissions[TeamPlace(team)] = map[string]document.Entry{key: entry}
		}
		if source, ok := m.CreatedTeams[team]; ok {
			org.Creators[TeamPlace(team)] = map[string]string{key: source}
		}
	}
	return key, c.user(), org
}

func (c MemberClass) user() document.User {
	return document.User{GrafanaAdmin: c.admin, Disabled: c.disabled}
}

// inOrg returns what a representative is in an org. There is a team for each way of being in one.
func (c MemberClass) inOrg() *document.Member {
	m := &document.Member{Role: c.role, Disabled: c.blocked, Teams: map[string]document.Entry{}, CreatedTeams: map[string]string{}}
	for way := range strings.SplitSeq(c.teams, ",") {
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
	return m
}
