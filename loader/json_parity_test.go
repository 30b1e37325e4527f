package loader

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/zclconf/go-cty/cty"

	"github.com/rolecall/rolecall/tests/records"
)

// TestJSON checks that configurations mean the same in JSON syntax: it translates and
// loads the ones of testdata/valid, the examples and the reference.
func TestJSON(t *testing.T) {
	for name, files := range configurations(t) {
		t.Run(name, func(t *testing.T) {
			translated := fstest.MapFS{}
			for path, file := range files {
				if strings.HasSuffix(path, ".hcl") {
					path, file = path+".json", &fstest.MapFile{Data: toJSON(t, file.Data)}
				}
				translated[path] = file
			}
			if diff := gocmp.Diff(meaning(t, files), meaning(t, translated)); diff != "" {
				t.Errorf("(-native +JSON):\n%s", diff)
			}
			if diff := gocmp.Diff(apart(files), apart(translated)); diff != "" {
				t.Errorf("(-native +JSON):\n%s", diff)
			}
		})
	}
}

// TestJSONFailures checks that invalid configurations have the same errors in JSON
// syntax. HCL's own errors have other words for JSON, and of the errors about a
// reference only the loader's are compared.
func TestJSONFailures(t *testing.T) {
	for name, fsys := range fixtures(t, "testdata/invalid") {
		native, translated := fsys.(fstest.MapFS), fstest.MapFS{}
		for path, file := range native {
			if strings.HasSuffix(path, ".hcl") {
				if _, diags := hclsyntax.ParseConfig(file.Data, "", hcl.InitialPos); diags.HasErrors() {
					translated = nil
					break
				}
				path, file = path+".json", &fstest.MapFile{Data: toJSON(t, file.Data)}
			}
			translated[path] = file
		}
		if translated == nil || otherwise[name] {
			continue
		}
		t.Run(name, func(t *testing.T) {
			if diff := gocmp.Diff(summariesOf(native), summariesOf(translated)); diff != "" {
				t.Errorf("(-native +JSON):\n%s", diff)
			}
		})
	}
}

// summariesOf returns the sorted summaries of the diagnostics about a configuration.
// HCL's summaries for JSON are replaced by the ones for native syntax.
func summariesOf(files fstest.MapFS) (all []string) {
	_, diags := loadAll(files)
	for _, d := range diags {
		summary := d.Summary
		switch summary {
		case "Unsupported block type":
			summary = "Unsupported argument"
		}
		all = append(all, summary)
	}
	slices.Sort(all)
	return all
}

// apart returns the parts of a configuration that are not in its data: its diagnostics,
// tests and invariants.
func apart(files fstest.MapFS) (all []string) {
	w, diags := loadAll(files)
	for _, d := range diags {
		all = append(all, d.Summary)
	}
	for _, test := range w.Tests {
		all = append(all, fmt.Sprintf("test %q has %d expectations", test.Name, len(test.Expectations)))
	}
	for _, invariant := range w.Invariants {
		all = append(all, fmt.Sprintf("invariant %q", invariant.Name))
	}
	slices.Sort(all) // translated blocks are in another order
	return all
}

// configurations are valid configurations by name.
func configurations(t *testing.T) map[string]fstest.MapFS {
	all := map[string]fstest.MapFS{}
	archives, err := filepath.Glob("testdata/valid/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, archive := range archives {
		src, err := os.ReadFile(archive)
		if err != nil {
			t.Fatal(err)
		}
		for _, half := range []string{"written", "computed"} {
			files := fstest.MapFS{}
			for _, f := range txtar.Parse(src).Files {
				if where, name, _ := strings.Cut(f.Name, "/"); where == half || where == "both" {
					files[name] = &fstest.MapFile{Data: f.Data}
				}
			}
			all[filepath.Base(archive)+"/"+half] = files
		}
	}
	for _, dir := range records.Worlds(t, "..") {
		all[dir] = folder(t, os.DirFS(dir))
	}
	examples, err := filepath.Glob("../examples/*/grafana.hcl")
	if err != nil || len(examples) == 0 {
		t.Fatalf("no examples (%v)", err)
	}
	for _, example := range examples {
		all[example] = folder(t, os.DirFS(filepath.Dir(example)))
	}
	reference, err := os.ReadFile("../docs/language.md")
	if err != nil {
		t.Fatal(err)
	}
	all["language.md"] = fstest.MapFS{"main.hcl": {Data: []byte(fenced(string(reference), "hcl")[0])}}
	return all
}

