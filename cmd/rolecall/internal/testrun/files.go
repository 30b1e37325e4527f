package testrun

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/cli"
	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/internal/files"
	"github.com/rolecall/rolecall/internal/limits"
	"github.com/rolecall/rolecall/loader"
)

// testFiles are files of tests.
type testFiles struct {
	// hcl has each file of test blocks once.
	hcl []files.File
	// rego reports whether there are files of Rego.
	rego bool
}

// findTests reads the files of tests in files and folders, by the rules for files of a
// configuration in dir. It ignores bundles, which may have been built into the folder.
func findTests(ctx context.Context, dir string, paths []string) (testFiles, error) {
	for _, path := range paths {
		if info, err := os.Stat(path); err == nil && !info.IsDir() && !hasTests(path) {
			return testFiles{}, fmt.Errorf("%s: tests are in files *_test.hcl, *_test.hcl.json and *.rego, invariants in other files *.hcl and *.hcl.json", path)
		}
	}
	found := testFiles{}
	all := files.Collection{
		Base:  dir,
		Keep:  func(name string) bool { return loader.IsTestFile(name) || filepath.Ext(name) == ".rego" },
		Limit: limits.MaxFileSize,
		Total: limits.MaxFilesRead,
	}
	read, err := all.Read(ctx, paths)
	if err != nil {
		return testFiles{}, err
	}
	for _, file := range read {
		if filepath.Ext(file.Path) == ".rego" {
			found.rego = true
		} else {
			found.hcl = append(found.hcl, file)
		}
	}
	return found, nil
}

// hasTests reports whether a file with this name may have tests or invariants.
func hasTests(name string) bool {
	return strings.HasSuffix(name, ".hcl") || strings.HasSuffix(name, ".hcl.json") || filepath.Ext(name) == ".rego"
}

// isBelow reports whether a file is one of some paths, or below one.
func isBelow(paths []string, file string) bool {
	for _, path := range paths {
		if within, err := filepath.Rel(absolute(path), absolute(file)); err == nil && filepath.IsLocal(within) {
			return true
		}
	}
	return false
}

// absolute returns a path from the root, or the path itself if the root is not known.
func absolute(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}

// options returns the files of test blocks as options of the configuration.
func (f testFiles) options(c *cli.Env) []engine.Option {
	var opts []engine.Option
	for _, file := range f.hcl {
		opts = append(opts, engine.WithTestFile(c.FromDir(file.Path), file.Content))
	}
	return opts
}
