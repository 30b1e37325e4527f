package reference

import (
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/rolecall/rolecall/schema"
)

// A session is a subject that is signed in to the org of the request.
type session struct {
	// Exactly one of these is set, and identifies the subject.
	user      *schema.User
	account   *schema.ServiceAccount
	key       *schema.APIKey
	anonymous bool

	// role is the role in the org; empty for a user who is not in it.
	role schema.OrgRole
	// grafanaAdmin marks a server admin.
	grafanaAdmin bool
	// teams lists the teams of the org that the user is in, and adminOf the ones of which
	// the user is an admin.
	teams, adminOf []*schema.Team
}

// identified reports whether the session has a user id. Users and service accounts have one, API keys and
// anonymous visitors do not (8.0: pkg/models/apikey.go; 9.3: pkg/services/serviceaccounts).
func (s *session) identified() bool { return s.user != nil || s.account != nil }

// member reports whether the session is in the org.
func (s *session) member() bool { return s.role != "" }

// signIn signs a subject in to an org. It returns false if the subject is refused.
func signIn(w *schema.World, org *schema.Org, r Request) (*session, bool) {
	now, ok := r.time()
	if !ok {
		return nil, false
	}
	switch r.Subject.Type {
	case "user":
		for _, u := range w.Users {
			if isCalled(w, u, r.Subject.ID) {
				return signInUser(w, org, u, r.Subject.Properties.Groups)
			}
		}
	case "anonymous":
		// 8.0: pkg/services/contexthandler: the configured org and role count, whatever
		// the request asks for.
		if a := w.Grafana.Anonymous; a != nil && a.Org == org && r.Subject.ID == "" {
			return &session{anonymous: true, role: effectiveRole(w, a.Role)}, true
		}
	case "api_key":
		if since(w, "12.1") {
			return nil, false // API keys were removed (grafana/grafana pull request 106019)
		}
		for _, k := range w.APIKeys {
			if k.Org == org && same(k.Name.Value, r.Subject.ID) {
				// A key is refused from the moment it expires
				// (8.0: pkg/services/contexthandler).
				if !k.Expires.IsZero() && !now.Before(k.Expires) {
					return nil, false
				}
				return &session{key: k, role: effectiveRole(w, k.Role)}, true
			}
		}
	case "service_account":
		if before(w, "8.5") {
			return nil, false // service accounts came with 8.5
		}
		for _, a := range w.ServiceAccounts {
			if a.Org != org || !same(a.Name.Value, r.Subject.ID) || a.Disabled {
				continue
			}
			if name := r.Subject.Properties.Token; name != "" {
				i := slices.IndexFunc(a.Tokens, func(t schema.Token) bool { return same(t.Name.Value, name) })
				if i < 0 || !a.Tokens[i].Expires.IsZero() && !now.Before(a.Tokens[i].Expires) {
					return nil, false
				}
			}
			s := &session{account: a, role: effectiveRole(w, a.Role)}
			s.createdTeams(w)
			return s, true
		}
	}
	return nil, false
}

// createdTeams makes a service account an admin of the teams that it created: with the older rules, to which
// it is like a user (8.5/keys-vce1-eca1: sa-Editor deletes its own team; not so in 9.3).
func (s *session) createdTeams(w *schema.World) {
	if rbac(w) || !w.Grafana.EditorsCanAdmin {
		return
	}
	for _, t := range w.Teams {
		if t.CreatedBy != nil && t.CreatedBy.ServiceAccount == s.account {
			s.teams, s.adminOf = append(s.teams, t), append(s.adminOf, t)
		}
	}
}

// effectiveRole returns a role as the version reads it: None exists from 10.2 on.
func effectiveRole(w *schema.World, role schema.OrgRole) schema.OrgRole {
	if role == schema.NoBasicRole && before(w, "10.2") {
		return ""
	}
	return role
}

