package printable

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// TestName covers names that are printed unchanged, and names that are quoted.
func TestName(t *testing.T) {
	for _, name := range []string{
		"", "eve", "Eve Adams", "a::b", "a:b/c\\d", `say "hi"`, "#1 team", "## team [x]", "françois", "東京　営業", "שלום", "a\u00a0b",
		"👩‍💻 dev", "❤️ team", "👩🏽‍🚀", "❤️‍🔥", "1️⃣ first", "☎︎", "\ue0b0", "\ufffd",
	} {
		if got := Name(name); got != name {
			t.Errorf("%q is printed as %s", name, got)
		}
		if got := Line(name); got != name {
			t.Errorf("%q is printed as %s in a line", name, got)
		}
	}
	for name, want := range map[string]string{
		"a\nb\r\tc":              `"a\nb\r\tc"`,
		"\x1b]0;pwned\x07":       `"\u001b]0;pwned\u0007"`,
		"a\x7fb\u0085c\u009bd":   `"a\u007fb\u0085c\u009bd"`,
		"a\u202eb\u2066c\u061cd": `"a\u202eb\u2066c\u061cd"`,
		"a\u200bb\u200dc\ufeffd": `"a\u200bb\u200dc\ufeffd"`,
		"a\u2028b\u2029c":        `"a\u2028b\u2029c"`,
		"a\u034f\u115f\u3164b":   `"a\u034f\u115f\u3164b"`,
		"a\ufe0fb\U000e0101":     `"a\ufe0fb\U000e0101"`,
		"👩\u200d":                `"👩\u200d"`,
		"1\ufe0f":                `"1\ufe0f"`,
		"\u00ad":                 `"\u00ad"`,
		"\U000e0041":             `"\U000e0041"`,
		"a\xffb":                 `"a\xffb"`,
		`"quoted"`:               `"\"quoted\""`,
		"a\\b\n":                 `"a\\b\n"`,
		"::add-mask::a":          `"\u003a:add-mask::a"`,
		" \u3000::a::b":          "\" \u3000\\u003a:a::b\"",
		"x ##[group]a":           `"x \u0023#[group]a"`,
		"###vso[a]":              `"#\u0023#vso[a]"`,
	} {
		if got := Name(name); got != want {
			t.Errorf("%q is printed as %s, want %s", name, got, want)
		}
	}
}

// TestLines covers texts with several lines, and source lines.
func TestLines(t *testing.T) {
	if got, want := Lines("a\n\n  b\x1b\n ::c"), "a\n\n  b\\u001b\n \\u003a:c"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := Source("\ta\t\u202e"), "\ta\t\\u202e"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := Sources("a\r\n\tb\rc\n"), "a\r\n\tb\\rc\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := Source("\t::a::"), "\t\\u003a:a::"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// FuzzPrintable checks that nothing harmful is printed, that HCL reads a printed
// name back, and that JSON keeps its values.
func FuzzPrintable(f *testing.F) {
	for _, seed := range []string{"a\nb", "::x", "##[a]", "👩‍💻", "\"\\\"", "\xff\u202e${x}%{y}", "\U000e0041\u2028"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		line, quoted := Line(name), Name(name)
		for _, out := range []string{line, quoted, Source(name)} {
			if strings.ContainsFunc(strings.ReplaceAll(out, "\t", ""), unicode.IsControl) || strings.ContainsAny(out, "\u2028\u2029\u202e\u200b\ufeff") || strings.Contains(out, "##[") || strings.HasPrefix(strings.TrimSpace(out), "::") {
				t.Errorf("%q is printed as %q", name, out)
			}
		}
		if strings.Contains(line, "\t") || Line(line) != line || Line(quoted) != quoted {
			t.Errorf("%q is not harmless", line)
		}
		doc, err := json.Marshal(name)
		if err != nil {
			t.Fatal(err)
		}
		var before, after string
		if err := json.Unmarshal(doc, &before); err != nil {
			t.Fatal(err)
		}
		safe := JSON(doc)
		if err := json.Unmarshal(safe, &after); err != nil || before != after {
			t.Errorf("%s became %s: %v", doc, safe, err)
		}
		if string(JSON(safe)) != string(safe) || Line(string(safe)) != string(safe) {
			t.Errorf("%s is not harmless", safe)
		}
		if quoted == name || strings.ToValidUTF8(name, "") != name || strings.Contains(name, "{") {
			return
		}
		read, diags := hclsyntax.ParseExpression([]byte(quoted), "", hcl.InitialPos)
		if diags.HasErrors() {
			t.Fatalf("%s: %s", quoted, diags)
		}
		// HCL reads texts in normal form C.
		if v, _ := read.Value(nil); cty.NormalizeString(v.AsString()) != cty.NormalizeString(name) {
			t.Errorf("%q is printed as %s, which is %q", name, quoted, v.AsString())
		}
	})
}
