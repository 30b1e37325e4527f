package resource

import "slices"

// blocks are the types of nested blocks by type of resource, and inside a nested block by its own type. What
// is not here is an attribute.
var blocks = map[string][]string{
	"grafana_team":                       {"preferences", "team_sync"},
	"grafana_folder_permission":          {"permissions"},
	"grafana_dashboard_permission":       {"permissions"},
	"grafana_data_source_permission":     {"permissions"},
	"grafana_service_account_permission": {"permissions"},
	"grafana_role":                       {"permissions"},
	"grafana_sso_settings":               {"ldap_settings", "oauth2_settings", "saml_settings"},
	"ldap_settings":                      {"config"},
	"config":                             {"servers"},
	"servers":                            {"group_mappings"},
}

// Blocks returns the types of the nested blocks of a type of resource or of a nested block.
func Blocks(in string) []string { return blocks[in] }

// IsBlock reports whether a name is that of nested blocks.
func IsBlock(in, name string) bool { return slices.Contains(blocks[in], name) }
