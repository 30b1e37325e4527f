// Package ldap reads the mappings of groups in ldap.toml, the configuration of LDAP in Grafana.
package ldap

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/BurntSushi/toml"

	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// A Mapping gives a role in an org to the members of a group. Group is * for everybody.
type Mapping struct {
	Group string
	Role  schema.OrgRole
	// Org is the number of the org; empty for the first one.
	Org string
	// GrafanaAdmin is nil if the mapping leaves it as it is.
	GrafanaAdmin *bool
}

// A file has the parts of ldap.toml that mappings are in. Everything else, such as passwords, is not read.
type file struct {
	Servers []struct {
		GroupMappings []struct {
			GroupDN      string `toml:"group_dn"`
			OrgRole      string `toml:"org_role"`
			OrgID        int64  `toml:"org_id"`
			GrafanaAdmin *bool  `toml:"grafana_admin"`
		} `toml:"group_mappings"`
	}
}

// Parse returns the mappings in an ldap.toml, in the order in which Grafana reads them. The error names the
// line.
func Parse(name string, content []byte) ([]Mapping, error) {
	var f file
	if err := toml.Unmarshal(content, &f); err != nil {
		if at, ok := err.(toml.ParseError); ok {
			return nil, fmt.Errorf("%s:%d: %s", name, at.Position.Line, at.Message)
		}
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	var all []Mapping
	for _, server := range f.Servers {
		for _, m := range server.GroupMappings {
			read := Mapping{Group: m.GroupDN, Role: schema.OrgRole(m.OrgRole), GrafanaAdmin: m.GrafanaAdmin}
			if m.OrgID != 0 {
				read.Org = strconv.FormatInt(m.OrgID, 10)
			}
			all = append(all, read)
		}
	}
	return all, nil
}

// firstOrg is the number of the org of mappings without one.
const firstOrg = "1"

// OrgMappings returns mappings in the form of an Inventory, in their order. Org returns the org with a number. The
// parts that cannot be told are returned, too.
//
// LDAP takes the first mapping that matches for an org. Mappings of other ways to sign in take the highest role
// from a release on, and the language tells both apart by grafana_admin alone, which only LDAP has. A mapping of a
// lower role before one of a higher role is noted then.
func OrgMappings(all []Mapping, org func(number string) *inventory.Org, version schema.Version) (mappings []inventory.OrgMapping, unread []inventory.Unread) {
	first := slices.ContainsFunc(all, func(m Mapping) bool { return m.GrafanaAdmin != nil }) || catalogue.Of(version.Release()).FirstMapping
	lowest := map[string]int{}
	for _, m := range all {
		rank := slices.Index(schema.OrgRoles, m.Role)
		if m.Group == "" || rank < 0 || m.Role == schema.GrafanaAdmin {
			unread = append(unread, inventory.Unread{What: "the mapping of the group " + strconv.Quote(m.Group) + " of LDAP",
				Why: fmt.Sprintf("Grafana has no role %s in orgs.", strconv.Quote(string(m.Role)))})
			continue
		}
		number := m.Org
		if number == "" {
			number = firstOrg
		}
		if was, ok := lowest[number]; ok && was < rank && !first {
			unread = append(unread, inventory.Unread{What: "that the members of several groups have the role of the first mapping, before that of " + strconv.Quote(m.Group),
				Why: "With LDAP the first mapping decides, and in the configuration the highest role."})
		} else if !ok || rank < was {
			lowest[number] = rank
		}
		mappings = append(mappings, inventory.OrgMapping{Group: m.Group, Org: org(number), Role: m.Role, GrafanaAdmin: m.GrafanaAdmin})
	}
	return mappings, unread
}
