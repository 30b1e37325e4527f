package policies_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	regoast "github.com/open-policy-agent/opa/v1/ast"

	"github.com/rolecall/rolecall/schema"
)

// joined matches the words of programs: several words joined by underscores.
var joined = regexp.MustCompile(`\b[a-z][a-z0-9]*(?:_[a-z0-9]+)+\b`)

// fileNames matches the names of files.
var fileNames = regexp.MustCompile(`[\w/*]+\.(go|hcl|rego)\b`)

// allowedWords are joined words in sentences that are neither in the language nor a type of
// resource, each with the reason.
var allowedWords = map[string]string{
	"acme_test":               "a package in an example",
	"for_each":                "the language",
	"format_version":          "JSON for programs",
	"lookup_ip_addr":          "a function of Rego",
	"match_schema":            "a function of Rego",
	"max_nested_folder_depth": "a setting in Grafana's own configuration",
	"test_editors":            "a test in an example",
	"api_usage_warning":       "a code in the answers of OPA's server",
	"auto_assign_org":         "a setting in Grafana's own configuration",
	"deny_on_first_deny":      "AuthZEN's word",
	"execute_all":             "AuthZEN's word",
	"node_exporter":           "a program of Prometheus",
	"role_attribute_strict":   "a setting in Grafana's own configuration",
	"org_id":                  "an attribute of Terraform's provider",
	"permit_on_first_permit":  "AuthZEN's word",
	"verify_schema":           "a function of Rego",
}

// languageWords returns the joined words that people write: types of blocks, attributes and
// types of resources, and the allowed words.
func languageWords(t *testing.T) map[string]bool {
	words := map[string]bool{}
	for word := range allowedWords {
		words[word] = true
	}
	var kinds struct{ Types map[string]typeRow }
	readData(t, "kinds/data.json", &kinds)
	for typ := range kinds.Types {
		words[typ] = true
	}
	var add func(*schema.Shape)
	add = func(s *schema.Shape) {
		for _, a := range s.Attributes {
			words[a.Name] = true
		}
		for _, b := range s.Blocks {
			if !words[b.Name+" {"] {
				words[b.Name], words[b.Name+" {"] = true, true
				add(b.Block)
			}
		}
	}
	add(schema.ShapeOf(reflect.TypeFor[schema.Blocks]()))
	return words
}

// TestReasonWords reads the names in the sentences about decisions: holders, permissions,
// places and rules, in all releases. People do not know the words of programs, unless they
// write them in a configuration.
func TestReasonWords(t *testing.T) {
	language := languageWords(t)
	var versions map[string]struct {
		Fixed map[string]map[string]map[string]struct{ Because string }
		Sets  map[string]map[string]bool
		At    map[string][]string
	}
	readVersions(t, &versions)
	read := 0
	check := func(version, kind, name string) {
		read++
		if kind != "rule" && strings.Contains(name, ":") {
			return // a scope or an action of Grafana's, or a name with its type
		}
		for _, word := range joined.FindAllString(name, -1) {
			if !language[word] {
				t.Errorf("%s: the %s %q has the word %s of programs", version, kind, name, word)
			}
		}
		if kind == "permission" && !strings.ContainsAny(name, ":. ") {
			t.Errorf("%s: the permission %q is neither an action of Grafana's nor words", version, name)
		}
	}
	for version, v := range versions {
		for place, holders := range v.Fixed {
			check(version, "place", place)
			for holder, grants := range holders {
				check(version, "holder", holder)
				for _, grant := range grants {
					check(version, "rule", grant.Because)
				}
			}
		}
		for _, set := range v.Sets {
			for permission := range set {
				check(version, "permission", permission)
			}
		}
		for selector, places := range v.At {
			check(version, "place", selector)
			for _, place := range places {
				check(version, "place", place)
			}
		}
	}
	if read < 2000 {
		t.Errorf("only %d names were read", read)
	}
}

// wordLists are the files with lists of words that people write, by mistake or in projects for Terraform.
var wordLists = []string{"loader/internal/diag/unsupported.go", "internal/importer/terraform/resource/attributes.go"}

// TestSentenceWords reads all sentences in Go and Rego: texts of several words. They have
// no words of programs, unless people write them in a configuration.
func TestSentenceWords(t *testing.T) {
	language := languageWords(t)
	read := 0
	check := func(file, text string) {
		if !strings.Contains(strings.TrimSpace(text), " ") || slices.Contains(wordLists, file) && strings.Trim(text, "abcdefghijklmnopqrstuvwxyz_0123456789 ") == "" {
			return
		}
		read++
		for _, word := range joined.FindAllString(fileNames.ReplaceAllString(text, ""), -1) {
			if !language[word] {
				t.Errorf("%s has the word %s of programs in %q", file, word, text)
			}
		}
	}
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := strings.TrimPrefix(filepath.ToSlash(path), "../")
		switch {
		case d.IsDir() && (slices.Contains([]string{"policies/gen", "schema/gen", "tests", "tools", "examples"}, name) || strings.HasPrefix(d.Name(), ".") && name != ".."):
			return fs.SkipDir
		case filepath.Ext(path) == ".go" && !strings.HasSuffix(path, "_test.go"):
			return goTexts(path, func(text string) { check(name, text) })
		case filepath.Ext(path) == ".rego" && !strings.HasSuffix(path, "_test.rego"):
			return regoTexts(path, func(text string) { check(name, text) })
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if read < 1000 {
		t.Errorf("only %d sentences were read", read)
	}
}

// goTexts calls found with the text literals of a Go file.
func goTexts(path string, found func(string)) error {
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Field:
			n.Tag = nil
		case *ast.BasicLit:
			if text, err := strconv.Unquote(n.Value); err == nil && n.Kind == token.STRING {
				found(text)
			}
		}
		return true
	})
	return nil
}

// regoTexts calls found with the texts of a Rego file, but not with sources: they cite
// names in the code of Grafana.
func regoTexts(path string, found func(string)) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	module, err := regoast.ParseModule(path, string(text))
	if err != nil {
		return err
	}
	sources := map[*regoast.Term]bool{}
	regoast.WalkTerms(module, func(term *regoast.Term) bool {
		switch value := term.Value.(type) {
		case regoast.Object:
			if source := value.Get(regoast.StringTerm("source")); source != nil {
				sources[source] = true
			}
		case regoast.String:
			if !sources[term] {
				found(string(value))
			}
		}
		return false
	})
	return nil
}
