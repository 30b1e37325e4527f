package fixedroles

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// A page holds the roles of a page of Grafana's documentation. Where code or a recorded
// server has something else, a difference holds what each has. Code wins, so each difference
// is checked: the page has what it says, and the engine has what code has.
type page struct {
	Releases []string
	Source   string
	// Only is the beginning of the names of the roles that the page is about; empty for all.
	Only string
	// Roles holds the fixed roles, each with the roles that it takes all permissions from.
	// A permission without a scope has none on the page; "-" is the scope of the org.
	Roles map[string]struct{ From, Permissions []string }
	// Basic holds the fixed roles of each basic role, besides those of the role From. A
	// role can depend on a setting: "fixed:teams:creator if editors_can_admin".
	Basic map[string]struct {
		From  string
		Roles []string
	}
	// Names holds other names of fixed roles. Code is empty for a role that a server does
	// not have by default.
	Names []struct{ Page, Code, Why string } `json:"difference of names"`
	// InRoles holds other permissions of fixed roles, and InBasic other fixed roles of
	// basic roles.
	InRoles []difference `json:"difference of roles"`
	InBasic []difference `json:"difference of basic"`
	// Unlisted holds the fixed roles that the page does not have.
	Unlisted []struct {
		Roles []string
		Why   string
	}
}

// A difference is between what a page and what code has for a role.
type difference struct {
	Role, Basic, Why string
	Page, Code       []string
}

func TestPages(t *testing.T) {
	for name, p := range files[page](t, "pages") {
		for _, version := range p.Releases {
			t.Run(name+" for "+version, func(t *testing.T) {
				t.Parallel()
				c := check{t, p, of(t, version), map[string]listed{}}
				c.names()
				for role := range p.Roles {
					c.role(role)
				}
				if p.Basic == nil {
					return
				}
				c.basic(c.engine.basic, false)
				if c.conditional() {
					c.basic(withSettings(t, version), true)
				}
			})
		}
	}
}

// A check compares a page with what the engine lists for a release.
type check struct {
	*testing.T
	page
	engine release
	// corrected caches the results of said.
	corrected map[string]listed
}

// code returns the name of a role of the page in code, empty for one that a server does not
// have by default.
func (c check) code(role string) string {
	for _, name := range c.Names {
		if name.Page == role {
			return name.Code
		}
	}
	return role
}

// names checks that page and engine have the same fixed roles.
func (c check) names() {
	rest := maps.Clone(c.engine.fixed)
	maps.DeleteFunc(rest, func(role string, _ listed) bool { return !strings.HasPrefix(role, c.Only) })
	for role := range c.Roles {
		if role = c.code(role); role == "" {
			continue
		}
		if _, ok := rest[role]; !ok {
			c.Errorf("the engine has no %s", role)
		}
		delete(rest, role)
	}
	for _, unlisted := range c.Unlisted {
		for _, role := range unlisted.Roles {
			if _, ok := rest[role]; !ok {
				c.Errorf("%s is on the page or unknown to the engine, so it is no difference", role)
			}
			delete(rest, role)
		}
	}
	for role := range rest {
		c.Errorf("the page has no %s", role)
	}
	for _, name := range c.Names {
		if _, ok := c.engine.fixed[name.Page]; ok || !c.mentions(name.Page) {
			c.Errorf("%s is a name of the engine, or not on the page, so it is no difference", name.Page)
		}
	}
}

// mentions reports whether a name of a fixed role is somewhere on the page.
func (c check) mentions(name string) bool {
	for role, row := range c.Roles {
		if role == name || slices.Contains(row.From, name) {
			return true
		}
	}
	return false
}

// role checks that page and engine have the same permissions of a fixed role.
func (c check) role(role string) {
	code := c.code(role)
	if code == "" {
		return
	}
	said, engine := c.said(role), c.engine.fixed[code]
	for permission := range said {
		if !(listed{permission: true}).meet(engine) {
			c.Errorf("%s: the engine has no %s", role, permission)
		}
	}
	for permission := range engine {
		if !said.cover(permission) && !engine.shadows(permission) {
			c.Errorf("%s: the page has no %s", role, permission)
		}
	}
}

