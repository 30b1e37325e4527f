package diag

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/internal/nearest"
	"github.com/rolecall/rolecall/schema"
)

// unsupported matches hcl's message about an attribute or a block that is in the
// wrong place, in native and in JSON syntax. The last group is a suggestion.
var unsupported = regexp.MustCompile(`^(An argument named|Blocks of type|No argument or block type is named) "([^"]+)"(?: (?:is|are) not expected here)?\.(.*)$`)

// alike matches hcl's suggestion of an attribute or a block with a similar name, and
// asBlock its suggestion of a block for an attribute.
var (
	alike   = regexp.MustCompile(`Did you mean "([^"]+)"\?$`)
	asBlock = regexp.MustCompile(`Did you mean to define a block of type "([^"]+)"\?$`)
)

// Sentences that several words share.
const (
	noServer   = "Rolecall connects to no server, so there is nothing to set up; leave the block out."
	noChange   = "A configuration creates and changes nothing; leave it out."
	noAccess   = "Access does not depend on it; leave it out."
	noSecret   = "No value is secret: a configuration has no passwords and no tokens; leave it out."
	inOrg      = `The users of an org and their roles stand in the org, as in org "main" { editors = [user.NAME] }.`
	inTeam     = `The users of a team stand in the team, as in team "NAME" { members = [user.NAME] }.`
	assigned   = `A role is given in a block of its own: role_assignment "NAME" { role = role.NAME }, with users, teams or service_accounts.`
	levelFirst = `The level is the label, and the holders stand in lists: permission "Edit" { teams = [team.NAME] }.`
	ruleFirst  = `The action is the label, and the scopes are a list: permission "dashboards:read" { scopes = ["dashboards:*"] }.`
	inRules    = "Values of variables are given with --var or --var-file. A value of the configuration itself stands in locals { … }."
)

// words has sentences about words of Terraform, of its provider for Grafana, and of
// Grafana itself, by the struct of the block that they stand in, without its ending
// Block; "" for every block. Spaces separate words.
var words = byWord(map[string]map[string]string{
	"": {
		noServer: "backend provider required_providers terraform",
		noChange: "import lifecycle moved removed",
		noAccess: "config_json json_data json_data_encoded secure_json_data secure_json_data_encoded http_headers basic_auth_enabled basic_auth_username access_mode is_default url message overwrite tags prevent_destroy_if_not_empty preferences theme timezone week_start avatar",
		noSecret: "auth password",
		"Write for_each = toset([…]) to declare several things with one block.":                                                        "count",
		`Everything that a configuration refers to is declared in it, as in folder "production" { … }; nothing is read from a server.`: "data",
		"The order of blocks never matters; leave it out.":                                                                             "depends_on",
		"Write the folder as folder = folder.NAME.":                                                                                    "folder_uid folder_id",
		"Write grafana_admin = true for a server admin.":                                                                               "is_admin is_grafana_admin server_admin",
		"The folders below this one are part of the configuration; leave the block out.":                                               "module",
		"Write the org as org = org.NAME.":                                                                                             "org_id org_name",
		"A configuration has no outputs; use rolecall what-can or who-can.":                                                            "output",
		"Write the parent folder as parent = folder.NAME.":                                                                             "parent_folder_uid parent_uid parent_folder",
		`A block begins with the type of the declared thing, as in folder "production" { … }.`:                                         "resource",
		"Write the role as role = role.NAME.":                                                                                          "role_uid role_id",
		"Write teams as a list of references: teams = [team.NAME].":                                                                    "team_id team_ids team_uid team_uids",
		"Write users as a list of references: users = [user.NAME].":                                                                    "user_id user_ids user_uid",
		"Write service accounts as a list of references: service_accounts = [service_account.NAME].":                                   "service_account_id service_account_ids",
		`The external groups of team sync stand in the team: external_groups = ["cn=sre"].`:                                            "team_sync team_external_group team_external_groups",
		`A token is a block in its service account: service_account "NAME" { token "deploy" {} }.`:                                     "service_account_token",
		"Write disabled = true.":                                   "is_disabled",
		`Write when it expires: expires = "2027-01-01T00:00:00Z".`: "seconds_to_live expiration",
	},
	"Blocks": { // of a file
		inRules: "*",
		`It stands in the block grafana, as in grafana { version = "13.3" }.`: "version",
		levelFirst: "folder_permission folder_permissions dashboard_permission dashboard_permissions data_source_permission permission permissions",
		inOrg:      "org_user org_users organization_user membership",
	},
	"User": {
		inOrg:  "org orgs org_role organization organizations role roles",
		inTeam: "team teams",
		`External groups stand in a team, as external_groups = ["cn=sre"], or in an org_mapping.`: "group groups external_groups",
		"Write login = \"…\".": "uid username user_name",
	},
	"Org": {
		`Members of an org stand in lists by their role: admins, editors, viewers, and from Grafana 10.2 on none.`:                                    "members users",
		"Permissions stand in the folder, dashboard or data source. In an org, a user has a role: write it into the list admins, editors or viewers.": "permission permissions",
	},
	"Team": {
		"Write name = \"…\".": "title",
		"Access does not depend on it: a team is known by its name. Leave it out.":                                "email uid",
		"Write members = [user.NAME].":                                                                            "users",
		"Permissions stand in the folder, dashboard or data source: permission \"Edit\" { teams = [team.NAME] }.": "permission permissions",
		assigned: "role roles",
	},
	"Folder": {
		"Write title = \"…\".": "name",
		"Write the folder as a block of its own, with parent = folder.NAME.": "folder",
		levelFirst: "permissions users teams roles viewers editors admins",
	},
	"Dashboard": {
		"Write title = \"…\".": "name",
		levelFirst:             "permissions users teams roles viewers editors admins",
	},
	"DataSource": {
		"Requests name a data source by its uid: write uid = \"…\", or leave it out if that is the label.": "name title",
		noAccess:   "type",
		levelFirst: "permissions users teams roles viewers editors admins",
	},
	"OrgMapping": {
		`Write one org_mapping for each group: group = "…".`: "groups external_groups",
		"Write org = org.NAME.":                              "orgs org_id org_name",
	},
	"Permission": {
		`Write roles as a list: roles = ["Viewer"].`:  "role basic_role builtin_role",
		"Write teams as a list: teams = [team.NAME].": "team",
		"Write users as a list: users = [user.NAME].": "user",
		levelFirst: "permission level",
		"An API key has the permissions of its role alone.": "api_keys api_key",
	},
	"Role": {
		ruleFirst: "permissions action actions scope scopes",
		assigned:  "users teams service_accounts basic_roles builtin_roles user team",
		"Write global = true for a role of all orgs.": "is_global",
	},
	"RolePermission": {
		`Write scopes as a list: scopes = ["dashboards:*"].`: "scope resource resources",
		ruleFirst: "action actions",
		assigned:  "users teams service_accounts",
	},
	"RoleAssignment": {
		"Write users = [user.NAME].":                       "user",
		"Write teams = [team.NAME].":                       "team",
		"Write service_accounts = [service_account.NAME].": "service_account",
		`Write basic_roles = ["Viewer"].`:                  "builtin_role builtin_roles roles basic_role",
		"A role assignment gives one role; write one for each, or a role with all permissions.": "role_uids",
	},
	"variable": {
		noSecret: "sensitive ephemeral",
		"A variable may always be null: write default = null, and a validation if it must not be. Leave it out.": "nullable",
	},
})

