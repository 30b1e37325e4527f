package ini

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/schema"
)

// Mappings returns the org mappings of the ways of signing in that are on and give roles, in the order of their
// sections. Orgs are those of the Inventory, by name or by the number that ids has. The texts are
// about mappings that are left out, with the reason.
func Mappings(f File, orgs []*inventory.Org,
	ids map[string]*inventory.Org) (mappings []inventory.OrgMapping, left []string) {
	for _, section := range slices.Sorted(maps.Keys(f)) {
		var on, skip bool
		set(&on, f[section], "enabled")
		set(&skip, f[section], "skip_org_role_sync")
		if !strings.HasPrefix(section, authPrefix) || !on || skip {
			continue
		}
		for _, text := range split(f[section]["org_mapping"]) {
			m, why := mapping(text, orgs, ids)
			if why != "" {
				left = append(left, fmt.Sprintf("[%s] org_mapping: %s %s", section, text, why))
				continue
			}
			mappings = append(mappings, m)
		}
	}
	return mappings, left
}

// authPrefix begins the names of the sections about ways to sign in.
const authPrefix = "auth."

// AuthSection returns the section about a way to sign in, by the name of its provider.
func AuthSection(provider string) string { return authPrefix + provider }

// split returns the mappings of a list: separated by commas or spaces, or a list in JSON.
func split(list string) []string {
	list = strings.Trim(strings.TrimSpace(list), "[]")
	var all []string
	for _, part := range strings.FieldsFunc(list, separates) {
		if part = strings.Trim(part, `"'`); part != "" {
			all = append(all, part)
		}
	}
	return all
}

// mapping reads GROUP:ORG:ROLE. A colon in the group is written with a backslash before it. The role is
// Viewer if it is left out. Why is the reason why it is left out, as the end of a sentence.
func mapping(text string, orgs []*inventory.Org, ids map[string]*inventory.Org) (m inventory.OrgMapping, why string) {
	const colon = "\x00"
	parts := strings.Split(strings.ReplaceAll(text, `\:`, colon), ":")
	if len(parts) < 2 || len(parts) > 3 {
		return m, "is not GROUP:ORG:ROLE"
	}
	for i := range parts {
		parts[i] = strings.ReplaceAll(parts[i], colon, ":")
	}
	m.Group, m.Role = parts[0], schema.Viewer
	if len(parts) == 3 {
		m.Role = schema.OrgRole(parts[2])
		if m.Role == schema.GrafanaAdmin || !slices.Contains(schema.OrgRoles, m.Role) {
			return m, "gives a role that orgs do not have"
		}
	}
	if parts[1] == "*" {
		return m, ""
	}
	if m.Org = ids[parts[1]]; m.Org != nil {
		return m, ""
	}
	for _, o := range orgs {
		if o.Name == parts[1] {
			m.Org = o
			return m, ""
		}
	}
	return m, "names an org that is not imported"
}

// OrgNumbers returns the orgs that the mappings of a file name by their numbers.
func OrgNumbers(f File) []string {
	var all []string
	for _, section := range slices.Sorted(maps.Keys(f)) {
		for _, text := range split(f[section]["org_mapping"]) {
			parts := strings.Split(strings.ReplaceAll(text, `\:`, ""), ":")
			if len(parts) > 1 {
				if _, err := strconv.Atoi(parts[1]); err == nil && !slices.Contains(all, parts[1]) {
					all = append(all, parts[1])
				}
			}
		}
	}
	return all
}
