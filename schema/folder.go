package schema

import "github.com/hashicorp/hcl/v2"

// FolderBlock is a folder block as written.
type FolderBlock struct {
	Instance
	Label              string            `hcl:"name,label"`
	LabelRange         hcl.Range         `hcl:"name,label_range"`
	Org                hcl.Expression    `hcl:"org,optional"`
	UID                *string           `hcl:"uid,optional"`
	UIDRange           hcl.Range         `hcl:"uid,attr_value_range"`
	Title              string            `hcl:"title,optional"`
	TitleRange         hcl.Range         `hcl:"title,attr_value_range"`
	Parent             hcl.Expression    `hcl:"parent,optional"`
	CreatedBy          hcl.Expression    `hcl:"created_by,optional"`
	DefaultPermissions *bool             `hcl:"default_permissions,optional"`
	Description        string            `hcl:"description,optional"`
	Permissions        []PermissionBlock `hcl:"permission,block"`
	Range              hcl.Range         `hcl:",def_range"`
}

// A Folder holds dashboards of an org.
type Folder struct {
	Addr FolderAddr
	Org  *Org
	// Parent is nil for a folder at the top. There are no cycles.
	Parent *Folder
	// UID is unique among the folders of the org.
	UID         Text
	Permissions Permissions
	// CreatedBy is nil when it is not declared.
	CreatedBy *Creator
	Range     hcl.Range
}
