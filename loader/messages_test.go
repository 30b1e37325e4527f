package loader

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/loader/internal/diag"
)

// TestOneMessage loads files whose diagnostics cannot stand in comments of the file: each
// has one, at a line, with a part of its detail.
func TestOneMessage(t *testing.T) {
	for _, tc := range []struct {
		name, file, text string
		line             int
		summary, detail  string
	}{
		{"heredoc without end", "main.hcl", "folder \"a\" {\n  description = <<A\nA\n}\nfolder \"b\" {\n  description = <<-EOT\n  Network\n}\n", 6, "Heredoc without end", "No line after this one has EOT alone, which ends the heredoc. Write EOT on a line of its own after the text."},
		{"misspelt attribute in JSON", "x.hcl.json", "{\n\"team\": {\"n\": {\"mebers\": []}}}", 2, "Unsupported argument", `Did you mean "members"?`},
		{"word of Terraform in JSON", "x.hcl.json", "{\n\"team\": {\"n\": {\"team_sync\": []}}}", 2, "Unsupported argument", "external_groups"},
		{"name without quotes in JSON", "x.hcl.json", "{\n\"team\": {\"n\": {members: [], x: 1}}}", 2, "Invalid JSON keyword", `"members" is not a valid JSON keyword.`},
		{"single quotes in JSON", "x.hcl.json", "{'team': {}}", 1, "Invalid start of value", "A string has double quotes, and there are no comments."},
		{"JSON that ends early", "x.hcl.json", "{\n\"team\": {\"n\": {", 2, "Missing value", "The JSON data ends prematurely."},
		{"JSON without an object", "x.hcl.json", "", 1, "Missing value", "Write the object of the file, { … }, up to its last brace."},
		{"JSON with a null", "x.hcl.json", "null", 1, "Root value must be object", "Write an object, as in"},
		{"JSON with a string of two lines", "x.hcl.json", "{\"team\": {\"n\": {\"name\": \"a\nb\"}}}", 1, "Invalid JSON string", "stands for a line break"},
		{"JSON with a number of its own kind", "x.hcl.json", "{\"user\": {\"n\": {\"login\": 01}}}", 1, "Invalid JSON number", "A number is written as in"},
		{"JSON without a comma", "x.hcl.json", "{\"team\": {} \"user\": {}}", 1, "Missing attribute separator comma", "between each property"},
		{"JSON without labels", "x.hcl.json", "{\"team\": 3}", 1, "Incorrect JSON value type", `named by the label: { "NAME": { … } }.`},
		{"a block with a block on one line", "x.hcl", "basic_role \"Viewer\" {\n  remove { permission \"dashboards:read\" {} }\n}\n", 2, "Argument definition required",
			"Write the inner block on a line of its own:\n\n  remove {\n    permission \"dashboards:read\" {}\n  }"},
		{"a block on the line of another", "x.hcl", "folder \"f\" { permission \"View\" { roles = [\"Viewer\"] } }\n", 1, "Argument definition required",
			"\n\n  folder \"f\" {\n    permission \"View\" { roles = [\"Viewer\"] }\n  }"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, diags := Load(fstest.MapFS{
				"grafana.hcl": {Data: []byte("grafana { version = \"13.3\" }\norg \"main\" {}\n")},
				tc.file:       {Data: []byte(tc.text)},
			})
			if len(diags) != 1 {
				t.Fatal(diags)
			}
			if d := diags[0]; d.Summary != tc.summary || d.Subject.Start.Line != tc.line || !strings.Contains(d.Detail, tc.detail) {
				t.Errorf("got %v", d)
			}
		})
	}
}

// TestPlacesRelated checks that the places in the details of all fixtures are related to
// the diagnostics, so that programs can find them, and that few details are without.
func TestPlacesRelated(t *testing.T) {
	place := regexp.MustCompile(`at (\S+\.hcl(?:\.json)?:\d+)`)
	count := 0
	for name, fsys := range fixtures(t, "testdata/invalid") {
		_, diags := loadAll(fsys)
		for _, d := range diags {
			for _, match := range place.FindAllStringSubmatch(d.Detail, -1) {
				count++
				if !slices.ContainsFunc(RelatedTo(d), func(at hcl.Range) bool { return diag.Place(at) == match[1] }) {
					t.Errorf("%s: %s is not related to %v", name, match[1], d)
				}
			}
		}
	}
	if count < 10 {
		t.Errorf("only %d places were found", count)
	}
}
