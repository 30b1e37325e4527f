package schema

import "github.com/hashicorp/hcl/v2"

// DashboardBlock is a dashboard block as written.
type DashboardBlock struct {
	Instance
	Label              string            `hcl:"name,label"`
	LabelRange         hcl.Range         `hcl:"name,label_range"`
	Org                hcl.Expression    `hcl:"org,optional"`
	Folder             hcl.Expression    `hcl:"folder,optional"`
	UID                *string           `hcl:"uid,optional"`
	UIDRange           hcl.Range         `hcl:"uid,attr_value_range"`
	Title              string            `hcl:"title,optional"`
	CreatedBy          hcl.Expression    `hcl:"created_by,optional"`
	DefaultPermissions *bool             `hcl:"default_permissions,optional"`
	DefaultRange       hcl.Range         `hcl:"default_permissions,attr_value_range"`
	Description        string            `hcl:"description,optional"`
	Permissions        []PermissionBlock `hcl:"permission,block"`
	Range              hcl.Range         `hcl:",def_range"`
}

// A Dashboard is a dashboard that has permissions of its own, or is asked
// about by its uid alone.
type Dashboard struct {
	Addr DashboardAddr
	Org  *Org
	// Folder is nil for a dashboard in General.
	Folder *Folder
	// UID is unique among the dashboards of the org.
	UID         Text
	Permissions Permissions
	// CreatedBy is nil when it is not declared.
	CreatedBy *Creator
	Range     hcl.Range
}
