package representatives

import (
	"strings"

	"github.com/rolecall/rolecall/internal/document"
	"github.com/rolecall/rolecall/internal/globs"
)

// A permissionClass holds the properties by which the policies can tell permissions of
// custom roles apart. A role grants just its permissions, so a sample has one role for
// each class of permission instead of the declared roles.
type permissionClass struct {
	action string
	// scope is the scope, with StandIn in place of a name at its end.
	scope string
}

// ClassOfPermission returns the class of a permission, and the name that StandIn
// replaces in its scope. The name is empty if StandIn replaces nothing.
func ClassOfPermission(action, scope string) (class permissionClass, name string) {
	before, name := splitScope(scope)
	if name == "" {
		return permissionClass{action, scope}, ""
	}
	return permissionClass{action, before + StandIn}, name
}

// splitScope splits the last name off a scope. The name is empty if policies may look
// into it: for a wildcard or pattern, for General, and for a word without a kind.
func splitScope(scope string) (before, name string) {
	i := strings.LastIndexAny(scope, ":/")
	name = scope[i+1:]
	if i < 0 || name == General || globs.IsPattern(scope) {
		return scope, ""
	}
	return scope[:i+1], name
}

// An Assignment is a role that a kind of holder has in some org or in every org.
type Assignment struct {
	// Role is the name of a role. In a sample it is a fixed role, or the
	// representative of a class of permissions.
	Role string
	// Holder is the representative of holders of a type, or a holder such as a
	// role that represents itself.
	Holder     string
	Everywhere bool
}

// The sources of assignments in a sample tell from which assignment a grant comes.
const (
	assignedSource   = StandIn + "assigned "
	everywhereSource = StandIn + "everywhere "
)

func (a Assignment) source() string {
	if a.Everywhere {
		return everywhereSource + a.Holder
	}
	return assignedSource + a.Holder
}

// AssignmentOf returns the assignment in the sample behind a grant of a role with a
// source. It is not ok for a grant without one.
func AssignmentOf(role, source string) (a Assignment, ok bool) {
	a.Role = role
	if a.Holder, ok = strings.CutPrefix(source, assignedSource); ok {
		return a, true
	}
	a.Holder, a.Everywhere = strings.CutPrefix(source, everywhereSource)
	return a, a.Everywhere
}

// Assignee returns the holder in the sample that represents a holder of roles.
func Assignee(holder string) string {
	if !IsOwner(holder) {
		return holder
	}
	if typ := TypeOf(holder); typ != "user" {
		return typ + ":" + StandIn
	}
	return "user:" + StandIn // a constant, as there may be very many users
}

// addRoles adds the representatives of custom roles, and all assignments.
func (s *Sample) addRoles(d *document.World) {
	custom := d.AllRoles()
	for _, role := range custom {
		for _, p := range role.Permissions {
			s.addPermission(p)
		}
	}
	seen := map[Assignment]bool{}
	for _, org := range d.Orgs {
		s.addAssignments(custom, org.Roles, false, seen)
	}
	s.addAssignments(custom, d.Everywhere, true, seen)
}

// addPermission adds the representative of a permission, unless the class has one.
func (s *Sample) addPermission(p document.Permission) {
	class, _ := ClassOfPermission(p.Action, p.Scope)
	if _, ok := s.Permissions[class]; ok {
		return
	}
	name := s.name("", class)
	s.Permissions[class] = name
	s.Data.Roles[name] = document.Role{
		Permissions: []document.Permission{{Action: class.action, Scope: class.scope}},
		Scopes:      map[string]map[string]string{class.scope: {class.action: ""}},
	}
}

// addAssignments adds the assignments of roles to holders.
func (s *Sample) addAssignments(custom map[string]document.Role, holders map[string]map[string]string, everywhere bool, seen map[Assignment]bool) {
	to := s.org().Roles
	if everywhere {
		to = s.Data.Everywhere
	}
	for holder, roles := range holders {
		by := Assignee(holder)
		for name := range roles {
			key := Assignment{name, by, everywhere}
			if seen[key] {
				continue
			}
			seen[key] = true
			if to[by] == nil {
				to[by] = map[string]string{}
			}
			role, ok := custom[name]
			if !ok || strings.Contains(name, ":") {
				// A custom role with the name of a fixed one grants what the
				// fixed one grants. Names of fixed roles have a colon.
				to[by][name] = key.source()
			}
			for _, p := range role.Permissions {
				class, _ := ClassOfPermission(p.Action, p.Scope)
				to[by][s.Permissions[class]] = key.source()
			}
		}
	}
}

// IsOwner reports whether a holder is an individual: a user, a team, an account.
func IsOwner(name string) bool {
	switch TypeOf(name) {
	case "api_key", "outside", "service_account", "team", "user":
		return strings.Contains(name, ":")
	}
	return false
}
