package shipping

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// sources are the files and folders of the module that the program is built from.
var sources = []string{"go.mod", "go.sum", "cmd", "engine", "internal", "loader", "policies", "schema"}

// TestReproducible builds the program here, and a copy of its source in another folder with a build cache of its
// own, with the flags of the Dockerfile and of releases: both programs are the same bytes. It takes as long as to
// build everything.
func TestReproducible(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds the program twice")
	}
	elsewhere := t.TempDir()
	for _, name := range sources {
		from, to := filepath.Join("..", "..", name), filepath.Join(elsewhere, name)
		info, err := os.Stat(from)
		if err != nil {
			t.Fatal(err)
		}
		if info.IsDir() {
			if err := os.CopyFS(to, os.DirFS(from)); err != nil {
				t.Fatal(err)
			}
			continue
		}
		text, err := os.ReadFile(from)
		if err == nil {
			err = os.WriteFile(to, text, 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	here := built(t, filepath.Join("..", ".."))
	there := built(t, elsewhere, "GOCACHE="+filepath.Join(t.TempDir(), "cache"), "TMPDIR="+t.TempDir())
	if !bytes.Equal(here, there) {
		t.Errorf("two builds of the same source have %d and %d bytes, and differ", len(here), len(there))
	}
	for _, folder := range []string{elsewhere, absolute(t, filepath.Join("..", ".."))} {
		if bytes.Contains(here, []byte(folder)) {
			t.Errorf("the program has the path %s", folder)
		}
	}
}

// built builds the program in a folder, and returns its bytes.
func built(t *testing.T, dir string, env ...string) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "rolecall")
	build := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", path, "./cmd/rolecall")
	build.Dir = dir
	build.Env = append(os.Environ(), append(env, "CGO_ENABLED=0", "GOFLAGS=")...)
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", strings.Join(build.Args, " "), err, out)
	}
	program, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return program
}

// absolute returns a path from the root.
func absolute(t *testing.T, path string) string {
	t.Helper()
	path, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return path
}
