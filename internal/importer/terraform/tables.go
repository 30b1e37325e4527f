package terraform

import "github.com/rolecall/rolecall/schema"

// The types of resources, and their attributes, are those of the provider's schema in version 4.45, and of
// 4.27 where that has others.

// A listKind is a type of resource with permissions of a thing.
type listKind struct {
	// of is the type of the thing, which the attribute target names.
	of     schema.Type
	target string
	// blocks is the type of the nested blocks with the entries; empty for a resource that is one entry itself.
	blocks string
	// level, role, team and user are the attributes of an entry. Those that an entry cannot have are empty.
	level, role, team, user string
}

// all reports whether the resource has all entries of the list, and not one of them.
func (k listKind) all() bool { return k.blocks != "" }

var listKinds = map[string]listKind{
	"grafana_folder_permission":               {schema.FolderType, "folder_uid", "permissions", "permission", "role", "team_id", "user_id"},
	"grafana_folder_permission_item":          {schema.FolderType, "folder_uid", "", "permission", "role", "team", "user"},
	"grafana_dashboard_permission":            {schema.DashboardType, "dashboard_uid", "permissions", "permission", "role", "team_id", "user_id"},
	"grafana_dashboard_permission_item":       {schema.DashboardType, "dashboard_uid", "", "permission", "role", "team", "user"},
	"grafana_data_source_permission":          {schema.DataSourceType, "datasource_uid", "permissions", "permission", "built_in_role", "team_id", "user_id"},
	"grafana_data_source_permission_item":     {schema.DataSourceType, "datasource_uid", "", "permission", "role", "team", "user"},
	"grafana_service_account_permission":      {schema.ServiceAccountType, "service_account_id", "permissions", "permission", "", "team_id", "user_id"},
	"grafana_service_account_permission_item": {schema.ServiceAccountType, "service_account_id", "", "permission", "", "team", "user"},
}

// An assignmentKind is a type of resource with the holders of a role, by type of holder.
type assignmentKind struct {
	users, teams, accounts string
	// all reports whether the resource has all holders, and not one of them.
	all bool
}

// roleUID is the attribute of an assignment that names the role.
const roleUID = "role_uid"

var assignmentKinds = map[string]assignmentKind{
	"grafana_role_assignment":      {"users", "teams", "service_accounts", true},
	"grafana_role_assignment_item": {"user_id", "team_id", "service_account_id", false},
}

// orgSets are the attributes of an organization with emails, from the lowest role.
var orgSets = []struct {
	attr string
	role schema.OrgRole
}{
	{"users_without_access", schema.NoBasicRole},
	{"viewers", schema.Viewer},
	{"editors", schema.Editor},
	{"admins", schema.Admin},
}

// tokenKinds are the types of resources that are tokens of service accounts.
var tokenKinds = map[string]bool{"grafana_service_account_token": true, "grafana_service_account_rotating_token": true}

// licensed are the types of resources that need a licence, so that a project with one is of a Grafana that
// has it.
var licensed = map[string]bool{
	"grafana_role": true, "grafana_role_assignment": true, "grafana_role_assignment_item": true,
	"grafana_data_source_permission": true, "grafana_data_source_permission_item": true,
	"grafana_team_external_group": true,
}

// instanceKinds are the types of resources that basic auth alone can make.
var instanceKinds = map[string]bool{"grafana_organization": true, "grafana_user": true}

// leftOut are the types of resources that change access in a way that the language has no words for, with that
// way as a noun phrase.
var leftOut = map[string]string{
	"grafana_dashboard_public":                 "that everybody may look at a dashboard that is shared by a public link",
	"grafana_data_source_config_lbac_rules":    "the rules by which a data source shows teams a part of its data",
	"grafana_scim_config":                      "the users and members of teams that the identity provider gives over SCIM",
	"grafana_builtin_role_assignment":          "the roles of basic roles, which releases before 9 have",
	"grafana_cloud_stack_service_account":      "a service account of a stack of Grafana Cloud",
	"grafana_apps_iam_resourcepermission_v0":   "permissions by the newer APIs",
	"grafana_apps_dashboard_dashboard_v1beta1": "a dashboard by the newer APIs",
	"grafana_apps_dashboard_dashboard_v2":      "a dashboard by the newer APIs",
}
