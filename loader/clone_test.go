package loader

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/internal/document"
)

// TestClone checks that a copy is the same, and that changing it changes nothing
// of the world.
func TestClone(t *testing.T) {
	w, diags := Load(os.DirFS("../examples/acme"), testFileOf(t, "../examples/acme/folders_test.hcl"))
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	before, err := json.Marshal(document.Of(w))
	if err != nil {
		t.Fatal(err)
	}
	clone := w.Clone()
	ignoreFiles := cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".Files" }, cmp.Ignore())
	if diff := cmp.Diff(document.Of(w), document.Of(clone), ignoreFiles); diff != "" {
		t.Error(diff)
	}
	if len(clone.Tests) != len(w.Tests) || len(w.Tests) == 0 || len(clone.Files) != len(w.Files) {
		t.Errorf("%d tests and %d files, of %d and %d", len(clone.Tests), len(clone.Files), len(w.Tests), len(w.Files))
	}

	// A thing is one thing, wherever it is referred to.
	for _, team := range clone.Teams {
		if team.Org != clone.Orgs[0] && team.Org != clone.Orgs[1] {
			t.Errorf("%s is in another org", team.Addr)
		}
	}
	for i := range clone.Folders {
		entries := clone.Folders[i].Permissions.Entries
		for j := range entries {
			entries[j].Level, entries[j].Range = "Admin", hcl.Range{}
		}
	}
	for _, user := range clone.Users {
		user.Login.Value, user.Disabled = user.Login.Value+"2", true
	}
	for _, team := range clone.Teams {
		team.Members = append(team.Members[:0], team.Admins...)
	}
	after, err := json.Marshal(document.Of(w))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(before), string(after)); diff != "" {
		t.Error(diff)
	}
}

func testFileOf(t *testing.T, name string) Option {
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return WithTestFile("folders_test.hcl", content)
}
