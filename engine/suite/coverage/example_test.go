package coverage_test

import (
	"context"
	"fmt"
	"os"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/suite"
	"github.com/rolecall/rolecall/engine/suite/coverage"
	"github.com/rolecall/rolecall/loader"
)

func Example() {
	ctx := context.Background()
	const name = "folders_test.hcl"
	tests, err := os.ReadFile("../../../examples/acme/" + name)
	if err != nil {
		panic(err)
	}
	w, diags := loader.Load(os.DirFS("../../../examples/acme"), loader.WithTestFile(name, tests))
	if diags.HasErrors() {
		panic(diags)
	}
	eng, err := engine.FromWorld(ctx, w)
	if err != nil {
		panic(err)
	}
	results, err := suite.Run(ctx, eng.View(), suite.New(w, eng.View()).Tests, suite.Options{})
	if err != nil {
		panic(err)
	}
	c := coverage.New(w, eng.View(), suite.Options{})
	if err := c.Tests(ctx, results); err != nil {
		panic(err)
	}
	for _, g := range c.Report().Grants {
		if g.Questions == 0 && g.Range.Filename == "folders.hcl" {
			fmt.Printf("%d: %s\n", g.Range.Start.Line, g.Text)
		}
	}
	// Output:
	// 52: View for "Viewer" on folder.support
	// 54: Edit for "Editor" on folder.support
	// 85: Edit for team.warehouse on folder.warehouse
	// 101: View for user.dora on folder.carriers
	// 101: View for user.lou on folder.carriers
	// 102: Edit for user.leo on folder.carriers
}
