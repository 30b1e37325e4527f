package engine

import (
	"slices"
	"strings"
)

// session is the subject that a user is in an org, in a session with external
// groups; member says whether it is in the org. It is what the packages
// rolecall.subjects and rolecall.org_sync of the policies make of it.
func (x *index) session(label, key string, groups []string) (s *subject, member bool) {
	rows := &x.rows.Session
	org := x.orgs[label]
	user := x.users[key]
	lower := make([]string, len(groups))
	for i, group := range groups {
		lower[i] = strings.ToLower(group)
	}

	deciding := rows.deciding(label, lower)
	admin, matches, mapped := x.serverAdmin(key, lower)
	declared := org.members[key]
	s = &subject{disabled: user.disabled}
	var names []string
	if matches || !mapped {
		names = append(names, rows.Anywhere...)
		if admin {
			names = append(names, rows.ServerAdmin...)
		}
	}
	member = declared != nil
	if mapped {
		member = deciding != nil
	}
	if member {
		names = append(append(names, key), rows.Member...)
		if admin {
			names = append(names, rows.ServerAdminMember...)
		}
		names = append(names, x.lasting(declared, mapped)...)
		if mapped {
			names = append(names, rows.Roles[deciding.Role]...)
		}
		for _, group := range lower {
			names = append(names, rows.Teams[label][group]...)
			if rest, ok := anyName(group); ok {
				names = append(names, rows.Teams[label][rest]...)
			}
		}
	}
	s.holders = x.knownHolders(names)
	return s, member
}

// anyName is what means an LDAP group by all but its name: "cn=*,ou=groups".
func anyName(group string) (string, bool) {
	_, rest, ok := strings.Cut(group, ",")
	return "cn=*," + rest, ok && strings.HasPrefix(group, "cn=")
}

// lasting are the holders of a declared member that a session does not take
// away: all but those of a server admin, and those of its role if another
// takes its place.
func (x *index) lasting(declared *subject, roleless bool) []string {
	if declared == nil {
		return nil
	}
	rows := &x.rows.Session
	var names []string
	for _, h := range declared.holders {
		name := x.names.holders.names[h]
		role := strings.HasPrefix(name, "role:") || strings.HasPrefix(name, "basic:")
		if !slices.Contains(rows.ServerAdminMember, name) && !(roleless && role) {
			names = append(names, name)
		}
	}
	return names
}

// serverAdmin says whether a session is one of a server admin, whether some
// mapping matches its groups, and whether there are mappings at all.
func (x *index) serverAdmin(key string, groups []string) (admin, matches, mapped bool) {
	rows := &x.rows.Session
	spoken := false
	for _, mappings := range rows.Mappings {
		mapped = mapped || len(mappings) > 0
		for i := range mappings {
			m := &mappings[i]
			if !m.matches(groups) {
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
		admin = x.rows.serverAdmin(x, key)
	}
	return admin, matches, mapped
}

// serverAdmin says whether a user is declared to be a server admin.
func (r *rows) serverAdmin(x *index, key string) bool {
	for _, h := range x.users[key].holders {
		if slices.Contains(r.Session.ServerAdmin, x.names.holders.names[h]) {
			return true
		}
	}
	return false
}

// deciding is the mapping that decides over the role in an org, nil when none
// matches.
func (r *sessionRows) deciding(label string, groups []string) *mappingRow {
	for i, m := range r.Mappings[label] {
		if m.matches(groups) {
			return &r.Mappings[label][i]
		}
	}
	return nil
}

// matches says whether a mapping is about one of the groups, in lower case.
func (m *mappingRow) matches(groups []string) bool {
	return m.Group == "*" || slices.Contains(groups, strings.ToLower(m.Group))
}

// knownHolders numbers the holders that some grant is for, each once, in the
// order of their names.
func (x *index) knownHolders(names []string) []holder {
	slices.Sort(names)
	var list []holder
	for _, name := range slices.Compact(names) {
		if n, ok := x.names.holders.of[name]; ok {
			list = append(list, holder(n))
		}
	}
	return list
}
