package main

import (
	"fmt"
	"io/fs"
	"os"
	slashpath "path"
	"path/filepath"
	"strings"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/loader"
)

// testFiles are the files of tests among some paths.
type testFiles struct {
	// hcl are files of test blocks, each once.
	hcl []string
	// rego are files of Rego.
	rego []string
}

// findTests finds the files of tests in files and folders, as the files of a
// configuration are found in its folder. Bundles, which may have been built into
// the folder, are left out.
func findTests(paths []string) (testFiles, error) {
	var found testFiles
	seen := map[string]bool{}
	for _, path := range paths {
		below, err := filesIn(path)
		if err != nil {
			return testFiles{}, err
		}
		for _, path := range below {
			switch {
			case seen[absolute(path)]:
			case loader.IsTestFile(path):
				found.hcl = append(found.hcl, path)
			case filepath.Ext(path) == ".rego":
				found.rego = append(found.rego, path)
			}
			seen[absolute(path)] = true
		}
	}
	return found, nil
}

// filesIn are the files in a folder that may have tests, or the one file that
// the path is.
func filesIn(path string) ([]string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		if !strings.HasSuffix(path, ".hcl") && !strings.HasSuffix(path, ".hcl.json") && filepath.Ext(path) != ".rego" {
			return nil, fmt.Errorf("%s: tests are in files *_test.hcl, *_test.hcl.json and *.rego, invariants in other files *.hcl and *.hcl.json", path)
		}
		return []string{path}, nil
	}
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	below, err := loader.Find(root.FS(), func(name string) bool { return loader.IsTestFile(name) || filepath.Ext(name) == ".rego" })
	if err != nil {
		return nil, fmt.Errorf("find tests in %s: %w", path, err)
	}
	var files []string
	for _, name := range below {
		if !inBundle(root.FS(), name) {
			files = append(files, filepath.Join(path, filepath.FromSlash(name)))
		}
	}
	return files, nil
}

// inBundle says whether a file is in a folder, below the one of the file system,
// that is a bundle.
func inBundle(fsys fs.FS, name string) bool {
	for dir := slashpath.Dir(name); dir != "."; dir = slashpath.Dir(dir) {
		if _, err := fs.Stat(fsys, slashpath.Join(dir, ".manifest")); err == nil {
			return true
		}
	}
	return false
}

// isBelow says whether a file is one of some paths, or below one of them.
func isBelow(paths []string, file string) bool {
	for _, path := range paths {
		if within, err := filepath.Rel(absolute(path), absolute(file)); err == nil && filepath.IsLocal(within) {
			return true
		}
	}
	return false
}

// absolute is a path from the root; as it is when that cannot be known.
func absolute(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}

// options are the files of test blocks as options of the configuration.
func (f testFiles) options(c *cli) ([]engine.Option, error) {
	var opts []engine.Option
	for _, path := range f.hcl {
		content, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("read tests: %w", err)
		}
		opts = append(opts, engine.WithTestFile(c.fromDir(path), content))
	}
	return opts, nil
}
