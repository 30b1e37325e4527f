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

	"github.com/rolecall/rolecall/internal/globs"
	"github.com/rolecall/rolecall/internal/limits"
)

// TestEmbeddingQuotes checks that the code of docs/embedding.md is that of the
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

// TestEmbeddingErrors checks that docs/embedding.md tells of every error that
// programs can tell apart, and that it has no others of this package.
func TestEmbeddingErrors(t *testing.T) {
	text, found := embedding(t), map[string]bool{}
	for _, name := range errorNames(t) {
		found[strings.TrimPrefix(name, "*")] = true
		if !strings.Contains(text, "| `"+name+"` |") {
			t.Errorf("docs/embedding.md does not say what %s means", name)
		}
	}
	if !found["engine.ConfigError"] || !found["engine.ErrNoPath"] {
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
// engine alone, or the loader alone. The documentation has the numbers.
func TestEmbeddingModules(t *testing.T) {
	for _, c := range []struct{ pkg, file, says string }{
		{".", "../README.md", "brings %d modules"},
		{".", "../docs/embedding.md", "links %d modules beside this one"},
		{"../loader", "../docs/embedding.md", "links %d modules, in"},
	} {
		out, err := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}}{{end}}{{end}}", c.pkg).Output()
		if err != nil {
			t.Fatal(err)
		}
		modules := strings.Fields(string(out))
		slices.Sort(modules)
		modules = slices.Compact(modules)
		if len(modules) > maxModules {
			t.Errorf("%s links more than %d modules: %v", c.pkg, maxModules, modules)
		}
		if says := fmt.Sprintf(c.says, len(modules)); !strings.Contains(read(t, c.file), says) {
			t.Errorf("%s does not say that %s %s", c.file, c.pkg, says)
		}
	}
}

// TestToolVersions checks that all modules here use the same OPA.
func TestToolVersions(t *testing.T) {
	versions := map[string]bool{}
	for _, file := range []string{"../go.mod", "../tools/go.mod", "../tests/benchmark/go.mod"} {
		_, version, _ := strings.Cut(read(t, file), "github.com/open-policy-agent/opa v")
		version, _, _ = strings.Cut(version, "\n")
		versions[strings.TrimSuffix(version, " // indirect")] = true
	}
	if len(versions) != 1 || versions[""] {
		t.Errorf("versions of OPA: %v", slices.Sorted(maps.Keys(versions)))
	}
}

// TestSecurityLimits checks that SECURITY.md has the limits that hold.
func TestSecurityLimits(t *testing.T) {
	text := strings.ReplaceAll(read(t, "../SECURITY.md"), ",", "") // as in 1,000
	for _, row := range []string{
		fmt.Sprintf("| %d MiB; %d MiB of all together |", limits.MaxFileSize>>20, limits.MaxFilesRead>>20),
		fmt.Sprintf("| %d MiB |", limits.MaxLineLength>>20),
		fmt.Sprintf("| %d |", limits.MaxNesting),
		fmt.Sprintf("| %d of one %d together |", limits.MaxInstances, limits.MaxBlocks),
		fmt.Sprintf("| %d values %d MiB of text |", limits.MaxSteps, limits.MaxTextSize>>20),
		fmt.Sprintf("| %d |", globs.Max),
	} {
		if !strings.Contains(text, row) {
			t.Errorf("SECURITY.md does not have %s", row)
		}
	}
}

func embedding(t *testing.T) string {
	t.Helper()
	return read(t, "../docs/embedding.md")
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
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
