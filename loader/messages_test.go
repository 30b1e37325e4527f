package loader

import (
	"strings"
	"testing"
	"testing/fstest"
)

// TestOneMessage loads files whose diagnostics cannot stand in comments of the file: each
// has one, at a line, with a part of its detail.
func TestOneMessage(t *testing.T) {
	for _, tc := range []struct {
		name, file, text string
		line             int
		summary, detail  string
	}{
		{"heredoc without end", "main.hcl", "folder \"a\" {\n  description = <<A\nA\n}\nfolder \"b\" {\n  description = <<-EOT\n  Network\n}\n", 6, "Heredoc without end", "No line after this one has EOT alone"},
		{"misspelt attribute in JSON", "x.hcl.json", "{\n\"team\": {\"n\": {\"mebers\": []}}}", 2, "Unsupported argument", `Did you mean "members"?`},
		{"word of Terraform in JSON", "x.hcl.json", "{\n\"team\": {\"n\": {\"team_sync\": []}}}", 2, "Unsupported argument", "external_groups"},
		{"name without quotes in JSON", "x.hcl.json", "{\n\"team\": {\"n\": {members: [], x: 1}}}", 2, "Invalid JSON keyword", `"members" is not a valid JSON keyword.`},
		{"single quotes in JSON", "x.hcl.json", "{'team': {}}", 1, "Invalid start of value", "must start with"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, diags := Load(fstest.MapFS{
				"grafana.hcl": {Data: []byte("grafana { version = \"13\" }\norg \"main\" {}\n")},
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
