package schema

import "github.com/hashicorp/hcl/v2"

// FolderBlock is a folder block as written.
type FolderBlock struct {
	Instance
	Label              string            `hcl:"name,label"`
	LabelRange         hcl.Range         `hcl:"name,label_range"`
	Org                hcl.Expression    `hcl:"org,optional" type:"reference to an org" default:"the one org that is declared" doc:"The org that the folder is in."`
	UID                *string           `hcl:"uid,optional" default:"the label" doc:"What Grafana calls the folder: letters, digits, _ and -, at most 40; unique in its org."`
	UIDRange           hcl.Range         `hcl:"uid,attr_value_range"`
	Title              string            `hcl:"title,optional" default:"none" doc:"The title for people. Grafana reserves General."`
	TitleRange         hcl.Range         `hcl:"title,attr_value_range"`
	Parent             hcl.Expression    `hcl:"parent,optional" since:"10" type:"reference to a folder" default:"none: at the top" doc:"The folder that this one is in; what is given there reaches it too."`
	CreatedBy          hcl.Expression    `hcl:"created_by,optional" type:"reference to a user or service account" default:"nobody" doc:"Who made the folder, and is its Admin where Grafana makes creators admins. A service account counts from 8.5."`
	DefaultPermissions *bool             `hcl:"default_permissions,optional" default:"whether there is no permission block" doc:"Whether the folder has the list it was created with: Viewer View and Editor Edit. False without permission blocks is an emptied list: org Admins alone."`
	DefaultRange       hcl.Range         `hcl:"default_permissions,attr_value_range"`
	Description        string            `hcl:"description,optional" doc:"For people; Grafana does not see it."`
	Permissions        []PermissionBlock `hcl:"permission,block"`
	Range              hcl.Range         `hcl:",def_range" doc:"A folder of dashboards. General is no block: every org has it."`
}

// A Folder holds dashboards of an org.
type Folder struct {
	Addr FolderAddr
	Org  *Org
	// Parent is nil for a folder at the top. There are no cycles.
	Parent *Folder
	// ParentRange is the reference to it.
	ParentRange hcl.Range
	// UID is unique among the folders of the org.
	UID         Text
	Permissions Permissions
	// CreatedBy is nil when it is not declared.
	CreatedBy *Creator
	Range     hcl.Range
}
