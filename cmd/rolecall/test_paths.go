package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/loader"
)

// testFiles are the files of tests among some paths.
type testFiles struct {
	// hcl are files of test blocks, each once.
	hcl []string
	// rego says that there are Rego files.
	rego bool
}

// findTests finds the files of tests in files and folders. Hidden ones are left
// out, and bundles, which may have been built into the folder.
func findTests(paths []string) (testFiles, error) {
	var found testFiles
	seen := map[string]bool{}
	add := func(path string) {
		switch {
		case loader.IsTestFile(path) && !seen[absolute(path)]:
			seen[absolute(path)] = true
			found.hcl = append(found.hcl, path)
		case filepath.Ext(path) == ".rego":
			found.rego = true
		}
	}
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			return testFiles{}, err
		}
		if !info.IsDir() {
			if !strings.HasSuffix(path, ".hcl") && !strings.HasSuffix(path, ".hcl.json") && filepath.Ext(path) != ".rego" {
				return testFiles{}, fmt.Errorf("%s: tests are in files *_test.hcl, *_test.hcl.json and *.rego, invariants in other files *.hcl and *.hcl.json", path)
			}
			add(path)
			continue
		}
		err = filepath.WalkDir(path, func(p string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			hidden := strings.HasPrefix(d.Name(), ".") && p != path
			switch {
			case d.IsDir() && (hidden || p != path && isBuilt(p)):
				return fs.SkipDir
			case !d.IsDir() && !hidden:
				add(p)
			}
			return nil
		})
		if err != nil {
			return testFiles{}, err
		}
	}
	return found, nil
}

// isBuilt says whether a folder is a bundle.
func isBuilt(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, ".manifest"))
	return err == nil
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
