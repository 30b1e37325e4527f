package loader

import (
	"os"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rolecall/rolecall/schema"
)

// TestBlockTypes says that the reference of the language leaves out no block
// that is read.
func TestBlockTypes(t *testing.T) {
	known := map[string]reflect.Type{}
	for _, block := range schema.BlockTypes {
		known[block.Name] = block.Struct
	}
	for _, read := range schema.ShapeOf(reflect.TypeFor[blocks]()).Blocks {
		if known[read.Name] != read.Elem {
			t.Errorf("the block %s is not in schema.BlockTypes", read.Name)
		}
		delete(known, read.Name)
	}
	for name := range known {
		t.Errorf("the block %s of schema.BlockTypes is not read", name)
	}
}

// TestLanguageExample says that the examples of the reference load with
// nothing to say about them.
func TestLanguageExample(t *testing.T) {
	text, err := os.ReadFile("../docs/language.md")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, example := range fenced(string(text), "hcl") {
		found++
		if _, diags := Load(fstest.MapFS{"main.hcl": {Data: []byte(example)}}); len(diags) > 0 {
			t.Errorf("%s\n%v", example, diags)
		}
	}
	if found == 0 {
		t.Error("there is no example")
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
