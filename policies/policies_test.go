package policies_test

import (
	"strings"
	"testing"
	"time"

	"github.com/open-policy-agent/opa/v1/tester"
)

// TestRego runs the Rego tests, as `opa test rolecall:policies` would.
func TestRego(t *testing.T) {
	modules, store, err := tester.Load([]string{"rolecall:."}, nil)
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	results, err := tester.NewRunner().SetTimeout(time.Minute).SetStore(store).SetModules(modules).CapturePrintOutput(true).RunTests(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	ran := 0
	for r := range results {
		ran++
		t.Run(r.Package+"."+r.Name, func(t *testing.T) {
			// OPA passes over cases that it cannot enumerate.
			if strings.HasSuffix(r.Name, "]") && len(r.SubResults) == 0 {
				t.Errorf("%s: no case ran", r.Location)
			}
			if !r.Pass() {
				t.Errorf("%s: %s%s", r.Location, r, r.Output)
			}
		})
	}
	if ran == 0 {
		t.Error("no Rego test ran")
	}
}
