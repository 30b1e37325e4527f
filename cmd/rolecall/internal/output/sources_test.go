package output

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/schema"
)

// TestSources checks that declarations have paths from the working directory, and that
// nothing else changes: sources of Grafana's, names that look like places, and bundles.
func TestSources(t *testing.T) {
	w := &schema.World{Files: map[string]*hcl.File{"main.hcl": {}, "teams/a (1).hcl": {}}}
	s := SourcesOf(w, func(name string) string { return filepath.Join("conf", name) })
	reasons := []string{
		`user:eve has folders:read at folders:uid:f: its permission "View" (main.hcl:3)`,
		`user:eve has folders:read at folders:uid:f: its permission "View" (teams/a (1).hcl:12)`,
		"role:Viewer has orgs:read at org: the org role (Grafana: api/api.go:3)",
		"user:(main.hcl:3) lacks folders:read at folders:uid:f",
		"team:x (main.hcl:1 has folders:read at org: role r (b.hcl:3)",
		")",
	}
	want := append([]string{
		`user:eve has folders:read at folders:uid:f: its permission "View" (conf/main.hcl:3)`,
		`user:eve has folders:read at folders:uid:f: its permission "View" (conf/teams/a (1).hcl:12)`,
	}, reasons[2:]...)
	if diff := cmp.Diff(want, s.Reasons(reasons)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(reasons, SourcesOf(nil, filepath.Clean).Reasons(reasons)); diff != "" {
		t.Errorf("of a bundle (-want +got):\n%s", diff)
	}

	at := func(file string) explain.Explanation {
		source := explain.Source{File: file, Line: 3}
		return explain.Explanation{
			Ways: []explain.Way{{Needs: []explain.Need{{Derivations: []explain.Derivation{{Steps: []explain.Step{
				{Source: source}, {Fact: "main.hcl:3"},
			}}}}}}},
			Repairs: []explain.Repair{{Edits: []explain.Edit{{Source: source}, {}}}},
		}
	}
	before := at("main.hcl")
	if diff := cmp.Diff(at("conf/main.hcl"), s.Explanation(before)); diff != "" {
		t.Errorf("explanation (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(at("main.hcl"), before); diff != "" {
		t.Errorf("the given explanation changed (-want +got):\n%s", diff)
	}
}
