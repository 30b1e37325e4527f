package diagnostics

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/rolecall/rolecall/loader"
)

// TestLongLines says that a long line is cut around the place, and a place of
// many lines after the first ones.
func TestLongLines(t *testing.T) {
	for name, tc := range map[string]struct {
		src, at string
		want    string
	}{
		"short":  {"\na = \"here\"\n", "here", "   2: a = \"here\"\n"},
		"middle": {"\na = \"" + strings.Repeat("x", 300) + "here" + strings.Repeat("ü", 300) + "\"\n", "here", "   2: …" + strings.Repeat("x", 78) + "here" + strings.Repeat("ü", 39) + "…\n"},
		"begin":  {"here = \"" + strings.Repeat("x", 300) + "\"", "here", "   1: here = \"" + strings.Repeat("x", 74) + "…\n"},
		"end":    {"a = \"" + strings.Repeat("x", 300) + "here\"", "here\"", "   1: …" + strings.Repeat("x", 77) + "here\"\n"},
		"all":    {"a = " + strings.Repeat("x", 1000), strings.Repeat("x", 1000), "   1: …" + strings.Repeat("x", 160) + "…\n"},
		"lines":  {"a = [\n" + strings.Repeat("1,\n", 100) + "]", "[\n" + strings.Repeat("1,\n", 100) + "]", "   1: a = [\n   2: 1,\n"},
	} {
		t.Run(name, func(t *testing.T) {
			start := strings.Index(tc.src, tc.at)
			at := hcl.Range{
				Filename: "x.hcl",
				Start:    hcl.Pos{Line: 1 + strings.Count(tc.src[:start], "\n"), Byte: start},
				End:      hcl.Pos{Line: 1 + strings.Count(tc.src[:start+len(tc.at)], "\n"), Byte: start + len(tc.at)},
			}
			diags := hcl.Diagnostics{{Severity: hcl.DiagError, Summary: "S", Detail: "D.", Subject: &at}}
			var out bytes.Buffer
			file, _ := hclsyntax.ParseConfig([]byte(tc.src), "x.hcl", hcl.InitialPos)
			file.Bytes = []byte(tc.src)
			if err := Text(&out, diags, map[string]*hcl.File{"x.hcl": file}, filepath.Clean, MaxShown); err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(out.String(), tc.want) {
				t.Errorf("got\n%s\nwant in it\n%s", out.String(), tc.want)
			}
			if lines := strings.Count(out.String(), "\n"); lines > maxLines+10 {
				t.Errorf("%d lines are printed", lines)
			}
		})
	}
}

// TestShow checks how the lines of a place are shown.
func TestShow(t *testing.T) {
	text := "a\r\nuser \"eve\" {\r\n\tx\x1b = \"\u202e\"\n}"
	src := newSource(&hcl.File{Bytes: []byte(text)})
	at := hcl.Range{Start: hcl.Pos{Line: 2, Byte: 8}, End: hcl.Pos{Line: 2, Byte: 13}}
	if diff := cmp.Diff([]Line{{2, `user "eve" {`}}, src.Show(at, false), cmp.AllowUnexported(Line{})); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]Line{{2, "user \x1b[1;4m\"eve\"\x1b[0m {"}}, src.Show(at, true), cmp.AllowUnexported(Line{})); diff != "" {
		t.Error(diff)
	}
	at.End.Byte = len(text)
	want := []Line{{2, `user "eve" {`}, {3, "\tx\\u001b = \"\\u202e\""}, {4, "}"}}
	if diff := cmp.Diff(want, src.Show(at, false), cmp.AllowUnexported(Line{})); diff != "" {
		t.Error(diff)
	}
	for from := range len(text) + 2 {
		for to := range len(text) + 2 {
			src.Show(hcl.Range{Start: hcl.Pos{Byte: from}, End: hcl.Pos{Byte: to}}, true)
		}
	}
	if got := NewSources(map[string]*hcl.File{"a": {}}).Of("a").Show(at, true); got != nil {
		t.Errorf("got %v of no source", got)
	}
}

// TestWrap checks where lines are broken.
func TestWrap(t *testing.T) {
	for _, tc := range []struct {
		text  string
		width int
		want  string
	}{
		{"a b c", 0, "a b c"},
		{"aa bb cc", 5, "aa bb\ncc"},
		{"aa bb cc", 4, "aa\nbb\ncc"},
		{"aaaaaa b\n\n  c d", 3, "aaaaaa\nb\n\n  c\nd"},
		{"ää öö", 5, "ää öö"},
	} {
		if got := wrap(tc.text, tc.width); got != tc.want {
			t.Errorf("%q is wrapped to %q, want %q", tc.text, got, tc.want)
		}
	}
}

// TestMost checks that text has the first diagnostics, errors first, and the number of the
// others, and that the places in details have paths from the working directory.
func TestMost(t *testing.T) {
	at := hcl.Range{Filename: "main.hcl", Start: hcl.Pos{Line: 7, Column: 1}, End: hcl.Pos{Line: 7, Column: 1}}
	diags := hcl.Diagnostics{
		{Severity: hcl.DiagWarning, Summary: "First", Subject: &at},
		{Severity: hcl.DiagWarning, Summary: "Second", Subject: &at},
		{Severity: hcl.DiagError, Summary: "Third", Subject: &at},
	}
	path := func(name string) string { return filepath.Join("conf", name) }
	for most, want := range map[int]string{
		3: "First Second Third",
		2: "Third First … and 1 more: 1 warning.",
		1: "Third … and 2 more: 2 warnings.",
	} {
		var out bytes.Buffer
		if err := Text(&out, diags, nil, path, most); err != nil {
			t.Fatal(err)
		}
		var got []string
		for line := range strings.Lines(out.String()) {
			_, summary, ok := strings.Cut(line, ": ")
			if strings.HasPrefix(line, "…") {
				summary, _, ok = strings.Cut(line, " Use ")
			}
			if ok {
				got = append(got, strings.TrimSpace(summary))
			}
		}
		if got := strings.Join(got, " "); got != want {
			t.Errorf("of %d: %q, want %q", most, got, want)
		}
	}
	_, found := loader.Load(fstest.MapFS{"main.hcl": {Data: []byte("grafana { version = \"13.3\" }\norg \"main\" {}\nuser \"eve\" {}\nuser \"eva\" { login = \"eve\" }\n")}})
	if got := Of(found, path); len(got) != 1 || !strings.Contains(got[0].Detail, "at conf/main.hcl:3.") {
		t.Errorf("got %v", got)
	}
}
