package policies_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/open-policy-agent/opa/v1/ast"
)

// A style is one rule for Rego. It reports what breaks it in a file.
//
// They are the defaults of Regal, the linter of OPA's community, as far as this
// can tell from the syntax of one package, with its names for them. Left out are
// external-reference, as the rules read one document of the world and one of
// tables on purpose, and what `opa fmt` and `opa check --strict` hold, which
// `make lint` runs too.
type style struct {
	name  string
	check func(f *regoFile, report func(at int, what string))
}

// A regoFile is a Rego file with all rules of its package.
type regoFile struct {
	path   string
	text   string
	module *ast.Module
	// packages has the rules of every package, by its path.
	packages map[string][]string
}

const longestLine = 120

var (
	snakeCase = regexp.MustCompile(`^_*[a-z0-9]+(_[a-z0-9]+)*$|^_+$`)
	verb      = regexp.MustCompile(`%[-+# 0]*[0-9.]*[a-zA-Z]`)
)

var styles = []style{
	{"line-length", func(f *regoFile, report func(int, string)) {
		for i, line := range strings.Split(f.text, "\n") {
			if n := utf8.RuneCountInString(line); n > longestLine {
				report(i+1, fmt.Sprintf("%d characters", n))
			}
		}
	}},
	{"todo-comment", func(f *regoFile, report func(int, string)) {
		for _, c := range f.module.Comments {
			if text := strings.ToLower(string(c.Text)); strings.Contains(text, "todo") || strings.Contains(text, "fixme") {
				report(c.Location.Row, string(c.Text))
			}
		}
	}},
	{"no-whitespace-comment", func(f *regoFile, report func(int, string)) {
		for _, c := range f.module.Comments {
			if len(c.Text) > 0 && c.Text[0] != ' ' && c.Text[0] != '\t' {
				report(c.Location.Row, string(c.Text))
			}
		}
	}},
	{"directory-package-mismatch", func(f *regoFile, report func(int, string)) {
		dir := filepath.ToSlash(filepath.Dir(f.path))
		have := strings.TrimSuffix(f.module.Package.Path.String(), "_test")
		if !strings.HasPrefix(dir, "..") && have != "data.rolecall."+strings.ReplaceAll(dir, "/", ".") {
			report(1, have+" in "+dir)
		}
	}},
	{"prefer-snake-case", func(f *regoFile, report func(int, string)) {
		eachName(f.module, func(name string, at *ast.Location) {
			if !snakeCase.MatchString(name) {
				report(at.Row, name)
			}
		})
	}},
	{"metasyntactic-variable", func(f *regoFile, report func(int, string)) {
		eachName(f.module, func(name string, at *ast.Location) {
			if slices.Contains([]string{"foo", "bar", "baz", "qux", "quux"}, name) {
				report(at.Row, name)
			}
		})
	}},
	{"shadows-builtin", func(f *regoFile, report func(int, string)) {
		eachName(f.module, func(name string, at *ast.Location) {
			if builtinNames[name] {
				report(at.Row, name)
			}
		})
	}},
	{"avoid-get-and-list-prefix", eachRule(func(_ *regoFile, r *ast.Rule, name string) bool {
		name = strings.TrimLeft(name, "_")
		return strings.HasPrefix(name, "get_") || strings.HasPrefix(name, "list_")
	})},
	{"rule-name-repeats-package", eachRule(func(f *regoFile, _ *ast.Rule, name string) bool {
		path := strings.Split(f.module.Package.Path.String(), ".")
		return strings.HasPrefix(name, path[len(path)-1]+"_")
	})},
	{"use-assignment-operator", eachRule(func(_ *regoFile, r *ast.Rule, _ string) bool {
		return r.Head.Value != nil && !r.Head.Assign && r.Head.Key == nil && !r.Head.Value.Equal(ast.BooleanTerm(true))
	})},
	{"test-outside-test-package", eachRule(func(f *regoFile, _ *ast.Rule, name string) bool {
		return strings.HasPrefix(name, "test_") && !strings.HasSuffix(f.module.Package.Path.String(), "_test")
	})},
	{"file-missing-test-suffix", eachRule(func(f *regoFile, _ *ast.Rule, name string) bool {
		return strings.HasPrefix(name, "test_") && !strings.HasSuffix(f.path, "_test.rego")
	})},
	{"messy-rule", func(f *regoFile, report func(int, string)) {
		seen, last := map[string]bool{}, ""
		for _, r := range f.module.Rules {
			name := r.Head.Ref().GroundPrefix().String()
			if name != last && seen[name] {
				report(r.Loc().Row, name)
			}
			seen[name], last = true, name
		}
	}},
	{"trailing-default-rule", func(f *regoFile, report func(int, string)) {
		seen := map[string]bool{}
		for _, r := range f.module.Rules {
			name := r.Head.Ref().GroundPrefix().String()
			if r.Default && seen[name] {
				report(r.Loc().Row, name)
			}
			seen[name] = true
		}
	}},
	{"identically-named-tests", func(f *regoFile, report func(int, string)) {
		seen := map[string]bool{}
		for _, r := range f.module.Rules {
			name := r.Head.Ref().GroundPrefix().String()
			if strings.HasPrefix(name, "test_") && seen[name] {
				report(r.Loc().Row, name)
			}
			seen[name] = true
		}
	}},
	{"prefer-package-imports", func(f *regoFile, report func(int, string)) {
		for _, i := range f.module.Imports {
			path, ok := i.Path.Value.(ast.Ref)
			if !ok || len(path) < 2 {
				continue
			}
			last, isText := path[len(path)-1].Value.(ast.String)
			if isText && slices.Contains(f.packages[path[:len(path)-1].String()], string(last)) {
				report(i.Loc().Row, path.String())
			}
		}
	}},
	{"leaked-internal-reference", func(f *regoFile, report func(int, string)) {
		if strings.HasSuffix(f.path, "_test.rego") {
			return
		}
		imported := map[string]bool{"data": true}
		for _, i := range f.module.Imports {
			imported[string(i.Name())] = true
		}
		ast.WalkRefs(f.module, func(ref ast.Ref) bool {
			head, ok := ref[0].Value.(ast.Var)
			if !ok || !imported[string(head)] {
				return false
			}
			for _, part := range ref[1:] {
				if text, ok := part.Value.(ast.String); ok && strings.HasPrefix(string(text), "_") {
					report(part.Loc().Row, ref.String())
				}
			}
			return false
		})
	}},
	{"print-or-trace-call", eachCall(func(f *regoFile, call []*ast.Term) bool {
		name := call[0].String()
		return (name == "print" || name == "trace") && !strings.HasSuffix(f.path, "_test.rego")
	})},
	{"sprintf-arguments-mismatch", eachCall(func(_ *regoFile, call []*ast.Term) bool {
		if call[0].String() != "sprintf" || len(call) < 3 {
			return false
		}
		format, isText := call[1].Value.(ast.String)
		values, isList := call[2].Value.(*ast.Array)
		return isText && isList && len(verb.FindAllString(strings.ReplaceAll(string(format), "%%", ""), -1)) != values.Len()
	})},
	{"yoda-condition", eachCall(func(_ *regoFile, call []*ast.Term) bool {
		operator := call[0].String()
		return slices.Contains([]string{"equal", "neq", "lt", "lte", "gt", "gte"}, operator) && len(call) == 3 &&
			ast.IsScalar(call[1].Value) && !ast.IsScalar(call[2].Value)
	})},
	{"constant-condition", func(f *regoFile, report func(int, string)) {
		ast.WalkExprs(f.module, func(e *ast.Expr) bool {
			if term, ok := e.Terms.(*ast.Term); ok && ast.IsScalar(term.Value) && !e.Generated && e.Location != nil && string(e.Location.Text) == term.String() && !generatedBody(f.module, e) {
				report(e.Location.Row, term.String())
			}
			return false
		})
	}},
}