// byWord returns the sentence about a word in a block, by block and word.
func byWord(words map[string]map[string]string) map[[2]string]string {
	out := map[[2]string]string{}
	for in, sentences := range words {
		for word, sentence := range explained(sentences) {
			out[[2]string{in, word}] = sentence
		}
	}
	return out
}

// resources maps resources of Terraform's provider for Grafana to what is written
// here, in which NAME stands for the label.
var resources = map[string]string{
	"grafana_api_key":                     `api_key "NAME" { role = "Viewer" }`,
	"grafana_dashboard":                   `dashboard "NAME" { folder = folder.NAME }`,
	"grafana_dashboard_permission":        `permission "Edit" { teams = [team.NAME] } in the dashboard`,
	"grafana_dashboard_permission_item":   `permission "Edit" { teams = [team.NAME] } in the dashboard`,
	"grafana_data_source":                 `data_source "NAME" {}`,
	"grafana_data_source_permission":      `permission "Query" { teams = [team.NAME] } in the data source`,
	"grafana_data_source_permission_item": `permission "Query" { teams = [team.NAME] } in the data source`,
	"grafana_folder":                      `folder "NAME" { title = "…" }`,
	"grafana_folder_permission":           `permission "Edit" { teams = [team.NAME] } in the folder`,
	"grafana_folder_permission_item":      `permission "Edit" { teams = [team.NAME] } in the folder`,
	"grafana_organization":                `org "NAME" { editors = [user.NAME] }`,
	"grafana_role":                        `role "NAME" { permission "dashboards:read" { scopes = ["dashboards:*"] } }, on lines of their own`,
	"grafana_role_assignment":             `role_assignment "NAME" { role = role.NAME }, with users, teams or service_accounts`,
	"grafana_role_assignment_item":        `role_assignment "NAME" { role = role.NAME }, with users, teams or service_accounts`,
	"grafana_service_account":             `service_account "NAME" { role = "Viewer" }`,
	"grafana_service_account_permission":  `permission "Edit" { teams = [team.NAME] } in the service account`,
	"grafana_service_account_token":       `token "NAME" {} in the service account`,
	"grafana_team":                        `team "NAME" { members = [user.NAME] }`,
	"grafana_team_external_group":         `external_groups = ["cn=sre"] in the team`,
	"grafana_user":                        `user "NAME" { email = "…" }`,
}

