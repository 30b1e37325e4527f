package provisioning

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// A rolesFile is a file of access control.
type rolesFile struct {
	APIVersion int `yaml:"apiVersion"`
	// Defaults are fixed roles of basic roles, in version 1.
	Defaults []assignment `yaml:"addDefaultAssignments,omitempty"`
	Roles    []role       `yaml:"roles,omitempty"`
	Teams    []team       `yaml:"teams,omitempty"`
}

type assignment struct {
	Basic schema.OrgRole `yaml:"builtInRole"`
	Fixed string         `yaml:"fixedRole"`
}

// A role is a custom role, or a basic role with changes.
type role struct {
	Name        string `yaml:"name,omitempty"`
	UID         string `yaml:"uid"`
	DisplayName string `yaml:"displayName,omitempty"`
	Description string `yaml:"description,omitempty"`
	Group       string `yaml:"group,omitempty"`
	Version     int    `yaml:"version,omitempty"`
	// Override makes Grafana take a role whatever its version is.
	Override    bool         `yaml:"overrideRole,omitempty"`
	OrgID       int          `yaml:"orgId,omitempty"`
	Global      bool         `yaml:"global,omitempty"`
	Hidden      bool         `yaml:"hidden,omitempty"`
	From        []named      `yaml:"from,omitempty"`
	Permissions []permission `yaml:"permissions,omitempty"`
	// Basic are the basic roles that have the role, in version 1.
	Basic []basic `yaml:"builtInRoles,omitempty"`
}

type named struct {
	Name   string `yaml:"name,omitempty"`
	UID    string `yaml:"uid,omitempty"`
	OrgID  int    `yaml:"orgId,omitempty"`
	Global bool   `yaml:"global,omitempty"`
}

type permission struct {
	Action string `yaml:"action"`
	Scope  string `yaml:"scope,omitempty"`
	State  string `yaml:"state,omitempty"`
}

type basic struct {
	Name   schema.OrgRole `yaml:"name"`
	OrgID  int            `yaml:"orgId,omitempty"`
	Global bool           `yaml:"global,omitempty"`
}

type team struct {
	Name  string  `yaml:"name"`
	OrgID int     `yaml:"orgId"`
	Roles []named `yaml:"roles"`
}

// An accessFile is being written.
type accessFile struct {
	*export
	rolesFile
	// of has the positions of custom roles, and teams those of teams.
	of    map[*schema.Role]int
	teams map[*schema.Team]int
}

// access writes the roles and who has them.
func (e *export) access() {
	f := &accessFile{export: e, of: map[*schema.Role]int{}, teams: map[*schema.Team]int{}}
	f.APIVersion = 1
	if f.second() {
		f.APIVersion = 2
	}
	for _, r := range e.w.Roles {
		f.role(r)
	}
	for _, b := range e.w.BasicRoles {
		f.basicRole(b)
	}
	for _, a := range e.w.RoleAssignments {
		for _, h := range a.Holders {
			f.assign(a, h)
		}
	}
	if len(f.Roles)+len(f.Teams)+len(f.Defaults) > 0 {
		e.writeYAML(e.Files.Roles, f.rolesFile)
	}
}

// second reports whether the release reads version 2 of the file.
func (e *export) second() bool { return e.w.Grafana.Version.AtLeast(e.Version2Since) }

func (f *accessFile) role(r *schema.Role) {
	out := role{
		Name: r.Name.Value, UID: r.UID.Value, DisplayName: r.DisplayName, Description: r.Description, Group: r.Group,
		Version: r.Version, Hidden: r.Hidden, Global: r.Org == nil,
	}
	if r.Org != nil {
		id, ok := f.orgID(r.Org, r.Range, r.Addr)
		if !ok {
			return
		}
		out.OrgID = id
	}
	if f.second() {
		out.Override = r.Version == 0
	}
	out.Permissions = f.permissions(r.Permissions, r.Org, r.Addr, "")
	f.of[r] = len(f.Roles)
	f.Roles = append(f.Roles, out)
}

// permissions returns permissions in the order of actions and scopes, each once.
func (f *accessFile) permissions(all []schema.RolePermission, org *schema.Org, of any, state string) []permission {
	var out []permission
	for _, p := range all {
		what := fmt.Sprintf("%v permission %q", of, p.Action)
		if f.w.Grafana.Version.Before(f.ActionNamesSince) && len(catalogue.OlderNames(p.Action)) > 0 {
			f.cannot("older name", p.Range, p.Action)
			continue
		}
		scope, ok := f.scope(p, org, what)
		if ok {
			out = append(out, permission{p.Action, scope, state})
		}
	}
	slices.SortFunc(out, func(a, b permission) int {
		return cmp.Or(strings.Compare(a.Action, b.Action), strings.Compare(a.Scope, b.Scope))
	})
	return slices.Compact(out)
}

