package engine_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestSmallAPI holds the number of names that a reader of the documentation of a package
// meets at first: exported types, functions, variables and constants, but not methods.
func TestSmallAPI(t *testing.T) {
	for dir, most := range map[string]int{".": 34, "../loader": 13} {
		names := exported(t, dir)
		if len(names) == 0 || len(names) > most {
			t.Errorf("%s exports %d names, of at most %d: %s", dir, len(names), most, strings.Join(names, ", "))
		}
	}
}

// TestNoInternalTypes checks that no exported function or method has a parameter or a
// result of an internal package, which no embedder could give or name.
func TestNoInternalTypes(t *testing.T) {
	for _, file := range parsed(t, ".") {
		internal := map[string]bool{}
		for _, i := range file.Imports {
			path := strings.Trim(i.Path.Value, `"`)
			if strings.Contains(path, "/internal/") {
				internal[filepath.Base(path)] = true
			}
		}
		for _, decl := range file.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok || !f.Name.IsExported() || f.Recv != nil && !ast.IsExported(receiver(f)) {
				continue
			}
			ast.Inspect(f.Type, func(n ast.Node) bool {
				if s, ok := n.(*ast.SelectorExpr); ok {
					if x, ok := s.X.(*ast.Ident); ok && internal[x.Name] {
						t.Errorf("%s has %s.%s in its signature", f.Name.Name, x.Name, s.Sel.Name)
					}
				}
				return true
			})
		}
	}
}

// exported returns the exported names of the package in a folder, sorted.
func exported(t *testing.T, dir string) []string {
	var names []string
	add := func(ids ...*ast.Ident) {
		for _, id := range ids {
			if id.IsExported() {
				names = append(names, id.Name)
			}
		}
	}
	for _, file := range parsed(t, dir) {
		for _, decl := range file.Decls {
			switch d := decl.(type) {
			case *ast.FuncDecl:
				if d.Recv == nil {
					add(d.Name)
				}
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					switch s := spec.(type) {
					case *ast.TypeSpec:
						add(s.Name)
					case *ast.ValueSpec:
						add(s.Names...)
					}
				}
			}
		}
	}
	slices.Sort(names)
	return names
}

// parsed returns the files of the package in a folder, without tests.
func parsed(t *testing.T, dir string) []*ast.File {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(paths) == 0 {
		t.Fatal(paths, err)
	}
	var files []*ast.File
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	return files
}

// receiver returns the name of the type that a method is of.
func receiver(f *ast.FuncDecl) string {
	typ := f.Recv.List[0].Type
	for {
		switch t := typ.(type) {
		case *ast.StarExpr:
			typ = t.X
		case *ast.IndexExpr:
			typ = t.X
		case *ast.Ident:
			return t.Name
		default:
			return ""
		}
	}
}
