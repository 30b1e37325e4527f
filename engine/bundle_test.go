package engine_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/signing"
)

// TestDamagedBundles checks that what is said about a damaged bundle names the damaged part,
// and has none of the words of Go's decoders.
func TestDamagedBundles(t *testing.T) {
	eng := open(t, configuration)
	dir := filepath.Join(t.TempDir(), "bundle")
	archive := dir + ".tar.gz"
	for _, path := range []string{dir, archive} {
		if err := eng.View().WriteBundle(path); err != nil {
			t.Fatal(err)
		}
	}
	whole, err := os.ReadFile(archive)
	if err != nil {
		t.Fatal(err)
	}
	flipped := bytes.Clone(whole)
	flipped[len(flipped)/2] ^= 0xff
	const manifest = ".manifest is not as rolecall writes it"
	for _, tc := range []struct {
		file, text, want string
	}{
		{".manifest", "", manifest},
		{".manifest", "hello", manifest},
		{".manifest", "[]", manifest},
		{".manifest", `{"revision":3,"roots":["rolecall"]}`, manifest},
		{".manifest", `{"revision":"x","roots":"rolecall","rego_version":"1"}`, manifest},
		{"data.json", "", "data.json is not as rolecall writes it"},
		{"data.json", `{"rolecall":{"world":{}}}` + "\n", "its content does not match its revision"},
		{"", "", "it is not an archive .tar.gz"},
		{"", "hello", "it is not an archive .tar.gz"},
		{"", string(whole[:len(whole)/2]), "the archive ends too early"},
		{"", string(flipped), "the archive is damaged"},
	} {
		path := archive
		if tc.file != "" {
			path = filepath.Join(dir, tc.file)
		}
		before, err := os.ReadFile(path)
		if err == nil {
			err = os.WriteFile(path, []byte(tc.text), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
		opened := archive
		if tc.file != "" {
			opened = dir
		}
		_, err = engine.Open(t.Context(), opened)
		if !errors.Is(err, engine.ErrBadBundle) || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s %.20q: %v, want %q", tc.file, tc.text, err, tc.want)
		} else if words := regexp.MustCompile(`json:|unmarshal|invalid character|EOF|Go `).FindString(err.Error()); words != "" {
			t.Errorf("%s %.20q: %v has %q", tc.file, tc.text, err, words)
		}
		if err := os.WriteFile(path, before, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestBundleChanged checks that only what was built is opened, whole and as it
// was built.
func TestBundleChanged(t *testing.T) {
	eng := open(t, configuration)
	for name, c := range map[string]struct {
		change func(dir string) error
		bad    bool
	}{
		"as it was built": {func(string) error { return nil }, false},
		"a file that is no part": {func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "README"), nil, 0o644)
		}, false},
		"a module is missing": {func(dir string) error {
			return os.Remove(filepath.Join(dir, "rolecall", "subjects", "subjects.rego"))
		}, true},
		"a module has come": {func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "rolecall", "more.rego"), []byte("package rolecall.more\n"), 0o644)
		}, true},
		"the data are changed": {func(dir string) error {
			file := filepath.Join(dir, "data.json")
			data, err := os.ReadFile(file)
			if err != nil {
				return err
			}
			return os.WriteFile(file, bytes.Replace(data, []byte(`"Viewer"`), []byte(`"Admin"`), 1), 0o644)
		}, true},
		"the data are cut": {func(dir string) error {
			return os.Truncate(filepath.Join(dir, "data.json"), 100)
		}, true},
		"the data are missing": {func(dir string) error {
			return os.Remove(filepath.Join(dir, "data.json"))
		}, true},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "bundle")
			if err := eng.View().WriteBundle(dir); err != nil {
				t.Fatal(err)
			}
			if err := c.change(dir); err != nil {
				t.Fatal(err)
			}
			again, err := engine.Open(t.Context(), dir)
			if c.bad != errors.Is(err, engine.ErrBadBundle) || c.bad != (again == nil) {
				t.Errorf("opened: %v, %v", again != nil, err)
			}
		})
	}
}

// TestArchives checks that an archive in memory is the one that is written, signed or not, and that one that
// is opened keeps its signature.
func TestArchives(t *testing.T) {
	view := open(t, configuration).View()
	signer, err := signing.NewSigner([]byte(strings.Repeat("secret", 8)), "HS256", "key", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	for name, opts := range map[string][]engine.BundleOption{"plain": nil, "signed": {engine.Signed(signer)}} {
		path := filepath.Join(t.TempDir(), "bundle.tar.gz")
		if err := view.WriteBundle(path, opts...); err != nil {
			t.Fatal(err)
		}
		written, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if archives, err := engine.Archives(view, opts...); err != nil || !bytes.Equal(archives["bundle.tar.gz"], written) {
			t.Errorf("%s: the archive is not the one that is written: %v", name, err)
		}
		opened, err := engine.Open(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		if archives, err := engine.Archives(opened.View()); err != nil || !bytes.Equal(archives["bundle.tar.gz"], written) {
			t.Errorf("%s: the archive is not the one that is opened: %v", name, err)
		}
	}
	if _, err := engine.Archives(new(engine.View)); err == nil {
		t.Error("an archive of nothing")
	}
}
