package schema

import "github.com/hashicorp/hcl/v2"

// DashboardBlock is a dashboard block as written.
type DashboardBlock struct {
	Instance
	Label              string            `hcl:"name,label"`
	LabelRange         hcl.Range         `hcl:"name,label_range"`
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
	Addr DashboardAddr
	Org  *Org
	// Folder is nil for a dashboard in General.
	Folder *Folder
	// FolderRange is the reference to it.
	FolderRange hcl.Range
	// UID is unique among the dashboards of the org.
	UID         Text
	Permissions Permissions
	// CreatedBy is nil when it is not declared.
	CreatedBy *Creator
	Range     hcl.Range
}
