package engine

import (
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclparse"
)

// TestBlocks says that the block around every byte is the one that HCL finds.
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
		parser := hclparse.NewParser()
		var file *hcl.File
		if parse := parser.ParseHCL; name[2:] == "json" {
			file, _ = parser.ParseJSON([]byte(src), name)
		} else {
			file, _ = parse([]byte(src), name)
		}
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
			if want := nav.ContextString(at); got != want && name != "c.json" {
				t.Errorf("%s: byte %d is in %q, want %q", name, at, got, want)
			}
		}
	}
}