// generatedBody reports whether an expression is the body `true` that the parser
// gives to a rule without one.
func generatedBody(m *ast.Module, e *ast.Expr) (found bool) {
	ast.WalkRules(m, func(r *ast.Rule) bool {
		found = found || len(r.Body) == 1 && r.Body[0] == e && r.Body[0].Equal(ast.NewExpr(ast.BooleanTerm(true)))
		return false
	})
	return found
}

// builtinNames are the first words of the names of OPA's functions.
var builtinNames = func() map[string]bool {
	names := map[string]bool{}
	for _, b := range ast.Builtins {
		if b.Infix == "" && !strings.HasPrefix(b.Name, "internal.") && !b.IsDeprecated() {
			first, _, _ := strings.Cut(b.Name, ".")
			names[first] = true
		}
	}
	return names
}()

// eachRule makes a check of one about each rule, with its name.
func eachRule(bad func(f *regoFile, r *ast.Rule, name string) bool) func(*regoFile, func(int, string)) {
	return func(f *regoFile, report func(int, string)) {
		for _, r := range f.module.Rules {
			if name := r.Head.Ref()[0].Value.String(); bad(f, r, strings.Trim(name, `"`)) {
				report(r.Loc().Row, name)
			}
		}
	}
}

// eachCall makes a check of one about each call: the operator and its operands.
func eachCall(bad func(f *regoFile, call []*ast.Term) bool) func(*regoFile, func(int, string)) {
	return func(f *regoFile, report func(int, string)) {
		about := func(call []*ast.Term, at *ast.Location) {
			if bad(f, call) {
				report(at.Row, ast.Call(call).String())
			}
		}
		ast.WalkExprs(f.module, func(e *ast.Expr) bool {
			if call, ok := e.Terms.([]*ast.Term); ok {
				about(call, e.Location)
			}
			return false
		})
		ast.WalkTerms(f.module, func(t *ast.Term) bool {
			if call, ok := t.Value.(ast.Call); ok {
				about(call, t.Location)
			}
			return false
		})
	}
}

