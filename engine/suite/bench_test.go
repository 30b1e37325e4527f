package suite_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/suite"
	"github.com/rolecall/rolecall/loader"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/tests/sizes"
)

// BenchmarkTests runs 10,000 cells on a loaded configuration of size M and returns the
// results. The target is a second.
func BenchmarkTests(b *testing.B) {
	const wanted = 10_000
	files := sizes.Generate(sizes.M, 1, "8.0")
	var tests strings.Builder
	for i := range sizes.M.Teams {
		// A team and a folder of its org.
		fmt.Fprintf(&tests, "test \"team %d\" {\n  as = [team.team_%d]\n", i, i)
		for _, word := range []string{"allow", "deny"} {
			fmt.Fprintf(&tests, "  %s {\n    actions = [\"dashboards:read\", \"dashboards:write\"]\n    on = [", word)
			for n := range 5 {
				fmt.Fprintf(&tests, "folder.folder_%d, ", (i+2*n)%sizes.M.Folders)
			}
			tests.WriteString("]\n  }\n")
		}
		tests.WriteString("}\n")
	}
	w, eng := open(b, files, tests.String())
	cells := 0
	for b.Loop() {
		cells = 0
		results, err := suite.Run(b.Context(), eng.View(), suite.New(w, eng.View()).Tests, suite.Options{})
		if err != nil {
			b.Fatal(err)
		}
		for _, r := range results {
			cells += len(r.Cells)
		}
	}
	if cells < wanted {
		b.Fatalf("%d cells, of which there should be %d", cells, wanted)
	}
	perCell := float64(b.Elapsed().Nanoseconds()) / float64(b.N) / float64(cells)
	b.ReportMetric(float64(cells), "cells")
	b.ReportMetric(perCell*wanted/1e6, "ms/10000-cells")
}

// BenchmarkInvariant checks one invariant about every subject and every dashboard of an
// org in a configuration of size M.
func BenchmarkInvariant(b *testing.B) {
	files := sizes.Generate(sizes.M, 1, "8.0")
	files["invariants.hcl"] = &fstest.MapFile{Data: []byte(`
invariant "somebody can change everything" {
  actions  = ["dashboards:write"]
  on       = [org.org_0]
  at_least = 1
}
`)}
	w, eng := open(b, files, "")
	s := suite.New(w, eng.View())
	for b.Loop() {
		results, err := suite.Check(b.Context(), eng.View(), s.Invariants, suite.Options{})
		if err != nil {
			b.Fatal(err)
		}
		if broken := results[0].Breaches; len(broken) > 0 {
			b.Fatal(broken[0])
		}
	}
	b.ReportMetric(float64(len(s.Invariants[0].Questions[0].Requests)), "places")
}

func open(b *testing.B, files fstest.MapFS, tests string) (*schema.World, *engine.Engine) {
	w, diags := loader.Load(files, loader.WithTestFile("a_test.hcl", []byte(tests)))
	if diags.HasErrors() {
		b.Fatal(diags)
	}
	eng, err := engine.FromWorld(context.Background(), w)
	if err != nil {
		b.Fatal(err)
	}
	return w, eng
}