// Resource returns a sentence about what is written here for a resource of Terraform's
// with a label; empty if it is not known.
func Resource(kind, label string) string {
	if written := resources[kind]; written != "" {
		return "Write " + strings.Replace(written, `"NAME"`, fmt.Sprintf("%q", label), 1) + "."
	}
	return ""
}

// EnvironmentPrefix begins the name of a variable in the environment. The name in
// the configuration follows.
const EnvironmentPrefix = "ROLECALL_VAR_"

// TerraformFunctions maps functions of Terraform to the reason why they are missing
// here.
var TerraformFunctions = explained(map[string]string{
	"No expression reads the environment; declare a variable, and set it as " + EnvironmentPrefix + "NAME.": "env",
	"No expression reads the clock, so that a configuration always means the same.":                         "plantimestamp timestamp",
	"No expression makes random values, so that a configuration always means the same.":                     "bcrypt uuid uuidv5",
	"Read text with file, and tables with csvdecode(file(…)).":                                              "filebase64 templatefile templatestring",
	"Paths are relative to the folder of the configuration.":                                                "abspath pathexpand",
	"Terraform itself no longer has it; write tolist([…]).":                                                 "list",
	"Terraform itself no longer has it; write { … }, or tomap({ … }).":                                      "map",
	noSecret:                                "ephemeralasnull issensitive nonsensitive sensitive",
	"Terraform has it only in its console.": "type",
	"Nothing in Grafana's access takes encoded text or hashes.": "base64decode base64encode base64gzip base64sha256 base64sha512 filebase64sha256 filebase64sha512 filemd5 filesha1 filesha256 filesha512 md5 rsadecrypt sha1 sha256 sha512 textdecodebase64 textencodebase64 urlencode yamlencode",
	"Nothing in Grafana's access takes network addresses.":      "cidrhost cidrnetmask cidrsubnet cidrsubnets",
})

// explained returns the sentences by each of the words that they are about, which have
// spaces between them.
func explained(words map[string]string) map[string]string {
	sentences := map[string]string{}
	for sentence, about := range words {
		for word := range strings.FieldsSeq(about) {
			sentences[word] = sentence
		}
	}
	return sentences
}

// TerraformNames maps first words of names in Terraform to their equivalents here.
var TerraformNames = map[string]string{
	"count":     "A block that declares several things has for_each, and each.key inside.",
	"data":      "A reference begins with the type of a block, as in folder.NAME.",
	"module":    "The folders below this one are part of the configuration: refer to their blocks as if they were here.",
	"path":      "Paths are relative to the folder of the configuration; leave ${path.module}/ out.",
	"self":      "A block cannot refer to its own attributes; write the value, or a local value that both use.",
	"terraform": "A configuration has no workspaces; declare a variable for what differs.",
}

// Hint returns a sentence about a word, with a space before it; empty if there is
// none.
func Hint(words map[string]string, word string) string {
	if sentence := words[word]; sentence != "" {
		return " " + sentence
	}
	return ""
}

// ExplainUnsupported adds what to write to hcl's diagnostics about a body, which is
// that of a block with a shape.
func ExplainUnsupported(diags hcl.Diagnostics, in *schema.Shape) hcl.Diagnostics {
	for _, d := range diags {
		if _, labels, ok := strings.Cut(d.Summary, " for "); ok && (strings.HasPrefix(d.Summary, "Missing ") || strings.HasPrefix(d.Summary, "Extraneous label")) {
			if child := in.Nested(labels); child != nil {
				d.Detail += fmt.Sprintf(" Write %s.", blockForm(child))
			}
			continue
		}
		if d.Summary == "Incorrect JSON value type" && strings.Contains(d.Detail, "name labels") {
			d.Detail = `Write an object here with a property for each block, which is named by the label: { "NAME": { … } }.`
			continue
		}
		if d.Summary == "Missing required argument" {
			for _, a := range in.Attributes {
				if strings.HasPrefix(d.Detail, fmt.Sprintf("The argument %q is", a.Name)) {
					d.Detail += fmt.Sprintf(" Write %s = …. %s", a.Name, a.Doc)
				}
			}
			continue
		}
		match := unsupported.FindStringSubmatch(d.Detail)
		if match == nil {
			continue
		}
		kind, name, suggestion := match[1], match[2], match[3]
		if kind == "No argument or block type is named" { // of JSON
			kind, suggestion, d.Summary = "An argument named", "", "Unsupported argument"
			d.Detail = fmt.Sprintf("An argument named %q is not expected here.", name)
		}
		head := strings.TrimSuffix(d.Detail, suggestion)
		if more := explain(kind, name, suggestion, in); more != "" {
			d.Detail = head + " " + more
		}
	}
	return withoutFollowing(diags)
}

