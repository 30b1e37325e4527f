package loader

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/rolecall/rolecall/loader/internal/diag"
)

// TestInstances checks that the warnings about the instances of a block with for_each are one,
// which counts them, and that errors are one if they say the same.
func TestInstances(t *testing.T) {
	for name, tc := range map[string]struct {
		file, summary string
		instances     []string
		details       []string
	}{
		"a warning about each block": {
			`team "t" { for_each = toset(["a", "b", "c", "d", "e", "f"]) }`,
			"Team without members",
			[]string{`team.t["a"]`, `team.t["b"]`, `team.t["c"]`, `team.t["d"]`, `team.t["e"]`, `team.t["f"]`},
			[]string{`Nobody is in team.t["a"], so its permissions have no effect. And 5 more instances: team.t["b"], team.t["c"], team.t["d"], ….`},
		},
		"a warning about two of three": {
			"team \"t\" {\n  for_each = { a = [], b = [user.vic], c = [] }\n  members = each.value\n}\n",
			"Team without members",
			[]string{`team.t["a"]`, `team.t["c"]`},
			[]string{`Nobody is in team.t["a"], so its permissions have no effect. And 1 more instance: team.t["c"].`},
		},
		"a warning of the resolver, which names no instance": {
			"folder \"f\" {\n  for_each = toset([\"a\", \"b\"])\n  permission \"View\" {}\n}\n",
			"Permission for nobody",
			[]string{`folder.f["a"]`, `folder.f["b"]`},
			[]string{`This permission names no holder, so nobody gets View by it. Add one, or take the block out. And 1 more instance: folder.f["b"].`},
		},
		"two warnings about each instance": {
			"team \"t\" {\n  for_each = toset([\"a\", \"b\", \"c\"])\n  members = [user.out, user.off][*]\n}\nuser \"out\" {}\nuser \"off\" {}\n",
			"Team member outside the org",
			[]string{`team.t["a"]`, `team.t["b"]`, `team.t["c"]`},
			[]string{
				`user.out has no role in org.main, so team.t["a"] gives nothing to this member. And 2 more instances: team.t["b"], team.t["c"].`,
				`user.off has no role in org.main, so team.t["a"] gives nothing to this member. And 2 more instances: team.t["b"], team.t["c"].`,
			},
		},
		"names that differ": {
			"folder \"f\" {\n  for_each = toset([\"a\", \"b\"])\n  uid = \"${each.key}-${join(\"\", [for i in range(40) : \"x\"])}\"\n}\n",
			"Long uid",
			[]string{`folder.f["a"]`, `folder.f["b"]`},
			[]string{fmt.Sprintf("%q has 42 characters, and Grafana refuses a new uid of more than 40. And 1 more instance: folder.f[\"b\"].", "a-"+strings.Repeat("x", 40))},
		},
		"a block without for_each": {
			"team \"t\" {}\n",
			"Team without members",
			nil,
			[]string{"Nobody is in team.t, so its permissions have no effect."},
		},
		"errors that say the same": {
			"team \"t\" {\n  for_each = toset([\"a\", \"b\"])\n  name = \"SRE\"\n  members = [user.vic, user.vic]\n}\n",
			"Duplicate team",
			[]string{`team.t["b"]`},
			[]string{`There is another team with the name "SRE", at main.hcl:6.`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			const others = "grafana { version = \"13\" }\norg \"main\" { viewers = [user.vic] }\nuser \"vic\" {}\n"
			_, diags := Load(fstest.MapFS{"main.hcl": {Data: []byte(others + tc.file)}})
			var details []string
			for _, d := range diags {
				if d.Summary != tc.summary {
					continue
				}
				details = append(details, d.Detail)
				if got := diag.InstancesOf(d); !slices.Equal(got, tc.instances) {
					t.Errorf("the instances are %q", got)
				}
			}
			if !slices.Equal(details, tc.details) {
				t.Errorf("got %q of %v", details, diags)
			}
		})
	}
}

// TestInstancesExpired checks that the warnings about expired keys are one, too.
func TestInstancesExpired(t *testing.T) {
	w, diags := Load(fstest.MapFS{"main.hcl": {Data: []byte(`grafana { version = "8.0" }
org "main" {}
api_key "k" {
  for_each = toset(["a", "b"])
  role     = "Viewer"
  expires  = "2020-01-01T00:00:00Z"
}
`)}})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	expired := Notices(w, time.Now())
	if len(expired) != 1 || expired[0].Detail != `api_key.k["a"] has expired, and is refused. And 1 more instance: api_key.k["b"].` {
		t.Error(expired)
	}
}
