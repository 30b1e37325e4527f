package loader

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/rolecall/rolecall/internal/document"
	"github.com/rolecall/rolecall/loader/internal/decode"
	"github.com/rolecall/rolecall/schema"
)

// expectation is a comment at the end of the line that it is about:
//
//	# ERROR: Summary | part of the detail
//	# WARNING: Summary | part of the detail
//
// For a diagnostic without a place, the first line of the first file carries
// the comment, with "anywhere" before the colon: # ERROR anywhere: …
var expectation = regexp.MustCompile(`# (ERROR|WARNING)( anywhere)?: (.*)$`)

// said is a diagnostic, or the expectation of one.
type said struct {
	File, Severity, Summary string
	Line                    int
}

// TestInvalid loads every configuration of testdata/invalid, which is a file or a txtar
// archive. It has exactly the diagnostics that its comments expect, each at its line.
func TestInvalid(t *testing.T) {
	for name, fsys := range fixtures(t, "testdata/invalid") {
		t.Run(name, func(t *testing.T) {
			_, diags := loadAll(fsys)
			want := expected(t, fsys)
			var got []said
			details := map[said][]string{}
			for i, d := range diags {
				if i > 0 && before(d, diags[i-1]) {
					t.Errorf("%v comes after %v", d, diags[i-1])
				}
				s := said{Severity: "ERROR", Summary: d.Summary}
				if d.Severity == hcl.DiagWarning {
					s.Severity = "WARNING"
				}
				if d.Subject != nil {
					s.File, s.Line = d.Subject.Filename, d.Subject.Start.Line
				}
				got = append(got, s)
				details[s] = append(details[s], d.Detail)
			}
			wanted := make([]said, len(want))
			for i, w := range want {
				wanted[i] = w.said
			}
			if diff := gocmp.Diff(sorted(wanted), sorted(got)); diff != "" {
				t.Fatalf("diagnostics (-want +got):\n%s\n%v", diff, diags)
			}
			for _, w := range want {
				if !slices.ContainsFunc(details[w.said], func(detail string) bool { return strings.Contains(detail, w.detail) }) {
					t.Errorf("%s:%d: %q is not in the detail %q", w.File, w.Line, w.detail, details[w.said])
				}
			}
			if len(want) == 0 {
				t.Error("the fixture expects nothing")
			}
		})
	}
}

// loadAll loads a configuration with the tests that are in its folder.
func loadAll(fsys fs.FS) (*schema.World, hcl.Diagnostics) {
	var opts []Option
	fs.WalkDir(fsys, ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && decode.IsTestFile(path) {
			if src, err := fs.ReadFile(fsys, path); err == nil {
				opts = append(opts, WithTestFile(path, src))
			}
		}
		return nil
	})
	return Load(fsys, opts...)
}

// before reports whether a diagnostic is about an earlier place than another.
func before(a, b *hcl.Diagnostic) bool {
	switch {
	case a.Subject == nil || b.Subject == nil:
		return a.Subject == nil && b.Subject != nil
	case a.Subject.Filename != b.Subject.Filename:
		return a.Subject.Filename < b.Subject.Filename
	}
	return a.Subject.Start.Byte < b.Subject.Start.Byte
}

type wanted struct {
	said
	detail string
}

func expected(t *testing.T, fsys fs.FS) []wanted {
	var want []wanted
	err := fs.WalkDir(fsys, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		src, err := fs.ReadFile(fsys, path)
		if err != nil {
			return err
		}
		for i, line := range strings.Split(string(src), "\n") {
			m := expectation.FindStringSubmatch(line)
			if m == nil {
				continue
			}
			// Several diagnostics at one line are separated by ;;
			for _, text := range strings.Split(m[3], " ;; ") {
				summary, detail, _ := strings.Cut(text, " | ")
				w := wanted{said{path, m[1], strings.TrimSpace(summary), i + 1}, strings.TrimSpace(detail)}
				if m[2] != "" {
					w.File, w.Line = "", 0
				}
				want = append(want, w)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return want
}

func sorted(all []said) []said {
	return slices.SortedFunc(slices.Values(all), func(a, b said) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Summary, b.Summary), cmp.Compare(a.Severity, b.Severity))
	})
}

// fixtures are the configurations in a folder by name. A single file that
// declares no grafana block of its own gets one in another file.
func fixtures(t *testing.T, dir string) map[string]fs.FS {
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) == 0 {
		t.Fatalf("no fixtures in %s (%v)", dir, err)
	}
	all := map[string]fs.FS{}
	for _, e := range entries {
		src, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		files := fstest.MapFS{}
		if strings.HasSuffix(e.Name(), ".txtar") {
			for _, f := range txtar.Parse(src).Files {
				files[f.Name] = &fstest.MapFile{Data: f.Data}
			}
		} else {
			files[e.Name()] = &fstest.MapFile{Data: src}
			if !bytes.Contains(append([]byte("\n"), src...), []byte("\ngrafana")) {
				files["grafana.hcl"] = &fstest.MapFile{Data: []byte("grafana { version = \"8.0\" }\n")}
			}
		}
		all[e.Name()] = files
	}
	return all
}

// TestOrder checks that the order of files and blocks changes nothing.
func TestOrder(t *testing.T) {
	blocks := []string{
		`grafana { version = "8.0" }`,
		`org "main" { editors = [user.eve] }`,
		`user "eve" { email = "eve@example.com" }`,
		`user "ada" { grafana_admin = true }`,
		`team "sre" { members = [user.eve] }`,
		"folder \"production\" {\n permission \"Edit\" { teams = [team.sre] }\n}",
		`dashboard "latency" { folder = folder.production }`,
		`data_source "prometheus" {}`,
		`api_key "robot" { role = "Viewer" }`,
	}
	var want []byte
	for _, reversed := range []bool{false, true} {
		files := fstest.MapFS{}
		for i, block := range blocks {
			// Each block keeps its file, and so its source.
			files[fmt.Sprintf("%d.hcl", i)] = &fstest.MapFile{Data: []byte(block)}
		}
		w, diags := Load(files)
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		if reversed {
			slices.Reverse(w.Users)
			slices.Reverse(w.Folders)
		}
		got, err := json.MarshalIndent(document.Of(w), "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		if want == nil {
			want = got
		}
		if diff := gocmp.Diff(string(want), string(got)); diff != "" {
			t.Error(diff)
		}
	}
}

// TestLimits checks that a file or a line that is too large is reported, not
// printed.
func TestLimits(t *testing.T) {
	line := bytes.Repeat([]byte("x"), 10<<20)
	_, diags := Load(fstest.MapFS{"main.hcl": {Data: append([]byte("grafana {}\n"), line...)}})
	if len(diags) != 1 || diags[0].Summary != "File beyond limits" || diags[0].Subject.Start.Line != 2 {
		t.Errorf("got %v", diags)
	}
}