// signInUser returns the session of a user after the synchronization with external groups at sign-in.
func signInUser(w *schema.World, org *schema.Org, u *schema.User, groups []string) (*session, bool) {
	if u.Disabled {
		return nil, false
	}
	s := &session{user: u, grafanaAdmin: u.GrafanaAdmin}
	for _, m := range org.Members {
		if m.User.To == u {
			s.role = effectiveRole(w, m.Role)
		}
	}
	if groups != nil && len(w.OrgMappings) > 0 && !syncOrgs(w, org, s, groups) {
		return nil, false
	}
	if !s.member() {
		return s, true // all teams are in an org without the user
	}
	for _, t := range w.Teams {
		if t.Org != org {
			continue
		}
		is := func(ref schema.Ref[schema.User]) bool { return ref.To == u }
		admin := slices.ContainsFunc(t.Admins, is)
		if t.CreatedBy != nil && t.CreatedBy.User == u && creatorRulesTeam(w, s) {
			admin = true
		}
		synced := slices.ContainsFunc(t.ExternalGroups, func(pattern schema.Text) bool {
			return slices.ContainsFunc(groups, func(g string) bool { return groupMatches(pattern.Value, g) })
		})
		if admin || synced || slices.ContainsFunc(t.Members, is) {
			s.teams = append(s.teams, t)
		}
		if admin {
			s.adminOf = append(s.adminOf, t)
		}
	}
	return s, true
}

// creatorRulesTeam reports whether the creator of a team is an admin of it: with editors_can_admin in the older
// rules (8.0: pkg/api/team.go:29-41), always in the newer ones (9.3: pkg/api/team.go:50).
func creatorRulesTeam(w *schema.World, s *session) bool {
	return rbac(w) || w.Grafana.EditorsCanAdmin
}

// groupMatches reports whether an external group of a team matches one of a session. Case does not matter, and
// the first part of an LDAP name may be a wildcard (docs, "Configure team sync").
func groupMatches(pattern, group string) bool {
	pattern, group = norm.NFC.String(strings.ToLower(pattern)), norm.NFC.String(strings.ToLower(group))
	if pattern == group {
		return true
	}
	rest, wild := strings.CutPrefix(pattern, "cn=*,")
	if !wild || !strings.HasPrefix(group, "cn=") {
		return false
	}
	_, its, ok := strings.Cut(group, ",")
	return ok && its == rest
}

// syncOrgs applies the org mappings to a session. It returns false if the user cannot sign in at all. Up to 11.0
// the first mapping that matches decides for an org, as in LDAP, and without a match nobody can sign in
// (8.0: pkg/services/ldap/ldap.go:421-439). From 11.1 on the highest role counts, as with org_mapping
// (pkg/login/social/connectors/org_role_mapper.go), unless a mapping sets grafana_admin, which only LDAP has. There
// groups must be spelled alike, and the last mapping of a group to an org counts.
func syncOrgs(w *schema.World, org *schema.Org, s *session, groups []string) bool {
	roles := map[*schema.Org]schema.OrgRole{}
	var admin *bool
	highest := since(w, "11.1") && !slices.ContainsFunc(w.OrgMappings, func(m *schema.OrgMapping) bool { return m.GrafanaAdmin != nil })
	for i, m := range w.OrgMappings {
		matches := func(g string) bool {
			return same(m.Group, g) || !highest && same(strings.ToLower(m.Group), strings.ToLower(g))
		}
		replaced := func(later *schema.OrgMapping) bool { return highest && later.Group == m.Group && later.Org == m.Org }
		if m.Group != "*" && !slices.ContainsFunc(groups, matches) || slices.ContainsFunc(w.OrgMappings[i+1:], replaced) {
			continue
		}
		orgs := w.Orgs
		if m.Org != nil {
			orgs = []*schema.Org{m.Org}
		}
		counted := false
		for _, o := range orgs {
			before, mapped := roles[o]
			if !mapped || highest && rank(m.Role) > rank(before) {
				roles[o] = m.Role
			}
			counted = counted || !mapped
		}
		if m.GrafanaAdmin != nil && counted {
			value := *m.GrafanaAdmin || admin != nil && *admin
			admin = &value
		}
	}
	if len(roles) == 0 {
		return false
	}
	s.role = effectiveRole(w, roles[org])
	if admin != nil {
		s.grafanaAdmin = *admin
	}
	return true
}

// rank returns the position of an org role, from the lowest up.
func rank(role schema.OrgRole) int {
	return slices.Index([]schema.OrgRole{schema.NoBasicRole, schema.Viewer, schema.Editor, schema.Admin}, role)
}
