package engine_test

import (
	"context"
	"fmt"

	"github.com/rolecall/rolecall/engine"
)

func ExampleEngine_Explain() {
	ctx := context.Background()
	eng, err := engine.Open(ctx, "../examples/acme")
	if err != nil {
		panic(err)
	}
	explanation, err := eng.Explain(ctx, engine.Request{
		Subject:  engine.Subject{Type: "user", ID: "kim"},
		Action:   "dashboards:write",
		Resource: engine.Resource{Type: "folder", ID: "production"},
		Org:      "acme",
	})
	if err != nil {
		panic(err)
	}
	for _, way := range explanation.Ways {
		for _, need := range way.Needs {
			for _, derivation := range need.Derivations {
				for _, step := range derivation.Steps {
					fmt.Println(step)
				}
			}
		}
	}
	// Output:
	// user:kim (users.hcl:29)
	// Viewer in org acme (orgs.hcl:18)
	// Member of team SRE (teams.hcl:7)
	// dashboards:write at folders:uid:production: its permission "Edit" (folders.hcl:13)
	// folder:production (folders.hcl:7)
}
