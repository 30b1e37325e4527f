package loader

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/rolecall/rolecall/internal/document"
	"github.com/rolecall/rolecall/internal/nesting"
)

// FuzzLoad loads files in native and JSON syntax, and files for functions to read. For
// any content there is a World, and every diagnostic is about a place that exists.
func FuzzLoad(f *testing.F) {
	seeds, err := filepath.Glob("testdata/*/*")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range seeds {
		src, err := os.ReadFile(name)
		if err != nil {
			continue // a folder, as testdata/fuzz has
		}
		if filepath.Ext(name) != ".txtar" {
			f.Add(string(src), "{}", "")
			continue
		}
		files := map[string]string{}
		for _, file := range txtar.Parse(src).Files {
			ext := "hcl"
			switch {
			case strings.HasSuffix(file.Name, ".json"):
				ext = "json"
			case !strings.HasSuffix(file.Name, ".hcl"):
				ext = "data"
			}
			files[ext] += string(file.Data)
		}
		f.Add(files["hcl"], files["json"], files["data"])
	}
	f.Fuzz(func(t *testing.T, native, json, data string) {
		files := fstest.MapFS{
			"a.hcl":      {Data: []byte(native)},
			"b.hcl.json": {Data: []byte(json)},
			"users.csv":  {Data: []byte(data)},
		}
		tests := map[string]string{"a_test.hcl": native, "b_test.hcl.json": json}
		opts := []Option{WithEnvironment(map[string]string{"version": data})}
		for name, src := range tests {
			opts = append(opts, WithTestFile(name, []byte(src)))
		}
		w, diags := Load(files, opts...)
		if w == nil {
			t.Fatal("no World")
		}
		for _, d := range diags {
			if d.Summary == "" || d.Detail == "" {
				t.Errorf("a diagnostic says nothing: %#v", d)
			}
			if at := d.Subject; at != nil {
				_, isTest := tests[at.Filename]
				if files[at.Filename] == nil && !isTest || at.Start.Line < 1 || at.Start.Byte < 0 {
					t.Errorf("a diagnostic is about a place that does not exist: %v", d)
				}
			}
		}
		if !diags.HasErrors() {
			document.Of(w)
		}
	})
}

// FuzzNesting checks that the quick measure of nesting never accepts a file that the
// exact one refuses.
func FuzzNesting(f *testing.F) {
	for _, s := range []string{"[", "a {\n", "f(", "{a=", "1 + ", "!", "[ #]\n", "a ? b : ", "\"x\" ", "b[1]", "a = 1\n", "-", "/* */", "\"\\\"(\"", "// (\n", "<<E\n"} {
		f.Add(s, "x = ", uint16(600))
	}
	f.Fuzz(func(t *testing.T, s, start string, n uint16) {
		if len(s) > 100 {
			return
		}
		src := []byte(start + strings.Repeat(s, int(n)))
		if !nesting.Simple(src) {
			return
		}
		tokens, _ := hclsyntax.LexConfig(src, "", hcl.InitialPos)
		if at := nesting.Deepest(tokens); at != nil {
			t.Errorf("nested too deep at %v, which the quick measure misses", at)
		}
	})
}
