package provisioning

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
)

// A document is a file of access control. What it has besides, Grafana's other provisioning has.
type document struct {
	APIVersion int           `yaml:"apiVersion"`
	Roles      []roleEntry   `yaml:"roles"`
	Teams      []teamEntry   `yaml:"teams"`
	Delete     []roleName    `yaml:"deleteRoles"`
	Add        []defaultRole `yaml:"addDefaultAssignments"`
	Remove     []defaultRole `yaml:"removeDefaultAssignments"`
}

// A roleName names a role by its name or uid, and the org that it is in.
type roleName struct {
	Name, UID string
	OrgID     string `yaml:"orgId"`
	Global    bool
	State     string
	// Line is the line that it begins in, from 1.
	Line int `yaml:"-"`
}

// A roleEntry is a role.
type roleEntry struct {
	roleName
	roleDetails
}

// roleDetails are the parts of a role besides its name.
type roleDetails struct {
	DisplayName string `yaml:"displayName"`
	Group       string
	Description string
	Hidden      bool
	From        []roleName
	Permissions []permission
	// BuiltIn are the basic roles that have it, in version 1.
	BuiltIn []builtIn `yaml:"builtInRoles"`
}

type permission struct{ Action, Scope, State string }

type builtIn struct {
	Name   string
	OrgID  string `yaml:"orgId"`
	Global bool
	State  string
}

// A teamEntry is a team with its roles.
type teamEntry struct {
	Name  string
	OrgID string `yaml:"orgId"`
	Roles []roleName
	Line  int `yaml:"-"`
}

// A defaultRole is a fixed role that basic roles have.
type defaultRole struct {
	BuiltInRole string `yaml:"builtInRole"`
	FixedRole   string `yaml:"fixedRole"`
	Line        int    `yaml:"-"`
}

func (r *roleName) UnmarshalYAML(node *yaml.Node) error {
	type plain roleName
	r.Line = node.Line
	return node.Decode((*plain)(r))
}

func (r *roleEntry) UnmarshalYAML(node *yaml.Node) error {
	if err := node.Decode(&r.roleName); err != nil {
		return err
	}
	return node.Decode(&r.roleDetails)
}

func (t *teamEntry) UnmarshalYAML(node *yaml.Node) error {
	type plain teamEntry
	t.Line = node.Line
	return node.Decode((*plain)(t))
}

func (d *defaultRole) UnmarshalYAML(node *yaml.Node) error {
	type plain defaultRole
	d.Line = node.Line
	return node.Decode((*plain)(d))
}

// The versions of the format.
const (
	firstVersion = 1
	newVersion   = 2
)

// parse parses a file. It returns false for one that is not about access control.
func parse(name string, content []byte) (d document, is bool, err error) {
	var node yaml.Node
	if err = yaml.Unmarshal(content, &node); err == nil {
		literal(&node)
		err = node.Decode(&d)
	}
	if err != nil {
		text := strings.TrimPrefix(strings.TrimPrefix(err.Error(), "yaml: "), "unmarshal errors:")
		return d, false, fmt.Errorf("%s: %s", name, strings.Join(strings.Fields(text), " "))
	}
	if len(d.Roles)+len(d.Teams)+len(d.Delete)+len(d.Add)+len(d.Remove) == 0 {
		return d, false, nil
	}
	if d.APIVersion != firstVersion && d.APIVersion != newVersion {
		return d, false, fmt.Errorf("%s: apiVersion is %d, and Grafana has 1 and 2", name, d.APIVersion)
	}
	return d, true, nil
}

// literal replaces $$ by $ in the values of a document, as Grafana does. A value that Grafana replaces by that of a
// variable has ${ in it.
func literal(node *yaml.Node) {
	if node.Kind == yaml.ScalarNode {
		switch rest := strings.ReplaceAll(node.Value, "$$", ""); {
		case !strings.Contains(rest, "$"):
			node.Value = strings.ReplaceAll(node.Value, "$$", "$")
		case !strings.Contains(rest, variable):
			node.Value = strings.Replace(node.Value, "$", variable, 1) + "}"
		}
	}
	for _, inner := range node.Content {
		literal(inner)
	}
}

// variable begins the variables in values.
const variable = "${"

// absent reports whether a state says that something is not there.
func absent(state string) bool { return state == "absent" }
