package resource

import "strings"

// attributes are the other attributes of resources and data sources, which have values after an apply alone or by
// the project, from the provider's schema. An expression may name them.
var attributes = map[string]string{
	"grafana_organization":                    "name admin_user admins editors viewers users_without_access create_users",
	"grafana_organization_user":               "login email name org_id",
	"grafana_user":                            "email login name is_admin password",
	"grafana_users":                           "users id",
	"grafana_team":                            "name email members admins org_id team_uid preferences team_sync ignore_externally_synced_members read_team_sync",
	"grafana_teams":                           "teams id",
	"grafana_team_external_group":             "groups team_id id",
	"grafana_folder":                          "title url org_id parent_folder_uid prevent_destroy_if_not_empty",
	"grafana_folders":                         "folders id",
	"grafana_dashboard":                       "config_json dashboard_id folder folder_uid message org_id overwrite slug title url version is_starred",
	"grafana_dashboards":                      "dashboards id",
	"grafana_data_source":                     "name type url org_id access_mode json_data_encoded is_default database_name username basic_auth_enabled basic_auth_username http_headers",
	"grafana_role":                            "name display_name description group hidden global org_id permissions version auto_increment_version",
	"grafana_service_account":                 "name role is_disabled org_id",
	"grafana_service_account_token":           "id name key expiration has_expired seconds_to_live service_account_id",
	"grafana_service_account_rotating_token":  "id name key expiration has_expired seconds_to_live service_account_id ready_for_rotation name_prefix",
	"grafana_folder_permission":               "id folder_uid org_id permissions",
	"grafana_folder_permission_item":          "id folder_uid org_id permission role team user",
	"grafana_dashboard_permission":            "id dashboard_uid org_id permissions",
	"grafana_dashboard_permission_item":       "id dashboard_uid org_id permission role team user",
	"grafana_data_source_permission":          "id datasource_uid org_id permissions",
	"grafana_data_source_permission_item":     "id datasource_uid org_id permission role team user",
	"grafana_service_account_permission":      "id service_account_id org_id permissions",
	"grafana_service_account_permission_item": "id service_account_id org_id permission team user",
	"grafana_role_assignment":                 "id role_uid org_id users teams service_accounts",
	"grafana_role_assignment_item":            "id role_uid org_id user_id team_id service_account_id",
	"grafana_sso_settings":                    "id provider_name oauth2_settings saml_settings ldap_settings",
	"grafana_organization_preferences":        "id org_id theme timezone week_start home_dashboard_uid",
	"grafana_dashboard_public":                "id uid access_token dashboard_uid is_enabled org_id share",
	"grafana_library_panel":                   "id uid name folder_uid org_id model_json panel_id type dashboard_ids created updated version",
	"grafana_report":                          "id name org_id",
	"grafana_api_key":                         "id key name role expiration org_id",
}

// Attributes returns the attributes of a type of resource or data source that an expression may name, besides those
// that Complete gives values.
func Attributes(typ string) []string { return strings.Fields(attributes[typ]) }
