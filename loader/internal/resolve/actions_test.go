package resolve

import (
	"testing"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/loader/internal/refer"
	"github.com/rolecall/rolecall/schema"
)

// rolesOf resolves the roles of an empty configuration.
func rolesOf(version schema.Version) roleBlocks {
	return roleBlocks{attributes: &attributes{Finder: &refer.Finder{}, world: &schema.World{Grafana: schema.Grafana{Version: version}}}}
}

// TestScopes checks the diagnostics about an action with a scope, in each dialect.
func TestScopes(t *testing.T) {
	const never = "Permission that never matches"
	for _, tc := range []struct {
		version             schema.Version
		action, scope, want string
	}{
		// Patterns, up to 8.1.
		{"8.0", "users:read", "global:users:*", ""},
		{"8.0", "users:read", "global:users:1", ""},
		{"8.0", "users:read", "users:*", never},
		{"8.0", "users:read", "*", never},
		{"8.0", "users:read", "**", ""},
		{"8.0", "users:read", "*:users:1", ""},
		{"8.0", "users:read", "global:user*", never},
		{"8.0", "roles:read", "roles:custom:reports:{editor,viewer}", ""},
		{"8.0", "roles:read", "roles:[a-c]x", ""},
		{"8.0", "org.users:read", "users:id:eve", ""}, // as user.eve stands for
		{"8.0", "roles:read", "roles:{a,b", "Invalid wildcard"},
		{"8.0", "org.users:read", "users:", never},
		{"8.0", "users:create", "users:*", "Scope without effect"},
		{"8.0", "status:accesscontrol", "service:access-control", ""},
		{"8.0", "roles:write", "permissions:delegate", ""},
		// Prefixes, from 8.2.
		{"8.5", "users:read", "global.users:*", ""},
		{"8.5", "users:read", "*", ""},
		{"8.5", "users:read", "users:*", never},
		{"8.5", "roles:write", "permissions:delegate", ""},
		{"8.5", "folders:read", "folders:id:3", never},
		{"8.5", "folders:read", "folders:id:*", never},
		{"8.5", "folders:read", "folders:*", ""},
		{"8.5", "folders:read", "folders:uid:*", ""},
		{"8.5", "dashboards:read", "dashboards:id:3", never},
		{"8.5", "dashboards:read", "folders:uid:f", ""},
		{"8.5", "datasources:query", "datasources:name:loki", never},
		{"8.5", "users.roles:read", "users:self", ""},
		{"8.5", "teams:read", "teams:id:1", ""},
		{"9.3", "folders:read", "folders:id:92", never},
		{"9.3", "datasources:query", "datasources:name:loki", never},
		{"9.3", "dashboards.public:write", "folders:uid:f", ""},
		{"9.3", "annotations:read", "annotations:*", ""},
		{"8.5", "folders:read", "folders:uid:", never},
		{"8.5", "folders:read", "folders:", never},
		{"8.5", "folders:read", "fol*", "Invalid wildcard"},
		{"8.5", "folders:read", "**", "Invalid wildcard"},
		{"8.5", "folders:read", "?olders:*", "Invalid wildcard"},
		{"8.5", "folders:create", "folders:*", "Scope without effect"},
		{"8.5", "reports:create", "", ""},
		{"8.5", "folders:read", "", "Missing scope"},
		{"9.3", "roles:write", "permissions:type:delegate", ""},
		{"9.3", "alert.instances:read", "folders:*", ""},
		{"9.3", "alert.instances:read", "", ""},
		{"9.3", "settings:read", "settings:auth.saml:*", ""},
		{"9.3", "settings:read", "settings:server:domain", ""},
		{"9.3", "annotations:read", "annotations:type:dashboard", ""},
		// And refused by Grafana itself in the newest.
		{"13.3", "folders:read", "folders:uid:a", ""},
		{"13.3", "folders:read", "folders:*", ""},
		{"13.3", "folders:read", "folders:id:3", never},
		{"13.3", "folders:create", "folders:uid:general", ""},
		{"13.3", "dashboards:edit", "dashboards:uid:a", ""},
		{"13.3", "settings:read", "settings:server:*", ""},
		{"13.3", "my-own-app.things:read", "things:*", ""},
	} {
		r := rolesOf(tc.version)
		r.checkScope(r.action(tc.action, false, hcl.Range{}), tc.scope, hcl.Range{})
		got := ""
		for _, d := range append(r.Diags, r.Reviews...) {
			got += d.Summary
			if (d.Severity == hcl.DiagError) != (d.Summary == "Invalid wildcard" || d.Summary == never && tc.version == "13.3") {
				t.Errorf("%s, %s on %q: severity of %v", tc.version, tc.action, tc.scope, d)
			}
		}
		if got != tc.want {
			t.Errorf("%s, %s on %q: got %q, want %q", tc.version, tc.action, tc.scope, got, tc.want)
		}
	}
}

// TestActions checks which actions each version knows, among them all that the
// language's own examples name.
func TestActions(t *testing.T) {
	for _, version := range schema.Versions {
		for action, want := range map[string]string{
			"reports:create":    "",
			"org.users:read":    "",
			"users.quotas:list": "Renamed action",
			"no.such:action":    "Unknown action",
			"folders:list":      "Action without effect",
		} {
			r := rolesOf(version)
			r.action(action, false, hcl.Range{})
			got := ""
			for _, d := range r.Diags {
				got += d.Summary
			}
			if got != want {
				t.Errorf("%s: %s is %q, want %q", version, action, got, want)
			}
		}
	}
}
