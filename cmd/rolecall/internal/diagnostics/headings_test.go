package diagnostics

import (
	"os"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
)

// TestHeadings checks that the addresses of rules lead to existing headings.
func TestHeadings(t *testing.T) {
	text, err := os.ReadFile("../../../../docs/diagnostics.md")
	if err != nil {
		t.Fatal(err)
	}
	headings := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		if name, ok := strings.CutPrefix(line, "### "); ok {
			headings[strings.TrimSpace(name)] = true
		}
	}
	for name := range headings {
		if !headings[heading(name)] {
			t.Errorf("%q leads to %q", name, heading(name))
		}
		if got := heading(name); got != name {
			t.Errorf("%q has a section of its own, and leads to %q", name, got)
		}
	}
	for summary, want := range map[string]string{
		"Duplicate user":                     "duplicate-type",
		"Duplicate grafana block":            "duplicate-grafana-block",
		"Duplicate anonymous block":          "duplicate-type-block",
		"Duplicate member":                   "duplicate-member",
		"Reference to undeclared variable":   "reference-to-undeclared-type",
		"Missing action for permission":      "missing-label-for-type",
		"Missing value for variable":         "missing-value-for-variable",
		"Which instance?":                    "which-instance",
		"Invalid for_each":                   "invalid-for_each",
		"Fine-grained access control needed": "fine-grained-access-control-needed",
	} {
		if !headings[heading(summary)] {
			t.Errorf("%q leads to %q, which there is not", summary, heading(summary))
		}
		if got := slug(heading(summary)); got != want {
			t.Errorf("%q leads to %q, want %q", summary, got, want)
		}
	}
}

// TestCodePoints checks that columns count code points: a letter and a combining accent
// are two.
func TestCodePoints(t *testing.T) {
	src := []byte("# x\ne\u0301 = y\n")
	at := hcl.Range{Start: hcl.Pos{Line: 2, Column: 5, Byte: 10}, End: hcl.Pos{Line: 2, Column: 6, Byte: 11}}
	got := newSource(&hcl.File{Bytes: src}).inCodePoints(at)
	if got.Start.Column != 6 || got.End.Column != 7 {
		t.Errorf("got %v", got)
	}
	if got := (*Source)(nil).inCodePoints(at); got != at {
		t.Errorf("without the file: %v", got)
	}
}
