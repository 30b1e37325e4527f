package reference

import (
	"testing"

	"github.com/rolecall/rolecall/schema"
)

// TestCovers covers the wildcards of both ways to match
// (8.0: pkg/services/accesscontrol/evaluator/evaluator.go:16-72;
// 9.3: pkg/services/accesscontrol/evaluator.go, accesscontrol.go:183-194).
func TestCovers(t *testing.T) {
	for _, tc := range []struct {
		release        schema.Version
		held, required string
		want           bool
	}{
		{"8.0", "*", "delegate", true},
		{"8.0", "*", "users:1", false},
		{"8.0", "**", "users:id:1", true},
		{"8.0", "**", "users/1", true},
		{"8.0", "users:*", "users:1", true},
		{"8.0", "users:*", "users:abc", true},
		{"8.0", "users:*", "users:*", true},
		{"8.0", "users:*", "users:", true},
		{"8.0", "users:*", "users:id:1", false},
		{"8.0", "users:*", "global:users:1", false},
		{"8.0", "users:**", "users:id:1", true},
		{"8.0", "global:users:*", "global:users:1", true},
		{"8.0", "global:users:*", "users:1", false},
		{"8.0", "roles:custom:reports:{editor,viewer}", "roles:custom:reports:editor", true},
		{"8.0", "roles:custom:reports:{editor,viewer}", "roles:custom:reports:viewer", true},
		{"8.0", "roles:custom:reports:{editor,viewer}", "roles:custom:reports:admin", false},
		{"8.0", "users:?", "users:1", true},
		{"8.0", "users?1", "users:1", false},
		{"8.0", "users:[a-c]", "users:b", true},
		{"8.0", "users:[a-c]", "users:d", false},
		{"8.0", "users:[!a]", "users:b", true},
		{"8.0", "users:[!a]", "users:a", false},
		{"8.0", "", "", true},
		{"8.0", "", "users:1", false},

		{"9.3", "", "", false},
		{"9.3", "", "users:id:1", false},
		{"9.3", "*", "", true},
		{"9.3", "*", "users:id:1", true},
		{"9.3", "datasources:*", "datasources:uid:a", true},
		{"9.3", "datasources:*", "datasources:id:1", true},
		{"9.3", "datasources:*", "datasources:*", true},
		{"9.3", "datasources:uid:*", "datasources:uid:a", true},
		{"9.3", "datasources:uid:*", "datasources:id:1", false},
		{"9.3", "datasources:uid:*", "datasources:*", false},
		{"9.3", "datasources:uid:a", "datasources:*", false},
		{"9.3", "datasources:uid:a", "datasources:uid:A", false},
		{"9.3", "users:*", "global.users:id:1", false},
		{"9.3", "settings:auth.saml:*", "settings:auth.saml:enabled", true},
		{"9.3", "dashboards:uid:a*", "dashboards:uid:ab", false},
		{"9.3", "*:uid:a", "dashboards:uid:a", false},
		{"9.3", "folders:**", "folders:uid:a", false},
		{"9.3", "fol*", "folders:uid:a", false},
		{"9.3", "folders:uid:?", "folders:uid:?", true},
		{"9.3", "folders:uid:?", "folders:uid:a", false},
		{"9.3", "folders/*", "folders/a", true},
	} {
		if got := covers(tc.release, tc.held, tc.required); got != tc.want {
			t.Errorf("%s: %q covers %q: %v, want %v", tc.release, tc.held, tc.required, got, tc.want)
		}
	}
}
