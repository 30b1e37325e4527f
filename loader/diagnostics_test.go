package loader

import (
	"context"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/rolecall/rolecall/internal/limits"
	"github.com/rolecall/rolecall/loader/internal/review"
	"github.com/rolecall/rolecall/schema"
)

// A documented diagnostic is a section of docs/diagnostics.md.
type documented struct {
	summary string
	// pattern is the summary, with words in capitals for any.
	pattern *regexp.Regexp
	warning bool
	// example loads the example.
	example func() (*schema.World, hcl.Diagnostics)
}

// unwritten load the examples that cannot be written down.
var unwritten = map[string]func() (*schema.World, hcl.Diagnostics){
	"Unreadable configuration": loading(broken{err: fs.ErrPermission, dir: true}),
	"Unreadable file":          loading(broken{err: fs.ErrPermission}),
	"Value for undeclared variable": func() (*schema.World, hcl.Diagnostics) {
		return Load(fstest.MapFS{"main.hcl": {Data: []byte("grafana { version = \"8.0\" }\n")}}, WithVariables(map[string]string{"x": "y"}))
	},
	"Setting without a block": func() (*schema.World, hcl.Diagnostics) {
		return Load(fstest.MapFS{"main.hcl": {Data: []byte("org \"main\" {}\n")}}, WithSetting("version", "13.2"))
	},
	"Loading interrupted": func() (*schema.World, hcl.Diagnostics) {
		ctx, end := context.WithCancel(context.Background())
		end()
		return LoadContext(ctx, fstest.MapFS{"main.hcl": {Data: []byte("grafana { version = \"8.0\" }\n")}})
	},
	"File beyond limits": loading(fstest.MapFS{"main.hcl": {Data: []byte(strings.Repeat("#", limits.MaxLineLength+1))}}),
}

func loading(fsys fs.FS) func() (*schema.World, hcl.Diagnostics) {
	return func() (*schema.World, hcl.Diagnostics) { return loadAll(fsys) }
}

// broken is a file system whose folder, or whose files, cannot be read.
type broken struct {
	err error
	dir bool
}

func (b broken) Open(name string) (fs.File, error) {
	if b.dir || name != "." {
		return nil, &fs.PathError{Op: "open", Path: name, Err: b.err}
	}
	return fstest.MapFS{"main.hcl": {}}.Open(name)
}

// TestDiagnosticsDocumented compares docs/diagnostics.md with the code: every summary
// in the code, and every summary that a fixture causes, has a section, and every
// section has a summary that is used.
func TestDiagnosticsDocumented(t *testing.T) {
	sections := readDiagnostics(t)
	exact := map[string]bool{}
	for _, s := range sections {
		if exact[s.summary] {
			t.Errorf("%q has two sections", s.summary)
		}
		exact[s.summary] = true
	}
	find := func(summary string) string {
		if exact[summary] {
			return summary
		}
		for _, s := range sections {
			if s.pattern.MatchString(summary) {
				return s.summary
			}
		}
		return ""
	}

	given := map[string]bool{}
	for _, summary := range summaries(t) {
		section := find(summary)
		if section == "" {
			t.Errorf("no section of docs/diagnostics.md is about %q, which the code gives", summary)
		}
		given[section] = true
	}
	for name, fsys := range fixtures(t, "testdata/invalid") {
		for _, w := range expected(t, fsys) {
			section := find(w.Summary)
			if section == "" {
				t.Errorf("no section of docs/diagnostics.md is about %q, which %s meets", w.Summary, name)
			}
			given[section] = true
		}
	}
	for _, s := range sections {
		if !given[s.summary] {
			t.Errorf("docs/diagnostics.md is about %q, which neither the code gives nor a fixture meets", s.summary)
		}
	}
}

// TestDiagnosticExamples loads the example of every section.
func TestDiagnosticExamples(t *testing.T) {
	for _, s := range readDiagnostics(t) {
		t.Run(s.summary, func(t *testing.T) {
			w, diags := s.example()
			diags = append(diags, review.Notices(w, time.Now())...)
			found := slices.ContainsFunc(diags, func(d *hcl.Diagnostic) bool {
				return s.pattern.MatchString(d.Summary) && (d.Severity == hcl.DiagWarning) == s.warning
			})
			if !found {
				t.Errorf("about the example is said: %v", diags)
			}
		})
	}
}

