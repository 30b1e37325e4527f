package main

import (
	"bytes"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rolecall/rolecall/tests/replay"
)

// TestImportPage runs every command of the page about imports, in order, against the recorded answers of a
// Grafana, and compares the output with the one that the page shows. With -update, it writes the output into the
// page.
func TestImportPage(t *testing.T) {
	const page = "../../docs/import.md"
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	recorded, err := replay.Open("../../tests/importing/testdata/12.2/none-vce0-eca0/responses.jsonl.gz")
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(recorded)
	defer web.Close()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	if err := os.Symlink(self, filepath.Join(bin, "rolecall")); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	t.Setenv("GRAFANA_URL", web.URL)
	t.Setenv("GRAFANA_AUTH", "admin:secret-of-admin")
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "infra"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, c := range consoleCommands(string(text)) {
		writeQuoted(t, dir, string(text))
		cmd := exec.Command("sh", "-c", c.line)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s", c.line, err, out)
		}
		if *update {
			text = bytes.Replace(text, []byte(c.line+"\n"+c.prints), []byte(c.line+"\n"+string(out)), 1)
		} else if diff := cmp.Diff(c.prints, string(out)); diff != "" {
			t.Errorf("%s (-says +prints):\n%s", c.line, diff)
		}
		if strings.Contains(string(out), "secret-of-admin") {
			t.Errorf("%s prints the password", c.line)
		}
	}
	if *update {
		if err := os.WriteFile(page, text, 0o644); err != nil {
			t.Error(err)
		}
	}
	err = filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if strings.Contains(string(content), "secret-of-admin") {
			t.Errorf("%s has the password", path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// writeQuoted writes the files that a page quotes below their names, once their folder is there.
func writeQuoted(t *testing.T, dir, page string) {
	t.Helper()
	for _, block := range codeBlocks(page, "hcl") {
		first, content, _ := strings.Cut(block, "\n")
		name, named := strings.CutPrefix(first, "# ")
		if _, err := os.Stat(filepath.Join(dir, filepath.Dir(name))); !named || err != nil {
			continue
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
