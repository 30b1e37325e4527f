package mutate

import (
	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/schema"
)

// flags changes the settings of the server, and the flags of users.
func (m *mutator) flags() {
	for _, s := range []struct {
		name  string
		where func(*schema.World) *bool
	}{
		{"allow_org_create", func(w *schema.World) *bool { return &w.Grafana.AllowOrgCreate }},
		{"editors_can_admin", func(w *schema.World) *bool { return &w.Grafana.EditorsCanAdmin }},
		{"viewers_can_edit", func(w *schema.World) *bool { return &w.Grafana.ViewersCanEdit }},
	} {
		m.flip(written(m.world.Grafana.SettingRanges[s.name], m.world.Grafana.Range), s.where, s.name)
	}
	for i, u := range m.world.Users {
		name := u.Addr.String()
		m.flip(u.Range, func(w *schema.World) *bool { return &w.Users[i].Disabled }, "disabled of "+name)
		m.flip(written(u.AdminRange, u.Range), func(w *schema.World) *bool { return &w.Users[i].GrafanaAdmin }, "grafana_admin of "+name)
	}
}

// written returns the range of an attribute, or of its block if it is not written.
func written(attribute, block hcl.Range) hcl.Range {
	if attribute.Empty() {
		return block
	}
	return attribute
}

// accounts changes the anonymous user, service accounts, API keys, and mappings of
// external groups.
func (m *mutator) accounts() {
	roles := m.orgRoles()
	if a := m.world.Grafana.Anonymous; a != nil {
		step(m, a.Range, roles, func(w *schema.World) *schema.OrgRole { return &w.Grafana.Anonymous.Role }, "the role of anonymous")
		anonymous := func(w *schema.World) **schema.Anonymous { return &w.Grafana.Anonymous }
		m.add(Removed, a.Range, to(anonymous, nil), "anonymous access is off")
	}
	for i, a := range m.world.ServiceAccounts {
		step(m, a.Range, roles, func(w *schema.World) *schema.OrgRole { return &w.ServiceAccounts[i].Role }, "the role of "+a.Addr.String())
		m.flip(a.Range, func(w *schema.World) *bool { return &w.ServiceAccounts[i].Disabled }, "disabled of "+a.Addr.String())
	}
	for i, k := range m.world.APIKeys {
		step(m, k.Range, roles, func(w *schema.World) *schema.OrgRole { return &w.APIKeys[i].Role }, "the role of "+k.Addr.String())
		keys := func(w *schema.World) *[]*schema.APIKey { return &w.APIKeys }
		m.add(Removed, k.Range, drop(keys, i), "%s is removed", k.Addr)
	}
	for i := range m.world.OrgMappings {
		m.mapping(i, roles)
	}
}

// mapping changes the mapping of an external group to an org.
func (m *mutator) mapping(i int, roles []schema.OrgRole) {
	mapping := m.world.OrgMappings[i]
	name := "the mapping of " + mapping.Group
	step(m, mapping.Range, roles, func(w *schema.World) *schema.OrgRole { return &w.OrgMappings[i].Role }, "the role in "+name)
	mappings := func(w *schema.World) *[]*schema.OrgMapping { return &w.OrgMappings }
	m.add(Removed, mapping.Range, drop(mappings, i), "%s is removed", name)
	if mapping.Org != nil && len(m.world.Orgs) > 1 {
		org := func(w *schema.World) **schema.Org { return &w.OrgMappings[i].Org }
		m.add(Widened, mapping.Range, to(org, nil), "%s is for every org instead of %s", name, mapping.Org.Addr)
	}
	if mapping.GrafanaAdmin != nil {
		m.flip(mapping.Range, func(w *schema.World) *bool { return w.OrgMappings[i].GrafanaAdmin }, "grafana_admin in "+name)
	}
}
