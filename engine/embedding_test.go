package engine_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestEmbeddingQuotes says that the code of docs/embedding.md is that of the
// files it names, which are built and tested.
func TestEmbeddingQuotes(t *testing.T) {
	quotes := strings.Split(embedding(t), "```go\n")[1:]
	if len(quotes) == 0 {
		t.Error("nothing is quoted")
	}
	for _, quote := range quotes {
		quote, _, _ = strings.Cut(quote, "```")
		name, code, _ := strings.Cut(quote, "\n")
		name, named := strings.CutPrefix(name, "// ")
		if !named {
			t.Errorf("no file is named for\n%s", quote)
			continue
		}
		file, err := os.ReadFile(filepath.Join("..", filepath.FromSlash(name)))
		if err != nil {
			t.Error(err)
		} else if !strings.Contains(string(file), code) {
			t.Errorf("%s does not have\n%s", name, code)
		}
	}
}

// TestEmbeddingErrors says that docs/embedding.md tells of every error that
// programs can tell apart, and that it has no others of this package.
func TestEmbeddingErrors(t *testing.T) {
	text, found := embedding(t), map[string]bool{}
	for _, name := range errorNames(t) {
		found[strings.TrimPrefix(name, "*")] = true
		if !strings.Contains(text, "| `"+name+"` |") {
			t.Errorf("docs/embedding.md does not say what %s means", name)
		}
	}
	if !found["engine.ConfigError"] || !found["engine.ErrNoSource"] {
		t.Errorf("the errors of the package are %v", found)
	}
	for _, row := range strings.Split(text, "\n| `")[1:] {
		name, _, _ := strings.Cut(row, "`")
		if name = strings.TrimPrefix(name, "*"); strings.HasPrefix(name, "engine.") && !found[name] {
			t.Errorf("docs/embedding.md has an error %s that does not exist", name)
		}
	}
}

// maxModules is how many modules an importer of the engine may have to trust.
const maxModules = 32

// TestEmbeddingModules counts the modules that a program links if it imports the
// engine alone, and likewise the loader. docs/embedding.md has the numbers.
func TestEmbeddingModules(t *testing.T) {
	for pkg, text := range map[string]string{".": "links %d modules beside this one", "../loader": "links %d modules, in"} {
		out, err := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}}{{end}}{{end}}", pkg).Output()
		if err != nil {
			t.Fatal(err)
		}
		modules := strings.Fields(string(out))
		slices.Sort(modules)
		modules = slices.Compact(modules)
		if text = fmt.Sprintf(text, len(modules)); len(modules) > maxModules || !strings.Contains(embedding(t), text) {
			t.Errorf("docs/embedding.md does not say that %s %s, or there are too many: %v", pkg, text, modules)
		}
	}
}

// TestToolVersions says that all modules here use the same OPA.
func TestToolVersions(t *testing.T) {
	versions := map[string]bool{}
	for _, file := range []string{"../go.mod", "../tools/go.mod", "../tests/peers/go.mod"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		_, version, _ := strings.Cut(string(text), "github.com/open-policy-agent/opa v")
		version, _, _ = strings.Cut(version, "\n")
		versions[strings.TrimSuffix(version, " // indirect")] = true
	}
	if len(versions) != 1 || versions[""] {
		t.Errorf("versions of OPA: %v", slices.Sorted(maps.Keys(versions)))
	}
}

func embedding(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../docs/embedding.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// errorNames are the exported errors of this package: variables that begin with
// Err, and types that have a method Error, with a star for a pointer.
func errorNames(t *testing.T) (names []string) {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range file.Decls {
			switch d := decl.(type) {
			case *ast.FuncDecl:
				if d.Name.Name == "Error" && d.Recv != nil {
					star := ""
					typ := d.Recv.List[0].Type
					if pointer, ok := typ.(*ast.StarExpr); ok {
						star, typ = "*", pointer.X
					}
					if id, ok := typ.(*ast.Ident); ok && id.IsExported() {
						names = append(names, star+"engine."+id.Name)
					}
				}
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					if v, ok := spec.(*ast.ValueSpec); ok && d.Tok == token.VAR {
						for _, id := range v.Names {
							if strings.HasPrefix(id.Name, "Err") {
								names = append(names, "engine."+id.Name)
							}
						}
					}
				}
			}
		}
	}
	return names
}
