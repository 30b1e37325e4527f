package explain

import (
	"fmt"
	"strings"

	"github.com/rolecall/rolecall/internal/document"
)

// words holds the functions that make the texts of steps, edits and problems. Only people
// read the texts: a test replaces the functions.
var words = struct {
	step    func(Step) string
	edit    func(Edit) string
	problem func(Problem) string
}{stepInEnglish, editInEnglish, problemInEnglish}

func stepInEnglish(s Step) string {
	typ, id, _ := strings.Cut(s.Resource, ":")
	given := fmt.Sprintf("%s at %s", s.Action, s.Place)
	switch s.Kind {
	case Declared:
		return s.Subject
	case Session:
		return "in a session with the groups " + strings.Join(s.Groups, ", ")
	case Token:
		return "its token " + s.Token
	case OrgRole, MappedRole:
		return fmt.Sprintf("%s in org %s", s.Role, s.Org)
	case Inheritance:
		return fmt.Sprintf("%s includes %s", s.Role, s.Includes)
	case Mapping:
		return "a mapping of its groups"
	case SilentMapping:
		return "a mapping of its groups that does not set server admin"
	case LDAPMapping:
		return "groups are those of LDAP, as a mapping sets grafana_admin"
	case ServerAdmin, MappedAdmin:
		return "server admin"
	case TeamMember:
		return fmt.Sprintf("%s of team %s", s.Level, id)
	case TeamCreator:
		return "created team " + id
	case TeamGroup:
		return fmt.Sprintf("group %s is in team %s", strings.Join(s.Groups, ", "), id)
	case Rule:
		return fmt.Sprintf("%s: %s", given, s.Rule)
	case DefaultRule:
		return fmt.Sprintf("%s: %s", s.Action, s.Rule)
	case Entry:
		return fmt.Sprintf("%s: its permission %q", given, s.Level)
	case MatchedEntry:
		return fmt.Sprintf("%s: its permission %q of %s, which also counts in lists", given, s.Level, s.Holder)
	case EntrySomewhere:
		return fmt.Sprintf("%s: the permission %q of %s", given, s.Level, s.Holder)
	case Creator:
		return fmt.Sprintf("%s: %s created it", given, s.Holder)
	case Assignment:
		return fmt.Sprintf("role %s of %s", s.Role, s.Holder)
	case BasicRole:
		return "change of the basic role " + s.Role
	case RolePermission:
		if s.Scope == "" {
			return "its permission " + s.Action
		}
		return fmt.Sprintf("its permission %s with the scope %q", s.Action, s.Scope)
	case FixedPermission:
		return given + ": a permission of the role"
	case Setting:
		if s.Setting == document.Licence {
			return "the server has a licence"
		}
		return s.Setting + " is on"
	case Resource:
		return s.Resource
	case Role:
		return "role " + id
	case OrgMember:
		return fmt.Sprintf("%s of org %s", s.Resource, s.Org)
	case InFolder:
		return "in folder " + id
	case AsCreated:
		return fmt.Sprintf("%s %s has the permissions that it was created with", typ, id)
	}
	return string(s.Kind)
}

func editInEnglish(e Edit) string {
	_, id, _ := strings.Cut(e.Resource, ":")
	switch e.Kind {
	case AddPermission:
		besides := map[ListState]string{
			DefaultList: ", with default_permissions = true to keep its present list",
			EmptyList:   ", as the first entry of its list",
		}[e.List]
		if e.Replaces != "" {
			besides = fmt.Sprintf(" instead of %q", e.Replaces)
		}
		return fmt.Sprintf("give %s the permission %q on %s%s%s", e.Holder, e.Level, e.Resource, besides, redundant(e.Redundant))
	case AddToTeam:
		if e.Replaces != "" {
			return fmt.Sprintf("make %s %s of team %s instead of %s", e.Holder, e.Level, id, e.Replaces)
		}
		return fmt.Sprintf("put %s into team %s as %s", e.Holder, id, e.Level)
	case SetRole:
		return fmt.Sprintf("make %s %s in org %s", e.Holder, e.Role, e.Org)
	case AssignRole:
		text := fmt.Sprintf("assign the role %s to %s", e.Role, e.Holder)
		if e.Org == "" {
			text += " in every org"
		}
		return text
	case SetServerAdmin:
		return fmt.Sprintf("make %s a server admin", e.Holder)
	case TurnOn:
		return "turn on " + e.Setting
	}
	return string(e.Kind)
}

// redundant returns what an edit says of the entries that it makes redundant, the first
// three by name.
func redundant(entries []RedundantEntry) string {
	const most = 3
	var names []string
	for _, r := range entries[:min(len(entries), most)] {
		names = append(names, fmt.Sprintf("%q on %s", r.Level, r.Resource))
	}
	switch n := len(entries); {
	case n == 0:
		return ""
	case n > most:
		names = append(names, fmt.Sprintf("%d others", n-most))
	}
	return ", which makes redundant " + strings.Join(names, ", ")
}

// FixedRole returns the Fact of the permissions of a fixed role.
func FixedRole(role, version string) string {
	return fmt.Sprintf("fixed role %s of Grafana %s", role, version)
}
