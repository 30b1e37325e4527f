package generate

import (
	"regexp"
	"testing"

	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// TestGenerator checks that generated worlds have every block and attribute of the
// language that decisions depend on, in each version that has it, and requests by every
// kind of subject about every kind of resource.
func TestGenerator(t *testing.T) {
	for _, server := range Releases {
		t.Run(server.String(), func(t *testing.T) {
			t.Parallel()
			counts := map[string]int{}
			for seed := range 400 {
				c := Cases(server, 20).Example(seed)
				for _, name := range words.FindAllStringSubmatch(c.Config, -1) {
					counts[name[1]]++
				}
				for _, r := range c.Requests {
					counts["by "+r.Subject.Type]++
					counts["about "+r.Resource.Type]++
					if len(r.Subject.Properties.Groups) > 0 {
						counts["with groups"]++
					}
					if r.Resource.Type == "role" {
						counts["delegation"]++
					}
					if _, ok := catalogue.Of(schema.Version(server.Version).Release()).Actions[r.Action.Name]; ok {
						counts["known action"]++
					}
				}
			}
			for _, name := range expected(server) {
				if counts[name] == 0 {
					t.Errorf("%s is in no world", name)
				}
			}
		})
	}
}

// words matches the first word of a line or a block of a configuration.
var words = regexp.MustCompile(`(?m)(?:^\s*|\{ )([a-z_]+)`)

// expected returns the words that worlds of a server must have, and the properties that
// their requests must have.
func expected(server Server) []string {
	names := []string{
		"grafana", "anonymous", "org", "user", "team", "folder", "dashboard", "data_source", "org_mapping", "permission",
		"edition", "viewers_can_edit", "editors_can_admin", "allow_org_create", "viewers", "editors", "admins", "members", "default_permissions",
		"created_by", "grafana_admin", "disabled", "login", "email", "uid", "users", "teams", "roles",
		"by user", "by service_account", "by anonymous", "delegation", "known action",
	}
	for _, typ := range types {
		names = append(names, "about "+typ)
	}
	g := generator{server: server}
	if g.permissions() {
		names = append(names, "role", "role_assignment", "global", "scopes")
	}
	if g.since("9.0") {
		names = append(names, "basic_role", "add", "remove")
	}
	if g.since("8.5") {
		names = append(names, "service_account", "token", "expires", "external_groups", "with groups", "service_accounts")
	}
	if g.since("10.0") {
		names = append(names, "parent")
	}
	if g.since("10.2") {
		names = append(names, "none")
	}
	if g.before("12.1") {
		names = append(names, "by api_key", "api_key")
	}
	return names
}
