// Package arrows checks that the packages below a folder import each other in one
// direction only and stay small enough to read. Only tests use it.
package arrows

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Rules hold the rules for the packages below a folder.
type Rules struct {
	// Module is the path of the module, and Folder the path of the folder in it.
	Module, Folder string
	// Below lists, for each package below the folder, the packages below the
	// folder that it may import. Packages are named by their path in the module.
	// Each package below the folder must have an entry.
	Below map[string][]string
	// Outside lists the folders of the module, besides Folder, that the packages
	// may import from.
	Outside []string
	// Lines and Files are the most that a package may have without its tests,
	// and Methods the most that a type may have.
	Lines, Files, Methods int
}

// Down returns rules for packages from the top down: each may import all that follow.
func Down(order ...string) map[string][]string {
	below := map[string][]string{}
	for i, name := range order {
		below[name] = order[i+1:]
	}
	return below
}

// Test reports each broken rule as an error of a test. Root is the folder in the file
// system.
func (r Rules) Test(t *testing.T, root string) {
	t.Helper()
	broken, err := r.Broken(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, sentence := range broken {
		t.Error(sentence)
	}
}

// Broken returns a sentence for each broken rule, in the order of the packages.
// Root is the folder in the file system. Files that the build excludes on some
// systems count; generators, in folders named gen, do not.
func (r Rules) Broken(root string) ([]string, error) {
	var broken []string
	found := map[string]bool{}
	err := filepath.WalkDir(root, func(dir string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		if d.Name() == "testdata" || d.Name() == "gen" {
			return filepath.SkipDir
		}
		below, err := filepath.Rel(root, dir)
		if err != nil {
			return err
		}
		p, err := read(dir)
		if err != nil || p.files == 0 {
			return err
		}
		name := path.Join(r.Folder, filepath.ToSlash(below))
		found[name] = true
		broken = append(broken, r.check(name, p)...)
		return nil
	})
	for name, below := range r.Below {
		for _, name := range append([]string{name}, below...) {
			if !found[name] {
				broken = append(broken, fmt.Sprintf("%s has a rule but is not a package", name))
				found[name] = true
			}
		}
	}
	return broken, err
}

func (r Rules) check(name string, p *pkg) []string {
	var broken []string
	below, ok := r.Below[name]
	if !ok {
		broken = append(broken, name+" has no rule for what it may import")
	}
	for _, path := range p.imports {
		to, ours := strings.CutPrefix(path, r.Module+"/")
		switch {
		case !ours:
		case in(to, r.Folder):
			if !slices.Contains(below, to) {
				broken = append(broken, fmt.Sprintf("%s imports %s, which is not below it", name, to))
			}
		case !slices.ContainsFunc(r.Outside, func(folder string) bool { return in(to, folder) }):
			broken = append(broken, fmt.Sprintf("%s imports %s, which is in no folder that it may import from", name, to))
		}
	}
	if p.lines > r.Lines {
		broken = append(broken, fmt.Sprintf("%s has %d lines, more than %d", name, p.lines, r.Lines))
	}
	if p.files > r.Files {
		broken = append(broken, fmt.Sprintf("%s has %d files, more than %d", name, p.files, r.Files))
	}
	for typ, n := range p.methods {
		if n > r.Methods {
			broken = append(broken, fmt.Sprintf("%s.%s has %d methods, more than %d", name, typ, n, r.Methods))
		}
	}
	return broken
}

// in reports whether a package is a folder or below it.
func in(pkg, folder string) bool { return pkg == folder || strings.HasPrefix(pkg, folder+"/") }

// A pkg describes a package without its tests.
type pkg struct {
	lines, files int
	imports      []string
	methods      map[string]int // by type
}

// read reads the package in the folder dir.
func read(dir string) (*pkg, error) {
	p := &pkg{methods: map[string]int{}}
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, name, nil, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		if ast.IsGenerated(file) {
			continue
		}
		p.files++
		p.lines += fset.File(file.Pos()).LineCount()
		for _, imp := range file.Imports {
			if path := strings.Trim(imp.Path.Value, `"`); !slices.Contains(p.imports, path) {
				p.imports = append(p.imports, path)
			}
		}
		for _, decl := range file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Recv != nil {
				p.methods[receiver(f.Recv.List[0].Type)]++
			}
		}
	}
	return p, nil
}

// receiver returns the name of the type of a method's receiver.
func receiver(typ ast.Expr) string {
	switch t := typ.(type) {
	case *ast.StarExpr:
		return receiver(t.X)
	case *ast.IndexExpr:
		return receiver(t.X)
	case *ast.IndexListExpr:
		return receiver(t.X)
	case *ast.Ident:
		return t.Name
	}
	return ""
}