// said returns the permissions that the page says of a role, without its differences. It
// checks that they are as they say.
func (c check) said(role string) listed {
	if known := c.corrected[role]; known != nil {
		return known
	}
	said := listed{}
	for _, permission := range c.Roles[role].Permissions {
		said[permission] = true
	}
	for _, from := range c.Roles[role].From {
		// The page can name a role otherwise in the row of another.
		if _, ok := c.Roles[from]; !ok {
			from = c.code(from)
		}
		if _, ok := c.Roles[from]; !ok {
			c.Errorf("%s: the page has no %s to take permissions from", role, from)
		}
		maps.Copy(said, c.said(from))
	}
	before, engine := maps.Clone(said), c.engine.fixed[c.code(role)]
	for _, d := range c.InRoles {
		if d.Role != role {
			continue
		}
		for _, permission := range d.Page {
			if !before[permission] || (listed{permission: true}).meet(engine) {
				c.Errorf("%s: %s is not on the page, or the engine has it, so it is no difference", role, permission)
			}
			delete(said, permission)
		}
		for _, permission := range d.Code {
			if only := (listed{permission: true}); !only.meet(engine) || before.covers(only) {
				c.Errorf("%s: %s is on the page, or the engine does not have it, so it is no difference", role, permission)
			}
			said[permission] = true
		}
	}
	c.corrected[role] = said
	return said
}

// conditional reports whether a role of the page depends on a setting.
func (c check) conditional() bool {
	for _, row := range c.Basic {
		for _, role := range row.Roles {
			if strings.Contains(role, " if ") {
				return true
			}
		}
	}
	return false
}

// basic checks that page and engine have the same permissions of each basic role, with the
// settings that the page names off or on.
func (c check) basic(engine map[string]map[string]listed, settings bool) {
	for basic, row := range c.Basic {
		var all listed
		for _, permissions := range fixedOnly(engine[basic]) {
			all = all.with(permissions)
		}
		roles, inherited := c.rolesOf(basic, settings), listed{}
		for from := row.From; from != ""; from = c.Basic[from].From {
			inherited = inherited.with(c.union(c.rolesOf(from, settings)))
		}
		have := inherited.with(c.union(roles))
		for permission := range have.without(all) {
			c.Errorf("%s: the engine has no %s", basic, permission)
		}
		for permission := range all.without(have) {
			c.Errorf("%s: the page has no %s", basic, permission)
		}
		for _, d := range c.InBasic {
			if d.Basic != basic {
				continue
			}
			for _, role := range d.Page {
				code := c.code(role)
				if !slices.Contains(row.Roles, role) || code != "" && len(c.engine.fixed[code].without(all)) == 0 {
					c.Errorf("%s: %s is not on the page, or the engine gives it, so it is no difference", basic, role)
				}
			}
			for _, role := range d.Code {
				rest := slices.DeleteFunc(slices.Clone(roles), func(r string) bool { return r == role })
				if len(c.engine.fixed[role].without(inherited.with(c.union(rest)))) == 0 {
					c.Errorf("%s: the page gives what %s gives, so it is no difference", basic, role)
				}
			}
		}
	}
}

// rolesOf returns the fixed roles of a basic role by the page, without its differences.
func (c check) rolesOf(basic string, settings bool) []string {
	var roles []string
	for _, role := range c.Basic[basic].Roles {
		name, _, conditional := strings.Cut(role, " if ")
		dropped := slices.ContainsFunc(c.InBasic, func(d difference) bool {
			return d.Basic == basic && slices.Contains(d.Page, role)
		})
		if !dropped && (settings || !conditional) {
			roles = append(roles, c.code(name))
		}
	}
	for _, d := range c.InBasic {
		if d.Basic == basic {
			roles = append(roles, d.Code...)
		}
	}
	return roles
}

// union returns what fixed roles give together.
func (c check) union(roles []string) (all listed) {
	for _, role := range roles {
		all = all.with(c.engine.fixed[role])
	}
	return all
}
