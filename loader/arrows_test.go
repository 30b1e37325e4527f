package loader

import (
	"bytes"
	"go/build"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The bounds of a package, without its tests: a reader keeps an overview of it.
const (
	maxFiles = 15
	maxLines = 2200
)

// TestArrows holds the packages of the loader to one direction, each importing
// only packages below it, and to a size.
func TestArrows(t *testing.T) {
	const module = "github.com/rolecall/rolecall/"
	// From the top down.
	order := []string{"loader", "loader/internal/review", "loader/internal/resolve", "loader/internal/refer", "loader/internal/decode", "loader/internal/expr", "loader/internal/expr/funcs", "loader/internal/diag", "schema"}
	var found []string
	for _, root := range []string{".", "../schema"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.IsDir() || d.Name() == "testdata" {
				return err
			}
			pkg, err := build.ImportDir(path, 0)
			if err != nil || pkg.Name == "main" {
				return nil // a folder without a package, or a generator
			}
			name := filepath.ToSlash(filepath.Join("loader", path))
			at := slices.Index(order, name)
			if root == "." && at < 0 {
				t.Errorf("%s has no place in the order", name)
			}
			if at >= 0 {
				found = append(found, name)
			}
			lines := 0
			for _, file := range pkg.GoFiles {
				src, err := os.ReadFile(filepath.Join(path, file))
				if err != nil {
					return err
				}
				lines += bytes.Count(src, []byte("\n"))
			}
			if len(pkg.GoFiles) > maxFiles || lines > maxLines {
				t.Errorf("%s has %d lines in %d files, and may have %d in %d", name, lines, len(pkg.GoFiles), maxLines, maxFiles)
			}
			for _, path := range pkg.Imports {
				to, ours := strings.CutPrefix(path, module)
				if top, _, _ := strings.Cut(to, "/"); ours && top != "loader" && top != "schema" && top != "internal" {
					t.Errorf("%s imports %s", name, to)
				}
				if below := slices.Index(order, to); below >= 0 && below <= at || at == len(order)-1 && to == "internal/document" {
					t.Errorf("%s imports %s, which is not below it", name, to)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(found) != len(order) {
		t.Errorf("found the packages %q of %q", found, order)
	}
}