var capitals = regexp.MustCompile(`\b(TYPE|LABEL)\b`)

func readDiagnostics(t *testing.T) []documented {
	text, err := os.ReadFile("../docs/diagnostics.md")
	if err != nil {
		t.Fatal(err)
	}
	var sections []documented
	for _, section := range strings.Split(string(text), "\n### ")[1:] {
		summary, body, _ := strings.Cut(section, "\n")
		s := documented{
			summary: summary,
			pattern: regexp.MustCompile("^" + capitals.ReplaceAllString(regexp.QuoteMeta(summary), `\S+( value)?`) + "$"),
			warning: strings.HasPrefix(strings.TrimSpace(body), "*Warning"),
		}
		if !s.warning && !strings.HasPrefix(strings.TrimSpace(body), "*Error") {
			t.Errorf("%q does not say whether it is an error or a warning", summary)
		}
		files := fstest.MapFS{}
		switch {
		case len(fenced(body, "hcl")) > 0:
			example := fenced(body, "hcl")[0]
			files["main.hcl"] = &fstest.MapFile{Data: []byte(example)}
			if !strings.Contains("\n"+example, "\ngrafana") {
				files["grafana.hcl"] = &fstest.MapFile{Data: []byte("grafana { version = \"8.0\" }\n")}
			}
			s.example = loading(files)
		case len(fenced(body, "txtar")) > 0:
			for _, f := range txtar.Parse([]byte(fenced(body, "txtar")[0])).Files {
				files[f.Name] = &fstest.MapFile{Data: f.Data}
			}
			s.example = loading(files)
		default:
			if s.example = unwritten[summary]; s.example == nil {
				t.Fatalf("%q has no example", summary)
			}
		}
		sections = append(sections, s)
	}
	return sections
}

// givers are the functions whose first argument is a summary, or the type in
// "Duplicate TYPE".
var givers = map[string]bool{"Error": true, "Warn": true, "warn": true, "errorOnce": true, "warnOnce": true, "fail": true, "expired": true}

// summaries returns the summaries in the source of the loader. It has TYPE in place of
// a computed end.
func summaries(t *testing.T) []string {
	var names []string
	for _, pattern := range []string{"*.go", "internal/*/*.go", "internal/*/*/*.go"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, found...)
	}
	fset := token.NewFileSet()
	var files []*ast.File
	constants := map[string]string{}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(fset, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
		ast.Inspect(f, func(n ast.Node) bool {
			if spec, ok := n.(*ast.ValueSpec); ok && len(spec.Names) == len(spec.Values) {
				for i, v := range spec.Values {
					if text, err := summaryOf(v, nil); err == nil {
						constants[spec.Names[i].Name] = text
					}
				}
			}
			return true
		})
	}
	found := map[string]bool{}
	add := func(e ast.Expr) {
		if text, err := summaryOf(e, constants); err == nil {
			found[text] = true
		}
	}
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				name := ""
				switch fun := n.Fun.(type) {
				case *ast.SelectorExpr:
					name = fun.Sel.Name
				case *ast.Ident:
					name = fun.Name
				}
				if givers[name] && len(n.Args) > 1 {
					add(n.Args[0])
				}
			case *ast.KeyValueExpr:
				if key, ok := n.Key.(*ast.Ident); ok && key.Name == "Summary" {
					add(n.Value)
				}
			}
			return true
		})
	}
	var all []string
	for s := range found {
		all = append(all, s)
	}
	slices.Sort(all)
	if len(all) < 50 {
		t.Fatalf("only %d summaries were found: %q", len(all), all)
	}
	return all
}

var errNoSummary = errors.New("not a summary")

// summaryOf is the text of a string literal, a constant, or a literal with
// something after it.
func summaryOf(e ast.Expr, constants map[string]string) (string, error) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind == token.STRING {
			return strconv.Unquote(e.Value)
		}
	case *ast.Ident:
		if text, ok := constants[e.Name]; ok {
			return text, nil
		}
	case *ast.SelectorExpr:
		return summaryOf(e.Sel, constants)
	case *ast.BinaryExpr:
		if text, err := summaryOf(e.X, constants); err == nil {
			return text + "TYPE", nil
		}
	}
	return "", errNoSummary
}
