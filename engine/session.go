package engine

import (
	"slices"
	"strings"

	"github.com/rolecall/rolecall/engine/internal/representatives"
)

// session is the subject that a user is in an org, in a session with external
// groups. It is what the packages rolecall.subjects and rolecall.org_sync of
// the policies make of it.
func (x *index) session(o *orgIndex, user int32, groups []string) *subject {
	rows := &x.rows.Session
	declared := &o.subjects[o.firstUser+user]
	lower := x.lowered(groups)
	deciding := rows.Deciding(o.label, lower)
	admin, matches, mapped := x.serverAdmin(user, lower)
	var names []string
	if matches || !mapped {
		names = append(names, rows.Anywhere...)
		if admin {
			names = append(names, rows.ServerAdmin...)
		}
	}
	member := declared.member
	if mapped {
		member = deciding != nil
	}
	if member {
		names = append(append(names, x.userKey(user)), rows.Member...)
		if admin {
			names = append(names, rows.ServerAdminMember...)
		}
		names = append(names, x.lasting(o, declared, mapped)...)
		if !declared.member {
			names = append(names, x.teamsOfOutsider(o, user)...)
		}
		if mapped {
			names = append(names, rows.Roles[deciding.Role]...)
		}
		for _, group := range lower {
			names = append(names, rows.Teams[o.label][group]...)
			if rest, ok := anyName(group); ok {
				names = append(names, rows.Teams[o.label][rest]...)
			}
		}
	}
	s := x.newSubject(o, names)
	if !member && (matches || !mapped) {
		s = x.withEverywhere(o, s, x.userKey(user))
	}
	s.member, s.disabled = member, x.data.Users[x.userKey(user)].Disabled
	return &s
}

// lowered are groups as they are compared.
func (x *index) lowered(groups []string) []string {
	lower := make([]string, len(groups))
	for i, group := range groups {
		lower[i] = x.spelled(strings.ToLower(group))
	}
	return lower
}

// anyName is what means an LDAP group by all but its name: "cn=*,ou=groups".
func anyName(group string) (string, bool) {
	_, rest, ok := strings.Cut(group, ",")
	return "cn=*," + rest, ok && strings.HasPrefix(group, "cn=")
}

// lasting are the holders of a declared member that a session does not take
// away: all but those of a server admin, and those of its role if another
// takes its place.
func (x *index) lasting(o *orgIndex, declared *subject, roleless bool) []string {
	if !declared.member {
		return nil
	}
	rows := &x.rows.Session
	var names []string
	for _, name := range x.holderNames(o, declared) {
		role := strings.HasPrefix(name, "role:") || strings.HasPrefix(name, "basic:")
		if !slices.Contains(rows.ServerAdminMember, name) && !(roleless && role) {
			names = append(names, name)
		}
	}
	return names
}

// teamsOfOutsider are the holders that come of the teams of a user who is not
// declared to be in the org, and whom its groups have brought in.
func (x *index) teamsOfOutsider(o *orgIndex, user int32) []string {
	rows, key := &x.rows.Session, x.userKey(user)
	var names []string
	for team := range o.data.Teams {
		place := representatives.TeamPlace(team)
		levels := []string{o.data.Permissions[place][key].Level}
		if _, ok := o.data.Creators[place][key]; ok {
			levels = append(levels, rows.CreatedTeamLevel)
		}
		for _, level := range levels {
			if level != "" {
				names = append(append(names, "team:"+team), rows.TeamLevels[level]...)
			}
		}
	}
	return names
}

// holderNames are the holders of a subject that something is granted to.
func (x *index) holderNames(o *orgIndex, s *subject) []string {
	var names []string
	for n, name := range x.holders.names {
		if s.mask>>n&1 != 0 {
			names = append(names, name)
		}
	}
	for _, h := range s.own {
		names = append(names, x.holderName(o, h))
	}
	return names
}

// serverAdmin says whether a session is one of a server admin, whether some
// mapping matches its groups, and whether there are mappings at all.
func (x *index) serverAdmin(user int32, groups []string) (admin, matches, mapped bool) {
	rows := &x.rows.Session
	spoken := false
	for org, mappings := range rows.Mappings {
		if org == representatives.StandIn {
			continue // a mapping of every org would decide there alone
		}
		mapped = mapped || len(mappings) > 0
		for i := range mappings {
			m := &mappings[i]
			if !m.Matches(groups) {
				continue
			}
			matches = true
			if m.GrafanaAdmin != nil {
				spoken = true
				admin = admin || *m.GrafanaAdmin
			}
			if rows.OnlyDeciding {
				break
			}
		}
	}
	if !spoken {
		admin = x.data.Users[x.userKey(user)].GrafanaAdmin
	}
	return admin, matches, mapped
}
