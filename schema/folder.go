package schema

import "github.com/hashicorp/hcl/v2"

// FolderBlock is a folder block as written.
type FolderBlock struct {
	Header
	Org                hcl.Expression `hcl:"org,optional" type:"reference to an org" default:"the one org that is declared" doc:"The org that the folder is in."`
	UID                *string        `hcl:"uid,optional" default:"the label" doc:"Grafana's name for the folder: letters, digits, _ and -, at most 40; unique in its org."`
	UIDRange           hcl.Range      `hcl:"uid,attr_value_range"`
	Title              string         `hcl:"title,optional" default:"none" doc:"The title for people. Grafana reserves General."`
	TitleRange         hcl.Range      `hcl:"title,attr_value_range"`
	Parent             hcl.Expression `hcl:"parent,optional" since:"10.0" toggle:"nestedFolders" type:"reference to a folder" default:"none: at the top" doc:"The folder that this folder is in. Its permissions reach this folder too."`
	CreatedBy          hcl.Expression `hcl:"created_by,optional" type:"reference to a user or service account" default:"nobody" doc:"The creator of the folder, who is its Admin where Grafana makes creators admins. A service account from 8.5."`
	DefaultPermissions *bool          `hcl:"default_permissions,optional" default:"true without permission blocks, otherwise false" doc:"Whether the folder has the list it was created with: Viewer View and Editor Edit. False without permission blocks is an emptied list: org Admins alone."`
	DefaultRange       hcl.Range      `hcl:"default_permissions,attr_value_range"`
	Note
	Permissions []PermissionBlock `hcl:"permission,block"`
	Range       hcl.Range         `hcl:",def_range" doc:"A folder of dashboards. General is not declared: every org has it."`
}

// General is the uid of the folder General in requests. Every org has this folder.
const General = "general"

// A Folder holds dashboards of an org.
type Folder struct {
	Declaration
	// Parent is nil for a folder at the top. There are no cycles.
	Parent *Folder
	// ParentRange is the range of the reference to it.
	ParentRange hcl.Range
	// UID is unique among the folders of the org.
	UID Text
	// Title is the title for people; empty for none.
	Title       string
	Permissions Permissions
	// CreatedBy is nil if it is not declared.
	CreatedBy *Creator
}

// DashboardBlock is a dashboard block as written.
type DashboardBlock struct {
	Header
	Org                hcl.Expression `hcl:"org,optional" type:"reference to an org" default:"the org of the folder, or the one org that is declared" doc:"The org that the dashboard is in."`
	Folder             hcl.Expression `hcl:"folder,optional" type:"reference to a folder" default:"General" doc:"The folder that the dashboard is in."`
	UID                *string        `hcl:"uid,optional" default:"the label" doc:"Grafana's name for the dashboard: letters, digits, _ and -, at most 40; unique in its org."`
	UIDRange           hcl.Range      `hcl:"uid,attr_value_range"`
	Title              string         `hcl:"title,optional" default:"none" doc:"The title for people."`
	CreatedBy          hcl.Expression `hcl:"created_by,optional" type:"reference to a user or service account" default:"nobody" doc:"The creator of the dashboard, who is its Admin where Grafana makes creators admins. A service account from 8.5."`
	DefaultPermissions *bool          `hcl:"default_permissions,optional" default:"true without permission blocks, otherwise false" doc:"As for a folder, for a dashboard in General. In a folder, true is an error."`
	DefaultRange       hcl.Range      `hcl:"default_permissions,attr_value_range"`
	Note
	Permissions []PermissionBlock `hcl:"permission,block"`
	Range       hcl.Range         `hcl:",def_range" doc:"A dashboard with permissions of its own, or that requests name by its uid alone. In a folder, its permissions only add to the permissions of the folder."`
}

// A Dashboard is a declared dashboard. It has permissions of its own, or requests name
// it by its uid alone.
type Dashboard struct {
	Declaration
	// Folder is nil for a dashboard in General.
	Folder *Folder
	// FolderRange is the range of the reference to it.
	FolderRange hcl.Range
	// UID is unique among the dashboards of the org.
	UID Text
	// Title is the title for people; empty for none.
	Title       string
	Permissions Permissions
	// CreatedBy is nil if it is not declared.
	CreatedBy *Creator
}

// DataSourceBlock is a data_source block as written.
type DataSourceBlock struct {
	Header
	Org      hcl.Expression `hcl:"org,optional" type:"reference to an org" default:"the one org that is declared" doc:"The org that the data source is in."`
	UID      *string        `hcl:"uid,optional" default:"the label" doc:"Grafana's name for the data source, unique in its org."`
	UIDRange hcl.Range      `hcl:"uid,attr_value_range"`
	Note
	Permissions []PermissionBlock `hcl:"permission,block"`
	Range       hcl.Range         `hcl:",def_range" doc:"A data source. Permissions on it need Grafana Enterprise or Cloud: Query, Edit, and from 10.2.3 Admin."`
}

// A DataSource is a data source of an org.
type DataSource struct {
	Declaration
	// UID is unique among the data sources of the org.
	UID Text
	// Permissions has only entries; a data source has no default permissions.
	Permissions Permissions
}