// folder reads the files of a configuration that are text.
func folder(t *testing.T, fsys fs.FS) fstest.MapFS {
	files := fstest.MapFS{}
	err := fs.WalkDir(fsys, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(path, ".gz") {
			return err
		}
		src, err := fs.ReadFile(fsys, path)
		files[path] = &fstest.MapFile{Data: src}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// toJSON translates a file of native syntax.
func toJSON(t *testing.T, src []byte) []byte {
	f, diags := hclsyntax.ParseConfig(src, "", hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	out, err := json.Marshal(jsonBody(f.Body.(*hclsyntax.Body), src))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// jsonBody returns a body as an object, with an array of the blocks of each type, in
// the order of their first blocks.
func jsonBody(body *hclsyntax.Body, src []byte) json.RawMessage {
	var properties [][]byte
	add := func(name string, value any) {
		text, _ := json.Marshal(value)
		properties = append(properties, fmt.Appendf(nil, "%q: %s", name, text))
	}
	for name, attr := range body.Attributes {
		add(name, jsonValue(name, attr.Expr, src))
	}
	blocks := map[string][]any{}
	var types []string
	for _, block := range body.Blocks {
		var content any = jsonBody(block.Body, src)
		for _, label := range slices.Backward(block.Labels) {
			content = map[string]any{label: content}
		}
		if blocks[block.Type] == nil {
			types = append(types, block.Type)
		}
		blocks[block.Type] = append(blocks[block.Type], content)
	}
	for _, typ := range types {
		add(typ, blocks[typ])
	}
	return slices.Concat([]byte("{"), bytes.Join(properties, []byte(",\n")), []byte("}"))
}

// jsonValue returns an expression as a value, or else as a template. A part that is not
// an expression, such as the type of a variable, is a string with its source.
func jsonValue(name string, expr hclsyntax.Expression, src []byte) any {
	text := strings.TrimSpace(string(expr.Range().SliceBytes(src)))
	if name == "type" || name == "iterator" {
		return text
	}
	switch x := expr.(type) {
	case *hclsyntax.LiteralValueExpr:
		switch v := x.Val; {
		case v.IsNull():
			return nil
		case v.Type() == cty.Bool:
			return v.True()
		default:
			return json.Number(text)
		}
	case *hclsyntax.TemplateExpr:
		if x.IsStringLiteral() {
			v, _ := x.Value(nil)
			return strings.NewReplacer("${", "$${", "%{", "%%{").Replace(v.AsString())
		}
	case *hclsyntax.TupleConsExpr:
		items := []any{}
		for _, item := range x.Exprs {
			items = append(items, jsonValue("", item, src))
		}
		return items
	}
	return "${" + text + "}"
}

// otherwise are the fixtures about parts that differ in JSON, where labels are keys of
// objects, blocks look like attributes, and references may be strings.
var otherwise = map[string]bool{
	"anonymous_attribute.hcl":      true,
	"blocks.hcl":                   true,
	"blocks_as_attributes.hcl":     true,
	"grafana_labelled.hcl":         true,
	"org_mapping_labelled.hcl":     true,
	"org_role_as_block.hcl":        true,
	"org_two_labels.hcl":           true,
	"org_without_label.hcl":        true,
	"permission_without_level.hcl": true,
	"reached_for_permission.hcl":   true,
	"reached_for_terraform.hcl":    true,
	"reference_in_quotes.hcl":      true,
	"role_action_missing.hcl":      true,
	"test_expectations.txtar":      true,
	"token_without_name.hcl":       true,
	"user_without_label.hcl":       true,
}

// TestJSONReference checks that a message about a reference writes one as it is
// written in JSON.
func TestJSONReference(t *testing.T) {
	_, diags := Load(fstest.MapFS{"main.hcl.json": {Data: []byte(`{
  "grafana": {"version": "8.0"},
  "user": {"eve": {}},
  "org": {"main": {"viewers": ["eve"]}}
}`)}})
	if want := `Write a reference to a user here, as in "user.eve".`; len(diags) != 1 || diags[0].Detail != want {
		t.Errorf("got %v, want %s", diags, want)
	}
}
