package resolve

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/loader/internal/diag"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// fixedAliases are names of fixed roles that stand in Grafana's documentation
// and not in its code.
var fixedAliases = map[string]string{
	"fixed:datasources:id:reader": "fixed:datasources.id:reader",
	"fixed:licensing:viewer":      "fixed:licensing:reader",
}

// fixedRole is the name of a fixed role as Grafana has it. It reports one
// that the declared version does not have.
func (r *resolver) fixedRole(name string, at hcl.Range) string {
	version := r.version()
	if version == "" {
		return name
	}
	if known := fixedAliases[name]; known != "" {
		r.warn("Renamed fixed role", fmt.Sprintf("The role %s of Grafana's documentation is called %s; it is taken for that.", name, known), at)
		name = known
	}
	has := func(v catalogue.Version) bool { return slices.Contains(v.FixedRoles, name) }
	if roles := catalogue.Of(version).FixedRoles; !slices.Contains(roles, name) {
		r.error("Unknown fixed role", fmt.Sprintf("Grafana %s does not have a fixed role %q%s.%s", version, name, firstWith(has, version), diag.DidYouMean(name, roles)), at)
	}
	return name
}

const maxRoleName = 190

// reservedRolePrefix is what stands before the colon of a name that only
// Grafana's own roles have; empty for other names.
func reservedRolePrefix(name string) string {
	prefix, _, parted := strings.Cut(name, ":")
	if parted && slices.Contains([]string{"fixed", "basic", "managed", "plugins", "extsvc"}, prefix) {
		return prefix
	}
	return ""
}

// validateRoleNames reports names of custom roles that Grafana would refuse.
func (r *resolver) validateRoleNames() {
	type inOrg struct{ org, name string }
	first := map[inOrg]hcl.Range{}
	for _, role := range r.World.Roles {
		name := role.Name
		switch {
		case name.Value == "":
			r.error("Empty name", "This role needs a name that is not empty.", name.Range)
			continue
		case reservedRolePrefix(name.Value) != "":
			prefix := reservedRolePrefix(name.Value)
			r.error("Reserved role name", fmt.Sprintf("Names that begin with %s: are Grafana's own; a custom role may be called custom:%s.", prefix, strings.TrimPrefix(name.Value, prefix+":")), name.Range)
		case len(name.Value) > maxRoleName:
			r.error("Long role name", fmt.Sprintf("This name has %d characters, and Grafana takes %d.", len(name.Value), maxRoleName), name.Range)
		}
		key := inOrg{name: name.Value}
		if role.Org != nil {
			key.org = role.Org.Addr.String()
		}
		if at, twice := first[key]; twice {
			r.clash(string(schema.RoleType), "name", name, at)
			continue
		}
		first[key] = name.Range
	}
}
