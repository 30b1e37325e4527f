package schema

import "github.com/hashicorp/hcl/v2"

// RoleBlock is a role block as written.
type RoleBlock struct {
	Instance
	Label        string                `hcl:"name,label"`
	LabelRange   hcl.Range             `hcl:"name,label_range"`
	Org          hcl.Expression        `hcl:"org,optional" type:"reference to an org" default:"the one org that is declared" doc:"The org that the role is in. A role is in an org or global."`
	Global       bool                  `hcl:"global,optional" doc:"Whether the role can be granted in every org."`
	GlobalRange  hcl.Range             `hcl:"global,attr_value_range"`
	UID          *string               `hcl:"uid,optional" default:"the label" doc:"What Grafana calls the role; unique in the server."`
	UIDRange     hcl.Range             `hcl:"uid,attr_value_range"`
	Name         *string               `hcl:"name,optional" default:"the label" doc:"The name of the role, as in custom:alerting:operator. The prefix fixed: is Grafana's."`
	NameRange    hcl.Range             `hcl:"name,attr_value_range"`
	DisplayName  string                `hcl:"display_name,optional" default:"none" doc:"The name for people."`
	Group        string                `hcl:"group,optional" default:"none" doc:"The heading under which Grafana lists the role."`
	Version      int                   `hcl:"version,optional" default:"none" doc:"The version of the role, from 1, for Grafana's own provisioning; it decides nothing."`
	VersionRange hcl.Range             `hcl:"version,attr_value_range"`
	Hidden       bool                  `hcl:"hidden,optional" doc:"Whether Grafana leaves the role out of its lists; it decides nothing."`
	Description  string                `hcl:"description,optional" doc:"For people; Grafana does not see it."`
	Permissions  []RolePermissionBlock `hcl:"permission,block"`
	Range        hcl.Range             `hcl:",def_range" needs:"accesscontrol" doc:"A custom role of fine-grained access control (Grafana Enterprise or Cloud). In 8.x it needs the feature toggle accesscontrol."`
}

// RolePermissionBlock is a permission block of a role as written.
type RolePermissionBlock struct {
	Action      string         `hcl:"action,label"`
	ActionRange hcl.Range      `hcl:"action,label_range"`
	Scopes      hcl.Expression `hcl:"scopes,optional" type:"list of strings and references" default:"no scope" doc:"Where the action applies: scopes as Grafana writes them, as in folders:*, or references to what they cover, as in folder.production. Left out under remove: wherever it applies."`
	Description string         `hcl:"description,optional" doc:"For people; Grafana does not see it."`
	Range       hcl.Range      `hcl:",def_range" doc:"An action, by the newest Grafana's name for it, with the scopes it applies to."`
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
	// Scope is empty for a permission without scope. A name of one thing in it
	// stands as package scopes writes names, so it is no pattern.
	Scope string
	// To is what the scope covers where it was written as a reference; nil
	// for one that was written as a string.
	To Addr
	// Range is the scope, or the action of a permission without.
	Range hcl.Range
}
