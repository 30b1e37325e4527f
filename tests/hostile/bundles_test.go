package hostile

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/open-policy-agent/opa/v1/ast"
	opabundle "github.com/open-policy-agent/opa/v1/bundle"

	"github.com/rolecall/rolecall/engine"
)

// bundled is a small configuration with every kind of block.
const bundled = `
grafana { version = "9.3" }
org "main" {
  viewers = [user.vic]
  editors = [user.eve]
  admins  = [user.ada]
}
user "ada" { email = "ada@example.com" }
user "eve" {}
user "vic" {}
team "sre" {
  members         = [user.vic]
  external_groups = ["cn=sre,dc=x"]
}
folder "f" {
  default_permissions = false
}
folder "g" {
  permission "View" { roles = ["Viewer"] }
  permission "Edit" { teams = [team.sre] }
}
dashboard "d" { folder = folder.g }
service_account "ci" {
  role = "Editor"
  token "short" { expires = "2026-01-01T00:00:00Z" }
  token "never" {}
}
api_key "k" {
  role    = "Admin"
  expires = "2227-01-01T00:00:00Z"
}
`

// writeBundle returns a new folder with the bundle of an engine.
func writeBundle(t testing.TB, e *engine.Engine) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "bundle")
	if err := e.View().WriteBundle(dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

// filesIn returns the files in a folder and below.
func filesIn(t testing.TB, dir string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files[name], err = os.ReadFile(filepath.Join(dir, name))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// put writes files to a new folder.
func put(t testing.TB, files map[string][]byte) string {
	t.Helper()
	texts := map[string]string{}
	for name, content := range files {
		texts[name] = string(content)
	}
	return folder(t, texts)
}

// packed writes files to a new archive, under the names that they have.
func packed(t testing.TB, files map[string][]byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "bundle.tar.gz")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z := gzip.NewWriter(f)
	w := tar.NewWriter(z)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		header := &tar.Header{Name: name, Mode: 0o644, Size: int64(len(files[name])), Typeflag: tar.TypeReg}
		if err := errors.Join(w.WriteHeader(header), second(w.Write(files[name]))); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(w.Close(), z.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}

func second(_ int, err error) error { return err }

// reseal computes the matching revision for the files of a bundle, as a forger would.
func reseal(t testing.TB, files map[string][]byte) {
	t.Helper()
	var lines []string
	for name, content := range files {
		if strings.HasSuffix(name, ".rego") {
			lines = append(lines, fmt.Sprintf("module %q %x", name, sha256.Sum256(content)))
		}
	}
	var data struct {
		Rolecall map[string]json.RawMessage `json:"rolecall"`
	}
	if err := json.Unmarshal(files["data.json"], &data); err != nil {
		t.Fatal(err)
	}
	for name, doc := range data.Rolecall {
		lines = append(lines, fmt.Sprintf("document %q %x", name, sha256.Sum256(doc)))
	}
	var manifest opabundle.Manifest
	if err := json.Unmarshal(files[".manifest"], &manifest); err != nil {
		t.Fatal(err)
	}
	encode := func() []byte {
		raw, err := json.Marshal(manifest)
		if err != nil {
			t.Fatal(err)
		}
		return append(raw, '\n')
	}
	manifest.Revision = ""
	lines = append(lines, fmt.Sprintf("manifest %x", sha256.Sum256(encode())))
	slices.Sort(lines)
	manifest.Revision = fmt.Sprintf("%x", sha256.Sum256([]byte(strings.Join(lines, "\n"))))
	files[".manifest"] = encode()
}

// changeWorld changes the configuration in the files of a bundle, and reseals it.
func changeWorld(t testing.TB, files map[string][]byte, change func(world map[string]any)) {
	t.Helper()
	var data map[string]map[string]any
	if err := json.Unmarshal(files["data.json"], &data); err != nil {
		t.Fatal(err)
	}
	change(data["rolecall"]["world"].(map[string]any))
	raw, err := json.Marshal(data)
	if err != nil {
		t.Fatal(err)
	}
	files["data.json"] = append(raw, '\n')
	reseal(t, files)
}

// opensAs opens a bundle, and fails the test unless it is bad or good as given.
func opensAs(t testing.TB, path string, bad bool) {
	t.Helper()
	if _, err := engine.Open(t.Context(), path); bad != errors.Is(err, engine.ErrBadBundle) || !bad && err != nil {
		t.Errorf("opened with %v, want a bad bundle: %t", err, bad)
	}
}

// TestForge checks that reseal computes the right revision, so that the forged bundles of these
// tests are not refused for their revision.
func TestForge(t *testing.T) {
	files := filesIn(t, writeBundle(t, open(t, configuration(t, bundled))))
	before := string(files[".manifest"])
	reseal(t, files)
	if string(files[".manifest"]) != before {
		t.Fatalf("%s instead of %s", files[".manifest"], before)
	}
	changeWorld(t, files, func(world map[string]any) {
		world["users"].(map[string]any)["user:eve"].(map[string]any)["source"] = "forged.hcl:1"
	})
	opensAs(t, put(t, files), false)
	opensAs(t, packed(t, files), false)
}

// TestH2ModulePathLeadsOut checks that a bundle is bad if a module is not in the folder of its
// package, and that opening it writes nothing.
func TestH2ModulePathLeadsOut(t *testing.T) {
	e := open(t, configuration(t, bundled))
	const module = "rolecall/testing/testing.rego"
	for _, path := range []string{"../../evil.rego", "/tmp/evil.rego", "rolecall/../../evil.rego", `..\..\evil.rego`, "rolecall/authz/evil.rego", "evil.rego", ".rego"} {
		files := filesIn(t, writeBundle(t, e))
		files[path] = files[module]
		delete(files, module)
		reseal(t, files)
		opensAs(t, packed(t, files), true)

		b := *e.View().Bundle()
		b.Modules = slices.Clone(b.Modules)
		for i := range b.Modules {
			if b.Modules[i].Path == module {
				b.Modules[i].Path, b.Modules[i].RelativePath = path, ""
			}
		}
		b.Manifest.Revision = revisionOf(t, files)
		if _, err := engine.FromBundle(t.Context(), &b); !errors.Is(err, engine.ErrBadBundle) {
			t.Errorf("%s: made with %v", path, err)
		}
	}
}

func revisionOf(t testing.TB, files map[string][]byte) string {
	t.Helper()
	var manifest opabundle.Manifest
	if err := json.Unmarshal(files[".manifest"], &manifest); err != nil {
		t.Fatal(err)
	}
	return manifest.Revision
}

// TestH3EmptyOutput checks that an empty output path is an error.
func TestH3EmptyOutput(t *testing.T) {
	dir := folder(t, map[string]string{"main.hcl": bundled, "data.json": "precious"})
	before := filesIn(t, dir)
	for _, flags := range [][]string{{"-o", ""}, {"--output="}, {"--output", ""}} {
		if got := rolecall(t, dir, "", append([]string{"build"}, flags...)...); got.code != 1 || !strings.Contains(got.stderr, "--output is empty") {
			t.Errorf("build %q: %+v", flags, got)
		}
	}
	t.Chdir(dir)
	if err := open(t, dir).View().WriteBundle(""); err == nil {
		t.Error("WriteBundle has written to an empty path")
	}
	if diff := cmp.Diff(before, filesIn(t, dir)); diff != "" {
		t.Error(diff)
	}
}

// TestH3ManifestBesideHCL checks that no command takes a folder with a configuration for a
// bundle, or the other way round.
func TestH3ManifestBesideHCL(t *testing.T) {
	bundle := filesIn(t, writeBundle(t, open(t, configuration(t, bundled))))
	for _, name := range []string{"main.hcl", "teams/sre/team.hcl", "main.hcl.json", "acme_test.hcl"} {
		files := maps.Clone(bundle)
		files[name] = []byte(bundled)
		dir := put(t, files)
		for _, args := range [][]string{
			{"validate"}, {"build", "-o", filepath.Join(t.TempDir(), "out")}, {"test"}, {"check", "user:vic", "folders:write", "folder:f"},
			{"explain", "user:vic", "folders:write", "folder:f"}, {"who-can", "folders:write", "folder:f"}, {"what-can", "user:vic"},
		} {
			got := rolecall(t, dir, "", args...)
			if got.code != 1 || !strings.Contains(got.stderr, ".manifest") || !strings.Contains(got.stderr, name) {
				t.Errorf("%s: %q: %+v", name, args, got)
			}
		}
		if _, err := engine.Open(t.Context(), dir); err == nil {
			t.Errorf("opened with %s in it", name)
		}
	}
	// Any manifest is enough.
	dir := folder(t, map[string]string{"main.hcl": bundled, ".manifest": "{}"})
	if got := rolecall(t, dir, "", "validate"); got.code != 1 || !strings.Contains(got.stderr, "main.hcl") {
		t.Errorf("%+v", got)
	}
}

// TestM4NothingForeign checks that build replaces only bundles of rolecall, and none with other
// files in it.
func TestM4NothingForeign(t *testing.T) {
	e := open(t, configuration(t, bundled))
	ours := filesIn(t, writeBundle(t, e))
	with := func(name, content string) map[string][]byte {
		files := maps.Clone(ours)
		files[name] = []byte(content)
		return files
	}
	for name, c := range map[string]struct {
		files map[string][]byte
		says  string
	}{
		"a policy":          {with("evil.rego", "package rolecall.authz\nallow if true\n"), "evil.rego"},
		"a policy of ours":  {with("rolecall/my/my.rego", "package rolecall.my\n"), "rolecall/my/my.rego"},
		"a text":            {with("README.md", "precious"), "README.md"},
		"a hidden file":     {with(".git/config", "precious"), ".git/config"},
		"other data":        {with("rolecall/data.json", "{}"), "rolecall/data.json"},
		"a foreign bundle":  {map[string][]byte{".manifest": []byte(`{"revision":"1","roots":["app"]}`), "data.json": []byte("{}")}, ".manifest"},
		"a manifest of all": {map[string][]byte{".manifest": []byte(`{}`), "data.json": []byte("{}")}, ".manifest"},
		"no bundle":         {map[string][]byte{"data.json": []byte("{}")}, "neither empty nor a bundle"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := put(t, c.files)
			if err := e.View().WriteBundle(dir); err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("folder: %v, want %s", err, c.says)
			}
			if diff := cmp.Diff(c.files, filesIn(t, dir)); diff != "" {
				t.Error(diff)
			}
			archive := packed(t, c.files)
			before, err := os.ReadFile(archive)
			if err != nil {
				t.Fatal(err)
			}
			if err := e.View().WriteBundle(archive); err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("archive: %v, want %s", err, c.says)
			}
			if after, err := os.ReadFile(archive); err != nil || !bytes.Equal(before, after) {
				t.Errorf("the archive has changed, %v", err)
			}
		})
	}
	for name, path := range map[string]string{
		"a folder for an archive": filepath.Join(filepath.Dir(put(t, map[string][]byte{"x": nil})), "b.tar.gz"),
		"a file for a folder":     filepath.Join(put(t, map[string][]byte{"file": []byte("precious")}), "file"),
		"the root":                "/",
	} {
		if strings.HasPrefix(name, "a folder") {
			if err := os.Mkdir(path, 0o755); err != nil {
				t.Fatal(err)
			}
		}
		if err := e.View().WriteBundle(path); err == nil {
			t.Errorf("%s was replaced", name)
		}
	}
}

