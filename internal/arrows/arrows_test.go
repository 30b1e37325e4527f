package arrows

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestBroken breaks each rule once and checks that Broken finds nothing else.
func TestBroken(t *testing.T) {
	root := t.TempDir()
	for name, content := range map[string]string{
		"top.go":             "package top\n\nimport (\n\t_ \"m/top/a\"\n\t_ \"m/near/it\"\n\t_ \"m/other\"\n\t_ \"fmt\"\n)\n",
		"top_test.go":        "package top\n\nimport _ \"m/top/b\"\n",
		"a/a.go":             "package a\n\nimport _ \"m/top\"\n",
		"a/gen/main.go":      "package main\n\nimport _ \"m/top\"\n",
		"a/cmd/main.go":      "package main\n\nimport _ \"m/top\"\n",
		"a/testdata/x/x.go":  "package x\n",
		"b/b.go":             "package b\n\ntype t struct{}\n\nfunc (t) a()  {}\nfunc (*t) b() {}\nfunc (t) c()  {}\n",
		"b/c.go":             "package b\n\ntype g[T any] struct{}\n\nfunc (*g[T]) a() {}\n",
		"b/d.go":             "package b\n",
		"unruled/unruled.go": "package unruled\n",
	} {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	rules := Rules{
		Module: "m", Folder: "top",
		Below:   map[string][]string{"top": {"top/a", "top/b"}, "top/a": nil, "top/a/cmd": nil, "top/b": nil, "top/gone": nil},
		Outside: []string{"near"},
		Lines:   10, Files: 2, Methods: 2,
	}
	got, err := rules.Broken(root)
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(got)
	want := []string{
		"top imports other, which is in no folder that it may import from",
		"top/a imports top, which is not below it",
		"top/a/cmd imports top, which is not below it",
		"top/b has 13 lines, more than 10",
		"top/b has 3 files, more than 2",
		"top/b.t has 3 methods, more than 2",
		"top/gone has a rule but is not a package",
		"top/unruled has no rule for what it may import",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
