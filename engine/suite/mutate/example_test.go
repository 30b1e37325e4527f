package mutate_test

import (
	"context"
	"fmt"
	"testing/fstest"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/suite/mutate"
	"github.com/rolecall/rolecall/loader"
)

func Example() {
	ctx := context.Background()
	w, diags := loader.Load(fstest.MapFS{"main.hcl": {Data: []byte(`
grafana { version = "9.3" }
org "main" { viewers = [user.vic] }
user "vic" {}
folder "production" {
  permission "View" { users = [user.vic] }
}
invariant "somebody looks" {
  actions  = ["folders:read"]
  on       = [folder.production]
  at_least = 1
}
`)}})
	if diags.HasErrors() {
		panic(diags)
	}
	eng, err := engine.FromWorld(ctx, w)
	if err != nil {
		panic(err)
	}
	outcomes, err := mutate.Run(ctx, w, eng.View(), mutate.Options{
		Change: func(m mutate.Mutation) bool { return m.Range.Start.Line == 6 },
	})
	if err != nil {
		panic(err)
	}
	for _, o := range outcomes {
		fmt.Printf("%d: %s: %s\n", o.Range.Start.Line, o.Text, o.Verdict)
	}
	// Output:
	// 6: "Viewer" gets View on folder.production: equivalent
	// 6: user.vic loses View on folder.production: noticed
	// 6: user.vic has Edit instead of View on folder.production: survived
	// 6: folder.production loses its permission "View": equivalent
}