// TestM4Replaces checks which files build replaces, and that nothing of them is left.
func TestM4Replaces(t *testing.T) {
	e := open(t, configuration(t, bundled))
	want := filesIn(t, writeBundle(t, e))
	signed := maps.Clone(want)
	signed[".signatures.json"] = []byte(`{"signatures": []}`)
	older := maps.Clone(want) // of a version with a module that is gone
	older["rolecall/old/old.rego"] = []byte("package rolecall.old\n")
	reseal(t, older)
	damaged := maps.Clone(want)
	damaged["data.json"] = damaged["data.json"][:100]
	for name, files := range map[string]map[string][]byte{
		"nothing": {}, "the same": want, "a signed one": signed, "one of another version": older, "a damaged one": damaged,
	} {
		dir := filepath.Join(t.TempDir(), "bundle")
		if err := os.Rename(put(t, files), dir); err != nil {
			t.Fatal(err)
		}
		link := filepath.Join(t.TempDir(), "link")
		if err := os.Symlink(dir, link); err != nil {
			t.Fatal(err)
		}
		if err := e.View().WriteBundle(link); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(want, filesIn(t, dir)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if info, err := os.Lstat(link); err != nil || info.Mode()&fs.ModeSymlink == 0 {
			t.Errorf("the link is gone: %v", err)
		}
		onlyThere(t, dir)
	}
	t.Chdir(put(t, want))
	if err := e.View().WriteBundle("."); err == nil || !strings.Contains(err.Error(), "working directory") {
		t.Errorf("the working directory: %v", err)
	}
}

// onlyThere fails the test if anything lies beside a path.
func onlyThere(t testing.TB, path string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 {
		t.Errorf("beside %s: %v, %v", path, entries, err)
	}
}

// TestM4SameBytes checks that a bundle built from a bundle has the same bytes in any place.
func TestM4SameBytes(t *testing.T) {
	first := writeBundle(t, open(t, configuration(t, bundled)))
	want := filesIn(t, first)
	archive := filepath.Join(t.TempDir(), "b.tar.gz")
	for _, path := range []string{first, archive} {
		if path == archive {
			if err := open(t, first).View().WriteBundle(archive); err != nil {
				t.Fatal(err)
			}
		}
		again := open(t, path)
		if diff := cmp.Diff(want, filesIn(t, writeBundle(t, again))); diff != "" {
			t.Error(diff)
		}
		made, err := engine.FromBundle(t.Context(), again.View().Bundle())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, filesIn(t, writeBundle(t, made))); diff != "" {
			t.Error(diff)
		}
	}
	// Each module is in the folder of its package.
	for name, content := range want {
		if !strings.HasSuffix(name, ".rego") {
			continue
		}
		m, err := ast.ParseModule(name, string(content))
		if err != nil {
			t.Fatal(err)
		}
		if p := "data." + strings.ReplaceAll(filepath.Dir(name), "/", "."); p != m.Package.Path.String() {
			t.Errorf("%s has the package %s", name, m.Package.Path)
		}
	}
}