// scope returns a scope as Grafana has it. It returns false if it has something there that the configuration does
// not tell.
func (f *accessFile) scope(p schema.RolePermission, org *schema.Org, what string) (string, bool) {
	s := f.scopes.Of(p, org)
	switch {
	case s.Problem != "":
		f.losses.Add(p.Range, what, "%s", s.Problem)
	case s.Fixed != "":
		f.cannot("number in a scope", p.Range, what, s.Fixed)
	case s.Thing == nil:
		return s.Before, true
	case s.Thing.Declared().Addr.Type.NameAttribute() != "uid":
		f.cannot("number in a scope", p.Range, what, s.Thing.Declared().Addr)
	default:
		return s.Before + s.Thing.GrafanaName().Value, true
	}
	return "", false
}

// basicRole writes the permissions that a basic role gains and loses.
func (f *accessFile) basicRole(b *schema.BasicRole) {
	what := fmt.Sprintf("%q", b.Role)
	if !f.second() {
		f.cannot("basic role before 9.0", b.Range, what)
		return
	}
	uid := f.BasicRoles[b.Role]
	out := role{UID: uid, Global: true, Override: true, From: []named{{UID: uid, Global: true}}}
	out.Permissions = f.permissions(b.Add, nil, what, "")
	removed := slices.DeleteFunc(slices.Clone(b.Remove), func(p schema.RolePermission) bool {
		forms := catalogue.Of(f.w.Grafana.Version).Actions[p.Action]
		if p.Scope != "" || len(forms) == 1 && forms[0] == "" {
			return false
		}
		f.cannot("every scope", p.Range, fmt.Sprintf("%s permission %q", what, p.Action))
		return true
	})
	out.Permissions = append(out.Permissions, f.permissions(removed, nil, what, "absent")...)
	if len(out.Permissions) > 0 {
		f.Roles = append(f.Roles, out)
	}
}

// assign gives a role to a holder.
func (f *accessFile) assign(a *schema.RoleAssignment, h schema.Assignee) {
	switch {
	case h.Holder.Role != "":
		f.assignBasic(a, h)
	case h.Holder.Team == nil:
		f.cannot("holder", h.Range, h.Holder)
	case !f.second():
		f.cannot("holder before teams", h.Range, h.Holder)
	default:
		f.assignTeam(a, h.Holder.Team, h.Range)
	}
}

func (f *accessFile) assignTeam(a *schema.RoleAssignment, t *schema.Team, at hcl.Range) {
	id, ok := f.orgID(t.Org, at, a.Addr)
	if !ok {
		return
	}
	given := named{Name: a.Fixed, Global: true}
	if a.Role != nil {
		given = named{UID: a.Role.UID.Value, Global: a.Role.Org == nil}
		if a.Role.Org != nil {
			given.OrgID = id
		}
	}
	i, there := f.teams[t]
	if !there {
		i = len(f.Teams)
		f.teams[t] = i
		f.Teams = append(f.Teams, team{Name: t.Name.Value, OrgID: id})
	}
	if !slices.Contains(f.Teams[i].Roles, given) {
		f.Teams[i].Roles = append(f.Teams[i].Roles, given)
	}
}

// assignBasic gives a role to a basic role, in version 1.
func (f *accessFile) assignBasic(a *schema.RoleAssignment, h schema.Assignee) {
	what := fmt.Sprintf("%q", h.Holder.Role)
	if f.second() {
		f.cannot("basic role", h.Range, what)
		return
	}
	if a.Role == nil {
		if a.Org != nil {
			f.cannot("fixed role in an org", h.Range, what)
			return
		}
		f.Defaults = append(f.Defaults, assignment{h.Holder.Role, a.Fixed})
		return
	}
	i, ok := f.of[a.Role]
	if !ok {
		return // the role is left out, which is a loss already
	}
	given := basic{Name: h.Holder.Role, Global: a.Org == nil}
	if a.Org != nil {
		if given.OrgID, ok = f.orgID(a.Org, h.Range, a.Addr); !ok {
			return
		}
	}
	if !slices.Contains(f.Roles[i].Basic, given) {
		f.Roles[i].Basic = append(f.Roles[i].Basic, given)
	}
}
