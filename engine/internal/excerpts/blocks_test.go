package excerpts

import (
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclparse"
)

// TestBlocks checks that the block around every byte is the one that HCL finds.
func TestBlocks(t *testing.T) {
	for name, src := range map[string]string{
		"a.hcl": "# x\nlocals { a = 1 }\n\nuser \"eve\" {\n  login = \"x\"\n}user \"bob\" \"\\n\" {}\norg \"main\" {\n  x {\n    y = 1\n  }\n}\n",
		"b.hcl": "user \"eve\" {\n  login = \n}\norg \"m\" {}\nuser \"bob\" {",
		"c.hcl": "",
		"a.json": `{"user": {"eve": {"a": [1, {"b": "}"}, [], [[2]]], "c": {}}, "bo\u000ab": [{"x": null}, true]},
  "org": [{"main": {"editors": ["${user.eve}"]}}, {"other": {}}], "n": 1}`,
		"b.json": `[{"user": {"eve": {}}}, {"user": [{"x": 1}]}]`,
		"c.json": `{"user": {"eve": {"a": }}}`,
		"d.json": `{"a": {}, "a": {"b": {}}}`,
	} {
		parse := hclparse.NewParser().ParseHCL
		if strings.HasSuffix(name, ".json") {
			parse = hclparse.NewParser().ParseJSON
		}
		file, _ := parse([]byte(src), name)
		if file == nil || file.Nav == nil {
			continue
		}
		nav := file.Nav.(interface{ ContextString(int) string })
		found := blocks{}
		for at := range len(src) + 2 {
			found[at] = ""
		}
		found.find(file)
		for at, got := range found {
			if want := nav.ContextString(at); got != want {
				t.Errorf("%s: byte %d is in %q, want %q", name, at, got, want)
			}
		}
	}
}

// countingNav counts how often a file is searched for the block around a byte.
type countingNav struct{ times *int }

func (n countingNav) ContextString(int) string {
	*n.times++
	return "block"
}

// TestM9Blocks checks that the file is not searched once for each diagnostic.
func TestM9Blocks(t *testing.T) {
	src := strings.Repeat("user \"x\" {}\n", 1000)
	file, _ := hclparse.NewParser().ParseHCL([]byte(src), "main.hcl")
	times := 0
	file.Nav = countingNav{&times}
	var diags hcl.Diagnostics
	for i := range 1000 {
		diags = append(diags, &hcl.Diagnostic{Subject: &hcl.Range{Filename: "main.hcl", Start: hcl.Pos{Byte: 12 * i}}})
	}
	found := Of(diags, map[string]*hcl.File{"main.hcl": file})["main.hcl"].Nav.(blocks)
	if times > 0 {
		t.Errorf("the file was searched %d times", times)
	}
	for _, d := range diags {
		if got := found.ContextString(d.Subject.Start.Byte); got != `user "x"` {
			t.Fatalf("byte %d is in %q", d.Subject.Start.Byte, got)
		}
	}
}
