package schema

import "github.com/hashicorp/hcl/v2"

// RoleBlock is a role block as written.
type RoleBlock struct {
	Instance
	Label       string                `hcl:"name,label"`
	LabelRange  hcl.Range             `hcl:"name,label_range"`
	Org         hcl.Expression        `hcl:"org,optional"`
	Global      bool                  `hcl:"global,optional"`
	GlobalRange hcl.Range             `hcl:"global,attr_value_range"`
	UID         *string               `hcl:"uid,optional"`
	UIDRange    hcl.Range             `hcl:"uid,attr_value_range"`
	Name        *string               `hcl:"name,optional"`
	NameRange   hcl.Range             `hcl:"name,attr_value_range"`
	DisplayName string                `hcl:"display_name,optional"`
	Group       string                `hcl:"group,optional"`
	Version     int                   `hcl:"version,optional"`
	Hidden      bool                  `hcl:"hidden,optional"`
	Description string                `hcl:"description,optional"`
	Permissions []RolePermissionBlock `hcl:"permission,block"`
	Range       hcl.Range             `hcl:",def_range"`
}

// RolePermissionBlock is a permission block of a role as written.
type RolePermissionBlock struct {
	Action      string         `hcl:"action,label"`
	ActionRange hcl.Range      `hcl:"action,label_range"`
	Scopes      hcl.Expression `hcl:"scopes,optional"`
	Description string         `hcl:"description,optional"`
	Range       hcl.Range      `hcl:",def_range"`
}

// A Role is a custom role of fine-grained access control.
type Role struct {
	Addr RoleAddr
	// Org is nil for a global role.
	Org *Org
	// UID is unique in the instance.
	UID         Text
	Name        Text
	Permissions []RolePermission
	Range       hcl.Range
}

// A RolePermission is an action with a scope.
type RolePermission struct {
	Action string
	// Scope is empty for a permission without scope.
	Scope string
	// Range is the scope, or the action of a permission without.
	Range hcl.Range
}
