package engine_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/open-policy-agent/opa/v1/rego"

	"github.com/rolecall/rolecall/engine"
)

// TestBundleOfOneRelease checks that a bundle has the tables of its own release
// alone, that plain OPA decides as the engine does with it, and that the engine
// opens it again.
func TestBundleOfOneRelease(t *testing.T) {
	for release, want := range map[string][]string{"9.3": {"9.3"}, "13": {"13"}, "8.5": {"8.5", "8.5 with accesscontrol"}} {
		config := strings.Replace(string(configuration["main.hcl"].Data), `version = "9.3"`, `version = "`+release+`"`, 1)
		eng := open(t, fstest.MapFS{"main.hcl": {Data: []byte(config)}})
		b := eng.View().Bundle()
		tables := b.Data["rolecall"].(map[string]any)["versions"].(map[string]any)
		if diff := cmp.Diff(want, slices.Sorted(maps.Keys(tables))); diff != "" {
			t.Errorf("the tables of a bundle of %s (-want +got):\n%s", release, diff)
		}
		query, err := rego.New(rego.Query("data.rolecall.authz.allow"), rego.ParsedBundle("b", b)).PrepareForEval(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		again, err := engine.FromBundle(t.Context(), b)
		if err != nil {
			t.Fatal(err)
		}
		for _, login := range []string{"eve", "vic"} {
			r := edits(login)
			results, err := query.Eval(t.Context(), rego.EvalInput(r))
			if err != nil {
				t.Fatal(err)
			}
			for name, e := range map[string]*engine.Engine{"made": eng, "opened": again} {
				d, err := e.Check(t.Context(), r)
				if err != nil || d.Allowed != results.Allowed() {
					t.Errorf("%s: %s: the engine that was %s says %v, %v, and OPA %v", release, login, name, d.Allowed, err, results.Allowed())
				}
			}
		}
	}
}
