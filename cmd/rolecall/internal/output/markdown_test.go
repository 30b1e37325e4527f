package output

import "testing"

// TestMarkup checks that a text is shown as it is, and that GitHub takes nothing in it for a
// mention.
func TestMarkup(t *testing.T) {
	for text, want := range map[string]string{
		"viewers_can_edit": "viewers_can_edit",
		"_a_ __b__ a_":     "&#95;a&#95; &#95;&#95;b&#95;&#95; a&#95;",
		"a@b.example":      "a&#64;b.example",
		"@acme/all":        "&#64;\u200bacme/all",
		"user:@eve, @@eve": "user:&#64;\u200beve, &#64;&#64;\u200beve",
		"a@@eve":           "a&#64;&#64;\u200beve",
		"&#64;eve":         "&amp;#64;eve",
		"<b>*[x](y)|`":     "&lt;b&gt;&#42;&#91;x&#93;(y)&#124;&#96;",
		"~~a~~\\\n# b":     "&#126;&#126;a&#126;&#126;&#92;&#92;n# b",
	} {
		if got := Markup(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}
