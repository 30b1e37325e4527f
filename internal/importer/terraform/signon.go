package terraform

import (
	"slices"
	"strconv"

	"github.com/rolecall/rolecall/internal/importer/ini"
	"github.com/rolecall/rolecall/internal/importer/ldap"
	"github.com/rolecall/rolecall/internal/importer/terraform/resource"
	"github.com/rolecall/rolecall/schema"
)

// mappings reads the mappings of groups to orgs: those of the settings of single sign-on, which go before those of
// grafana.ini, and those of LDAP.
func (r *grants) mappings() {
	if known := r.options.Known; known != nil && len(known.OrgMappings) > 0 {
		r.unread("mappings of groups to orgs that the project does not declare",
			"They may be in ldap.toml, or in Grafana itself. The declared ones count.")
	}
	settings := ini.File{}
	for section, keys := range r.options.Ini {
		settings[section] = keys
	}
	var byLDAP []ldap.Mapping
	r.each("grafana_sso_settings", func(res *resource.Resource) {
		provider, known := res.Text("provider_name")
		if !known {
			r.unreadPart(res, "mappings of groups to orgs", "provider_name")
			return
		}
		for _, block := range resource.Blocks(res.Type) {
			all, known := res.Blocks(block)
			if !known {
				r.unreadPart(res, "mappings of groups to orgs", block)
			}
			for _, values := range all {
				settings[ini.AuthSection(provider)] = r.signOn(res, block, values)
				byLDAP = append(byLDAP, r.ldap(res, block, values)...)
			}
		}
	})
	mappings, left := ini.Mappings(settings, r.Orgs, r.orgs)
	r.OrgMappings = append(r.OrgMappings, mappings...)
	for _, text := range left {
		r.unread("an org mapping", "In "+text+".")
	}
	if len(byLDAP) > 0 {
		mappings, unread := ldap.OrgMappings(byLDAP, r.org, r.Settings.Version)
		r.OrgMappings = append(r.OrgMappings, mappings...)
		r.Unread = append(r.Unread, unread...)
	}
}

// signOn returns settings of single sign-on as those of grafana.ini.
func (r *grants) signOn(res *resource.Resource, block string, values resource.Values) map[string]string {
	enabled, _ := values.Flag("enabled", true)
	section := map[string]string{"enabled": strconv.FormatBool(enabled)}
	for _, key := range []string{ini.OrgMapping, ini.SkipOrgRoleSync, ini.StrictRoles} {
		text, known := values.Text(key)
		if !known {
			r.unread("mappings of groups to orgs", res.Because(block))
		}
		section[key] = text
	}
	return section
}

// ldap returns the mappings of the groups of LDAP, if they are on.
func (r *grants) ldap(res *resource.Resource, block string, values resource.Values) (all []ldap.Mapping) {
	if on, _ := values.Flag("enabled", true); !on {
		return nil
	}
	if skip, _ := values.Flag("skip_org_role_sync", false); skip {
		return nil
	}
	known := true
	configs, ok := values.Blocks("config")
	known = known && ok
	for _, config := range configs {
		servers, ok := config.Blocks("servers")
		known = known && ok
		for _, server := range servers {
			groups, ok := server.Blocks("group_mappings")
			known = known && ok
			for _, group := range groups {
				m, ok := ldapMapping(group)
				if known = known && ok; ok {
					all = append(all, m)
				}
			}
		}
	}
	if !known {
		r.unread("mappings of the groups of LDAP", res.Because(block))
	}
	return all
}

func ldapMapping(values resource.Values) (m ldap.Mapping, known bool) {
	group, groupKnown := values.Text("group_dn")
	role, roleKnown := values.Text("org_role")
	org, orgKnown := values.Text("org_id")
	m = ldap.Mapping{Group: group, Role: schema.OrgRole(role), Org: org}
	admin, adminKnown := values.Text("grafana_admin")
	if admin != "" {
		on, err := strconv.ParseBool(admin)
		adminKnown = adminKnown && err == nil
		m.GrafanaAdmin = &on
	}
	return m, !slices.Contains([]bool{groupKnown, roleKnown, orgKnown, adminKnown}, false)
}
