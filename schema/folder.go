package schema

import "github.com/hashicorp/hcl/v2"

// FolderBlock is a folder block as written.
type FolderBlock struct {
	Header
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

// General is the uid by which requests name General, the folder that every org
// has.
const General = "general"

// A Folder holds dashboards of an org.
type Folder struct {
	Declaration
	// Parent is nil for a folder at the top. There are no cycles.
	Parent *Folder
	// ParentRange is the reference to it.
	ParentRange hcl.Range
	// UID is unique among the folders of the org.
	UID         Text
	Permissions Permissions
	// CreatedBy is nil when it is not declared.
	CreatedBy *Creator
}

// DashboardBlock is a dashboard block as written.
type DashboardBlock struct {
	Header
	Org                hcl.Expression    `hcl:"org,optional" type:"reference to an org" default:"that of the folder, or the one org that is declared" doc:"The org that the dashboard is in."`
	Folder             hcl.Expression    `hcl:"folder,optional" type:"reference to a folder" default:"General" doc:"The folder that the dashboard is in."`
	UID                *string           `hcl:"uid,optional" default:"the label" doc:"What Grafana calls the dashboard: letters, digits, _ and -, at most 40; unique in its org."`
	UIDRange           hcl.Range         `hcl:"uid,attr_value_range"`
	Title              string            `hcl:"title,optional" default:"none" doc:"The title for people."`
	CreatedBy          hcl.Expression    `hcl:"created_by,optional" type:"reference to a user or service account" default:"nobody" doc:"Who made the dashboard, and is its Admin where Grafana makes creators admins. A service account counts from 8.5."`
	DefaultPermissions *bool             `hcl:"default_permissions,optional" default:"whether there is no permission block" doc:"As for a folder, of a dashboard in General. Inside a folder it has nothing to change: true is an error."`
	DefaultRange       hcl.Range         `hcl:"default_permissions,attr_value_range"`
	Description        string            `hcl:"description,optional" doc:"For people; Grafana does not see it."`
	Permissions        []PermissionBlock `hcl:"permission,block"`
	Range              hcl.Range         `hcl:",def_range" doc:"A dashboard with permissions of its own, or one that requests name by its uid alone. Inside a folder its permissions only add to those of the folder."`
}

// A Dashboard is a dashboard that has permissions of its own, or is asked
// about by its uid alone.
type Dashboard struct {
	Declaration
	// Folder is nil for a dashboard in General.
	Folder *Folder
	// FolderRange is the reference to it.
	FolderRange hcl.Range
	// UID is unique among the dashboards of the org.
	UID         Text
	Permissions Permissions
	// CreatedBy is nil when it is not declared.
	CreatedBy *Creator
}

// DataSourceBlock is a data_source block as written.
type DataSourceBlock struct {
	Header
	Org         hcl.Expression    `hcl:"org,optional" type:"reference to an org" default:"the one org that is declared" doc:"The org that the data source is in."`
	UID         *string           `hcl:"uid,optional" default:"the label" doc:"What Grafana calls the data source; unique in its org."`
	UIDRange    hcl.Range         `hcl:"uid,attr_value_range"`
	Description string            `hcl:"description,optional" doc:"For people; Grafana does not see it."`
	Permissions []PermissionBlock `hcl:"permission,block"`
	Range       hcl.Range         `hcl:",def_range" doc:"A data source. Permissions on it need Grafana Enterprise or Cloud: Query, Edit, and from 10.3 Admin."`
}

// A DataSource is a data source of an org.
type DataSource struct {
	Declaration
	// UID is unique among the data sources of the org.
	UID Text
	// Permissions has entries only; it has no default list.
	Permissions Permissions
}