// explain returns a sentence about an attribute or a block that is not expected in a
// body; empty if there is nothing to add to hcl's suggestion.
func explain(kind, name, suggestion string, in *schema.Shape) string {
	block := strings.TrimSuffix(in.Struct.Name(), "Block")
	if sentence := words[[2]string{block, name}]; sentence != "" {
		return sentence
	}
	if block == "Blocks" && kind == "An argument named" && suggestion == "" && elsewhere(name, in) == "" {
		return words[[2]string{block, "*"}]
	}
	if sentence := words[[2]string{"", name}]; sentence != "" {
		return sentence
	}
	if match := asBlock.FindStringSubmatch(suggestion); match != nil {
		return fmt.Sprintf("Write the block without an equals sign: %s.", blockForm(in.Nested(match[1])))
	}
	if match := alike.FindStringSubmatch(suggestion); match != nil && in.Nested(match[1]) != nil {
		return fmt.Sprintf("Did you mean %s?", blockForm(in.Nested(match[1])))
	}
	if suggestion != "" {
		return ""
	}
	var attributes, blocks []string
	for _, a := range in.Attributes {
		attributes = append(attributes, a.Name)
	}
	for _, b := range in.Blocks {
		blocks = append(blocks, b.Name)
	}
	if best := nearest.Name(name, slices.Values(blocks)); best != "" && kind == "An argument named" {
		return fmt.Sprintf("Write the block %q without an equals sign: %s.", best, blockForm(in.Nested(best)))
	}
	switch best := nearest.Name(name, slices.Values(attributes)); {
	case best != "" && kind == "Blocks of type":
		return fmt.Sprintf("Write the attribute %q with an equals sign: %s = ….", best, best)
	case best != "":
		return fmt.Sprintf("Did you mean %q?", best)
	}
	if top := schema.ShapeOf(reflect.TypeFor[schema.Blocks]()); in != top && top.Nested(name) != nil {
		return fmt.Sprintf("It is a block of its own, beside this one: %s.", blockForm(top.Nested(name)))
	}
	if place := elsewhere(name, in); place != "" {
		return fmt.Sprintf("It stands in the block %s.", place)
	}
	return ""
}

// labels are examples of labels, by the names of labels.
var labels = map[string]string{"action": "dashboards:read", "level": "Edit"}

// blockForm returns a block as it is written, with examples as labels.
func blockForm(block *schema.Field) string {
	form := block.Name
	for _, label := range block.Block.Labels {
		example := labels[label.Name]
		if example == "" {
			example = "NAME"
		}
		form += fmt.Sprintf(" %q", example)
	}
	return form + " { … }"
}

// elsewhere returns the type of the only block that takes an attribute or a block
// of this name; empty for the given block, and if there are several.
func elsewhere(name string, but *schema.Shape) (place string) {
	for _, b := range schema.ShapeOf(reflect.TypeFor[schema.Blocks]()).Blocks {
		takes := b.Block.Nested(name) != nil || slices.ContainsFunc(b.Block.Attributes, func(a schema.Field) bool { return a.Name == name })
		switch {
		case !takes || b.Block == but:
		case place != "":
			return ""
		default:
			place = b.Name
		}
	}
	return place
}

// withoutFollowing leaves out missing attributes that are written under another name, and
// missing labels of JSON that has no object for them, which is reported.
func withoutFollowing(diags hcl.Diagnostics) hcl.Diagnostics {
	return slices.DeleteFunc(diags, func(missing *hcl.Diagnostic) bool {
		if missing.Summary == "Missing block label" {
			return slices.ContainsFunc(diags, func(d *hcl.Diagnostic) bool { return d.Summary == "Incorrect JSON value type" })
		}
		name, ok := strings.CutPrefix(missing.Detail, `The argument "`)
		name, _, _ = strings.Cut(name, `"`)
		return ok && slices.ContainsFunc(diags, func(d *hcl.Diagnostic) bool {
			return d != missing && (strings.Contains(d.Detail, " "+name+" = ") || strings.HasSuffix(d.Detail, fmt.Sprintf("Did you mean %q?", name)))
		})
	})
}
