package exporter_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/internal/exporter"
)

func ours(content []byte) bool { return strings.HasPrefix(string(content), "ours") }

// folder returns the files of a folder with their contents.
func folder(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		all[filepath.ToSlash(name)] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestWrite checks that files are replaced together, that those of an earlier export go, and that others stay.
func TestWrite(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "folder")
	possible := []string{"a", "b", "below/c"}
	write := func(files map[string][]byte) error { return exporter.Write(dir, files, possible, ours) }
	if err := write(map[string][]byte{"a": []byte("ours 1"), "below/c": []byte("ours 1")}); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "state"), []byte("theirs"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := write(map[string][]byte{"a": []byte("ours 2"), "b": []byte("ours 2")}); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"a": "ours 2", "b": "ours 2", "state": "theirs"}
	if diff := cmp.Diff(want, folder(t, dir)); diff != "" {
		t.Error(diff)
	}
	if err := os.WriteFile(filepath.Join(dir, "b"), []byte("theirs"), 0o644); err != nil {
		t.Fatal(err)
	}
	err := write(map[string][]byte{"a": []byte("ours 3"), "b": []byte("ours 3")})
	if err == nil || !strings.Contains(err.Error(), "b in "+dir+" is not from an export") {
		t.Errorf("a file of somebody else: %v", err)
	}
	want["b"] = "theirs"
	if diff := cmp.Diff(want, folder(t, dir)); diff != "" {
		t.Error(diff)
	}
	// A file of somebody else that would not be written stays.
	if err := write(map[string][]byte{"a": []byte("ours 4")}); err != nil {
		t.Fatal(err)
	}
	want["a"] = "ours 4"
	if diff := cmp.Diff(want, folder(t, dir)); diff != "" {
		t.Error(diff)
	}
	if err := os.Remove(filepath.Join(dir, "a")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(dir, "state"), filepath.Join(dir, "a")); err != nil {
		t.Skip(err)
	}
	if err := write(map[string][]byte{"a": []byte("ours 5")}); err == nil {
		t.Error("a link is replaced")
	}
	if diff := cmp.Diff("theirs", folder(t, dir)["state"]); diff != "" {
		t.Error(diff)
	}
}

// TestLosses checks that losses are in the order of the files, each once.
func TestLosses(t *testing.T) {
	at := func(file string, byte int) hcl.Range {
		start, end := hcl.Pos{Line: 1, Column: 1, Byte: byte}, hcl.Pos{Line: 1, Column: 2, Byte: byte + 1}
		return hcl.Range{Filename: file, Start: start, End: end}
	}
	var l exporter.Losses
	l.Add(at("b", 1), "x", "is %s", "last")
	l.Add(at("a", 9), "y", "is second")
	l.Add(at("a", 2), "z", "is 100%%")
	l.Add(at("a", 9), "y", "is second")
	var have []string
	for _, d := range exporter.Diagnostics(l.Sorted(), "Terraform", hcl.DiagError) {
		have = append(have, d.Subject.Filename+" "+d.Summary+": "+d.Detail)
	}
	want := []string{
		"a Not in Terraform: z is 100%.", "a Not in Terraform: y is second.", "b Not in Terraform: x is last.",
	}
	if diff := cmp.Diff(want, have); diff != "" {
		t.Error(diff)
	}
}
