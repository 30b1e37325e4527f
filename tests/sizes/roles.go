package sizes

import (
	"fmt"
	"strings"
	"testing/fstest"
)

// A RoleWorld is a configuration with many custom roles, or with one for many.
type RoleWorld struct {
	Name string
	// grafana, base and roles are the block grafana without its end, all but
	// the roles, and the roles.
	grafana, base, roles string
}

// Files returns the configuration, with the roles or without. A program that has
// opened it with another round knows nothing of it: a feature toggle without
// effect is named for the round.
func (w RoleWorld) Files(roles bool, round int) fstest.MapFS {
	files := fstest.MapFS{}
	add := func(name, content string) {
		files[name] = &fstest.MapFile{Data: []byte(content), Mode: 0o644}
	}
	add("grafana.hcl", fmt.Sprintf("%s, \"round_%d\"]\n}\n", w.grafana, round))
	add("main.hcl", w.base)
	if roles {
		add("roles.hcl", w.roles)
	}
	return files
}

// RoleWorlds returns the worlds of which loading is to grow with what is
// declared and no faster. Scale 1 is the size to design for; others multiply how
// many roles, holders, orgs or globs there are.
func RoleWorlds(scale float64) []RoleWorld {
	n := func(most int) int { return max(1, int(float64(most)*scale)) }
	return []RoleWorld{
		roleEach(n(1000)),
		globalRoles(n(40), 50, 40),
		globalRoleOfOrg(n(40), 50),
		oneRole(n(8000)),
		globs(n(200), 1000),
	}
}

// roleEach gives each user a role with a scope of its own.
func roleEach(users int) RoleWorld {
	base := org("main", "u", users)
	for i := range users {
		base += fmt.Sprintf("user \"u%d\" {}\nfolder \"f%d\" {}\n", i, i)
	}
	var roles strings.Builder
	for i := range users {
		role(&roles, i, "folders:write", fmt.Sprintf("folder.f%d", i))
		assignment(&roles, i, fmt.Sprintf("users = [user.u%d]", i))
	}
	return RoleWorld{"a role each", grafana("9.3"), base, roles.String()}
}

// globalRoles gives users that are in all orgs all roles, in every org.
func globalRoles(orgs, users, count int) RoleWorld {
	var base strings.Builder
	for i := range orgs {
		base.WriteString(org(fmt.Sprint("o", i), "u", users))
	}
	for i := range users {
		fmt.Fprintf(&base, "user \"u%d\" {}\n", i)
	}
	var roles strings.Builder
	for i := range count {
		role(&roles, i, "reports:write", fmt.Sprintf("\"reports:id:%d\"", i))
		assignment(&roles, i, "users = ["+list("user.u", users)+"]")
	}
	return RoleWorld{"global roles", grafana("9.3"), base.String(), global(roles.String())}
}

// globalRoleOfOrg gives the users of each org a role of theirs, in every org.
func globalRoleOfOrg(orgs, users int) RoleWorld {
	var base, roles strings.Builder
	for i := range orgs {
		prefix := fmt.Sprintf("u%d_", i)
		base.WriteString(org(fmt.Sprint("o", i), prefix, users))
		for j := range users {
			fmt.Fprintf(&base, "user \"%s%d\" {}\n", prefix, j)
		}
		role(&roles, i, "reports:write", fmt.Sprintf("\"reports:id:%d\"", i))
		assignment(&roles, i, "users = ["+list("user."+prefix, users)+"]")
	}
	return RoleWorld{"global role of an org", grafana("9.3"), base.String(), global(roles.String())}
}

// global makes roles global.
func global(roles string) string {
	return strings.ReplaceAll(roles, " {\n  permission", " {\n  global = true\n  permission")
}

// oneRole gives all users the same role.
func oneRole(users int) RoleWorld {
	var base, roles strings.Builder
	base.WriteString(org("main", "u", users) + "folder \"f\" {}\n")
	for i := range users {
		fmt.Fprintf(&base, "user \"u%d\" {}\n", i)
	}
	role(&roles, 0, "folders:write", "folder.f")
	assignment(&roles, 0, "users = ["+list("user.u", users)+"]")
	return RoleWorld{"one role", grafana("9.3"), base.String(), roles.String()}
}

// globs gives a basic role of 8.0 roles whose scopes are patterns.
func globs(count, users int) RoleWorld {
	var base, roles strings.Builder
	base.WriteString(org("main", "u", users))
	for i := range users {
		fmt.Fprintf(&base, "user \"u%d\" {}\n", i)
	}
	for i := range count {
		role(&roles, i, "org.users:write", fmt.Sprintf("\"users:u*%d\"", i))
		assignment(&roles, i, "basic_roles = [\"Viewer\"]")
	}
	return RoleWorld{"globs", grafana("8.0"), base.String(), roles.String()}
}

// grafana is a block grafana up to the end of its feature toggles.
func grafana(version string) string {
	return fmt.Sprintf("grafana {\n  version = %q\n  feature_toggles = [\"accesscontrol\"", version)
}

func org(label, prefix string, users int) string {
	return fmt.Sprintf("org %q {\n  viewers = [%s]\n}\n", label, list("user."+prefix, users))
}

func list(prefix string, n int) string {
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprint(prefix, i)
	}
	return strings.Join(names, ", ")
}

func role(b *strings.Builder, i int, action, scope string) {
	fmt.Fprintf(b, "role \"r%d\" {\n  permission %q {\n    scopes = [%s]\n  }\n}\n", i, action, scope)
}

func assignment(b *strings.Builder, i int, holders string) {
	fmt.Fprintf(b, "role_assignment \"a%d\" {\n  role = role.r%d\n  %s\n}\n", i, i, holders)
}