// eachName calls f with the name of each rule, of each argument and of each
// variable that a body declares.
func eachName(m *ast.Module, f func(name string, at *ast.Location)) {
	for _, r := range m.Rules {
		f(strings.Trim(r.Head.Ref()[0].Value.String(), `"`), r.Loc())
		for _, arg := range r.Head.Args {
			if v, ok := arg.Value.(ast.Var); ok && !v.IsGenerated() && !v.IsWildcard() {
				f(string(v), arg.Location)
			}
		}
	}
	ast.WalkExprs(m, func(e *ast.Expr) bool {
		if call, ok := e.Terms.([]*ast.Term); ok && e.IsAssignment() {
			if v, ok := call[1].Value.(ast.Var); ok && !v.IsGenerated() && !v.IsWildcard() {
				f(string(v), e.Location)
			}
		}
		return false
	})
}

// broken returns what breaks a style in files of Rego, by path.
func broken(t *testing.T, files map[string]string) (found []string) {
	t.Helper()
	var parsed []*regoFile
	packages := map[string][]string{}
	for path, text := range files {
		m, err := ast.ParseModule(path, text)
		if err != nil {
			t.Fatal(err)
		}
		parsed = append(parsed, &regoFile{path, text, m, packages})
		for _, r := range m.Rules {
			name := m.Package.Path.String()
			packages[name] = append(packages[name], strings.Trim(r.Head.Ref()[0].Value.String(), `"`))
		}
	}
	for _, f := range parsed {
		for _, s := range styles {
			s.check(f, func(at int, what string) {
				found = append(found, fmt.Sprintf("%s:%d: %s: %s", f.path, at, s.name, what))
			})
		}
	}
	slices.Sort(found)
	return found
}

// TestStyle shows that all Rego of the project keeps to every style.
func TestStyle(t *testing.T) {
	files := map[string]string{}
	for _, root := range []string{".", "../examples"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() && filepath.Ext(path) == ".rego" {
				var b []byte
				b, err = os.ReadFile(path)
				files[path] = string(b)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(files) < 50 {
		t.Errorf("there are %d files of Rego", len(files))
	}
	for _, what := range broken(t, files) {
		t.Error(what)
	}
}

// TestStyles shows that each style finds what breaks it.
func TestStyles(t *testing.T) {
	breaks := map[string]string{
		"line-length":                "package rolecall.x\n# " + strings.Repeat("x", longestLine),
		"todo-comment":               "package rolecall.x\n# TODO: more",
		"no-whitespace-comment":      "package rolecall.x\n#more",
		"directory-package-mismatch": "package rolecall.y",
		"prefer-snake-case":          "package rolecall.x\nmayRead := 1",
		"metasyntactic-variable":     "package rolecall.x\nfoo := 1",
		"shadows-builtin":            "package rolecall.x\na if { startswith := 1; startswith > 0 }",
		"avoid-get-and-list-prefix":  "package rolecall.x\nget_a := 1",
		"rule-name-repeats-package":  "package rolecall.x\nx_a := 1",
		"use-assignment-operator":    "package rolecall.x\na = 1",
		"test-outside-test-package":  "package rolecall.x\ntest_a if input.a",
		"file-missing-test-suffix":   "package rolecall.x_test\ntest_a if input.a",
		"messy-rule":                 "package rolecall.x\na if input.a\nb if input.b\na if input.c",
		"trailing-default-rule":      "package rolecall.x\na if input.a\ndefault a := false",
		"identically-named-tests":    "package rolecall.x_test\ntest_a if input.a\ntest_a if input.b",
		"prefer-package-imports":     "package rolecall.x\nimport data.rolecall.z.a\nb := a",
		"leaked-internal-reference":  "package rolecall.x\nimport data.rolecall.z\nb := z._c",
		"print-or-trace-call":        "package rolecall.x\na if print(input.a)",
		"sprintf-arguments-mismatch": "package rolecall.x\na := sprintf(`%s %d`, [input.a])",
		"yoda-condition":             "package rolecall.x\na if 1 == input.a",
		"constant-condition":         "package rolecall.x\na if { 1; input.a }",
	}
	if len(breaks) != len(styles) {
		t.Errorf("%d styles have an example, of %d", len(breaks), len(styles))
	}
	for name, text := range breaks {
		found := broken(t, map[string]string{"x/x.rego": text, "z/z.rego": "package rolecall.z\na := 1"})
		if !slices.ContainsFunc(found, func(what string) bool { return strings.Contains(what, ": "+name+": ") }) {
			t.Errorf("%s: finds %q", name, found)
		}
		if !slices.ContainsFunc(styles, func(s style) bool { return s.name == name }) {
			t.Errorf("%s is not a style", name)
		}
	}
	if found := broken(t, map[string]string{"x/x.rego": "package rolecall.x\n\n# A rule.\na if input.a == 1\n"}); len(found) > 0 {
		t.Errorf("found %q in a file that keeps to all", found)
	}
}
