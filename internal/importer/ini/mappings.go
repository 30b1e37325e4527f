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
//
// They are read as Grafana reads them (pkg/login/social/connectors/org_role_mapper.go): a mapping without a role, or
// with one that orgs do not have, gives Viewer; the last mapping of a group to an org counts; and under
// role_attribute_strict one that cannot be read takes all of its section away.
func Mappings(f File, orgs []*inventory.Org,
	ids map[string]*inventory.Org) (mappings []inventory.OrgMapping, left []string) {
	for _, section := range slices.Sorted(maps.Keys(f)) {
		var on, skip bool
		set(&on, f[section], "enabled")
		set(&skip, f[section], SkipOrgRoleSync)
		if !strings.HasPrefix(section, authPrefix) || !on || skip {
			continue
		}
		read, why := ofSection(f[section], orgs, ids)
		mappings = append(mappings, read...)
		for _, text := range why {
			left = append(left, fmt.Sprintf("[%s] org_mapping: %s", section, text))
		}
	}
	return mappings, left
}

// authPrefix begins the names of the sections about ways to sign in.
const authPrefix = "auth."

// The keys of such a section that say which roles it gives.
const (
	OrgMapping      = "org_mapping"
	SkipOrgRoleSync = "skip_org_role_sync"
	StrictRoles     = "role_attribute_strict"
)

// AuthSection returns the section about a way to sign in, by the name of its provider.
func AuthSection(provider string) string { return authPrefix + provider }

// ofSection returns the mappings of a section, and those that are left out, each with the reason behind it.
func ofSection(section map[string]string, orgs []*inventory.Org,
	ids map[string]*inventory.Org) (mappings []inventory.OrgMapping, left []string) {
	var strict bool
	set(&strict, section, StrictRoles)
	texts, ok := split(section[OrgMapping])
	if !ok {
		return nil, []string{"it begins as a list in JSON and is none of texts, so that Grafana reads no mapping of it"}
	}
	for _, text := range texts {
		m, why, broken := mapping(text, orgs, ids, strict)
		if broken && strict {
			return nil, append(left, text+" "+why+", which takes all mappings away under role_attribute_strict")
		}
		if why != "" {
			left = append(left, text+" "+why)
			continue
		}
		mappings = slices.DeleteFunc(mappings, func(before inventory.OrgMapping) bool {
			return before.Group == m.Group && before.Org == m.Org
		})
		mappings = append(mappings, m)
	}
	return mappings, left
}

// mapping reads GROUP:ORG:ROLE. Why is the reason why it is left out, as the end of a sentence, and broken reports
// whether Grafana cannot read it either.
func mapping(text string, orgs []*inventory.Org, ids map[string]*inventory.Org,
	strict bool) (m inventory.OrgMapping, why string, broken bool) {
	parts := parts(text)
	if len(parts) < 2 || len(parts) > 3 {
		return m, "is not GROUP:ORG:ROLE", true
	}
	m.Group, m.Role = parts[0], schema.Viewer
	valid := len(parts) == 3 && parts[2] != string(schema.GrafanaAdmin) &&
		slices.Contains(schema.OrgRoles, schema.OrgRole(parts[2]))
	switch {
	case valid:
		m.Role = schema.OrgRole(parts[2])
	case strict:
		return m, "gives no role of an org", true
	}
	switch {
	case m.Group == "":
		return m, "names no group", false
	case parts[1] == "*":
		return m, "", false
	case parts[1] == "":
		return m, "names no org", true
	}
	if m.Org = ids[parts[1]]; m.Org != nil {
		return m, "", false
	}
	if _, err := strconv.Atoi(parts[1]); err == nil { // a number is never a name
		return m, "names an org that is not imported", false
	}
	for _, o := range orgs {
		if o.Name == parts[1] {
			m.Org = o
			return m, "", false
		}
	}
	return m, "names an org that is not imported", false
}

// parts returns the parts of a mapping. A colon in one is written with a backslash before it.
func parts(text string) []string {
	const colon = "\x00"
	all := strings.Split(strings.ReplaceAll(text, `\:`, colon), ":")
	for i := range all {
		all[i] = strings.ReplaceAll(all[i], colon, ":")
	}
	return all
}

// OrgNumbers returns the orgs that the mappings of a file name by their numbers.
func OrgNumbers(f File) []string {
	var all []string
	for _, section := range slices.Sorted(maps.Keys(f)) {
		texts, _ := split(f[section][OrgMapping])
		for _, text := range texts {
			parts := parts(text)
			if len(parts) > 1 {
				if _, err := strconv.Atoi(parts[1]); err == nil && !slices.Contains(all, parts[1]) {
					all = append(all, parts[1])
				}
			}
		}
	}
	return all
}
