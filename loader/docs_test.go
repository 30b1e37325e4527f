package loader

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/rolecall/rolecall/internal/funcs"
)

// TestLanguageExample checks that the examples of the reference load with
// nothing to say about them. The first is a configuration, which others go
// with that have no grafana block.
func TestLanguageExample(t *testing.T) {
	text, err := os.ReadFile("../docs/language.md")
	if err != nil {
		t.Fatal(err)
	}
	examples := fenced(string(text), "hcl")
	if len(examples) == 0 {
		t.Fatal("there is no example")
	}
	for _, example := range examples {
		files := fstest.MapFS{
			"main.hcl":  {Data: []byte(example)},
			"users.csv": {Data: []byte("login,email,team\neve2,eve@example.com,dev\nvic2,vic@example.com,dev\n")},
		}
		if !strings.HasPrefix(example, "grafana") {
			name := "more.hcl"
			if strings.HasPrefix(example, "# access_test.hcl") {
				name = "access_test.hcl"
			}
			files["main.hcl"], files[name] = &fstest.MapFile{Data: []byte(examples[0])}, files["main.hcl"]
		}
		if _, diags := loadAll(files); len(diags) > 0 {
			t.Errorf("%s\n%v", example, diags)
		}
	}
}

// TestLanguageJSON checks that the example in JSON goes with the first one.
func TestLanguageJSON(t *testing.T) {
	text, err := os.ReadFile("../docs/language.md")
	if err != nil {
		t.Fatal(err)
	}
	w, diags := Load(fstest.MapFS{
		"main.hcl":      {Data: []byte(fenced(string(text), "hcl")[0])},
		"more.hcl.json": {Data: []byte(fenced(string(text), "json")[0])},
	})
	if len(diags) > 0 {
		t.Error(diags)
	}
	if len(w.Folders) != 2 || len(w.Folders[1].Permissions.Entries) != 2 {
		t.Errorf("got %d folders", len(w.Folders))
	}
}

// TestFunctionsDocumented checks that the reference lists the functions that there
// are, and no other.
func TestFunctionsDocumented(t *testing.T) {
	text, err := os.ReadFile("../docs/language.md")
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(text), "**Functions.**")
	list, _, _ := strings.Cut(after, "\n\n")
	var listed []string
	for _, quoted := range regexp.MustCompile("`\\w+`").FindAllString(list, -1) {
		listed = append(listed, strings.Trim(quoted, "`"))
	}
	if diff := gocmp.Diff(slices.Sorted(maps.Keys(funcs.Functions(&funcs.Reader{}))), listed); diff != "" {
		t.Errorf("functions (-there are +listed):\n%s", diff)
	}
}

// fenced are the code blocks of a language in a Markdown text.
func fenced(markdown, language string) []string {
	var found []string
	inside := false
	for line := range strings.Lines(markdown) {
		switch {
		case !inside && strings.TrimSpace(line) == "```"+language:
			inside = true
			found = append(found, "")
		case inside && strings.TrimSpace(line) == "```":
			inside = false
		case inside:
			found[len(found)-1] += line
		}
	}
	return found
}
