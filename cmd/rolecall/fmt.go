package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	slashpath "path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/rogpeppe/go-internal/diff"
	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/diagnostics"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
	"github.com/rolecall/rolecall/internal/files"
	"github.com/rolecall/rolecall/internal/limits"
	"github.com/rolecall/rolecall/internal/printable"
	"github.com/rolecall/rolecall/loader"
)

func (c *cli) fmtCommand() *cobra.Command {
	f := formatter{cli: c}
	cmd := &cobra.Command{
		Use:   "fmt [PATH...]",
		Short: "Format the files of the configuration",
		Long: `Fmt rewrites the files *.hcl in the configuration, or in the files and folders
PATH, in their canonical form, and prints the names of those that it changed.
Comments stay. A file that cannot be parsed is reported and left as it is.

With --check nothing is written, and exit code 2 says that something would
change. With --diff the changes are printed instead of the names. The PATH - is
standard input, formatted to standard output.`,
		RunE: func(cmd *cobra.Command, paths []string) error {
			if len(paths) == 0 {
				paths = []string{c.dir}
			}
			return f.run(cmd.Context(), paths)
		},
	}
	cmd.Flags().BoolVar(&f.check, "check", false, "write nothing; exit code 2 when something would change")
	cmd.Flags().BoolVar(&f.diff, "diff", false, "print the changes")
	return cmd
}

// A formatter formats files and remembers what came of it.
type formatter struct {
	*cli
	check, diff bool

	changed []formatted
	diags   hcl.Diagnostics
	sources map[string]*hcl.File
}

// A formatted file is one that was not in its canonical form.
type formatted struct {
	File string `json:"file"`
	// Diff is there only when it is asked for.
	Diff string `json:"diff,omitempty"`
}

func (f *formatter) run(ctx context.Context, paths []string) error {
	f.sources = map[string]*hcl.File{}
	var failed []error
	for _, path := range paths {
		var err error
		if path == "-" {
			err = f.stream(ctx)
		} else {
			err = f.walk(ctx, path)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			failed = append(failed, err)
		}
	}
	if err := f.write(errors.Join(failed...)); err != nil {
		return err
	}
	if f.check && len(f.changed) > 0 {
		return errNegative
	}
	return nil
}

// stdin is what standard input is called in messages.
const stdin = "<stdin>"

// stream formats standard input to standard output; with flags that ask for
// something else, it counts as a file.
func (f *formatter) stream(ctx context.Context) error {
	if f.cli.format == output.JSON {
		return errors.New("what standard input is formatted to is no JSON")
	}
	src, err := files.ReadAll(ctx, f.in, limits.MaxFileSize)
	if err != nil {
		return fmt.Errorf("read %s: %w", stdin, err)
	}
	out, ok := f.format(stdin, src)
	if ok && !f.check && !f.diff {
		f.changed = slices.DeleteFunc(f.changed, func(c formatted) bool { return c.File == stdin })
		_, err = f.out.Write(out)
	}
	return err
}

// walk formats a file, or the files below a folder: those that a configuration
// or its tests are read from, but for JSON. Below a folder links are not
// followed, so that no file is formatted twice.
func (f *formatter) walk(ctx context.Context, path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		if filepath.Ext(path) != ".hcl" {
			return fmt.Errorf("%s: only files *.hcl can be formatted", path)
		}
		real, err := filepath.EvalSymlinks(path) // a link stays one
		if err != nil {
			return err
		}
		root, err := files.OpenRoot(filepath.Dir(real))
		if err != nil {
			return err
		}
		defer root.Close()
		return f.file(ctx, root, filepath.Base(real), path)
	}
	root, err := files.OpenRoot(path)
	if err != nil {
		return err
	}
	defer root.Close()
	var failed []error
	err = fs.WalkDir(root, ".", func(p string, d fs.DirEntry, err error) error {
		hidden := strings.HasPrefix(d.Name(), ".") && p != "."
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			return err
		case d.IsDir() && hidden:
			return fs.SkipDir
		case !d.IsDir() && d.Type()&fs.ModeSymlink == 0 && slashpath.Ext(p) == ".hcl" && !hidden:
			if err := f.file(ctx, root, p, filepath.Join(path, filepath.FromSlash(p))); err != nil {
				failed = append(failed, err)
			}
		}
		return nil
	})
	return errors.Join(append(failed, err)...)
}

// file formats a file in a root; path is what messages call it.
func (f *formatter) file(ctx context.Context, root *files.Root, name, path string) error {
	src, err := files.Read(ctx, root, name, limits.MaxFileSize)
	if err != nil {
		return fmt.Errorf("read %s: %w", path, files.Reason(err))
	}
	out, ok := f.format(path, src)
	if !ok || f.check || bytes.Equal(src, out) {
		return nil
	}
	if err := root.Replace(name, out); err != nil {
		return fmt.Errorf("write %s: %w", path, files.Reason(err))
	}
	return nil
}

// format formats a file and notes what came of it; not ok says that it cannot
// be parsed.
func (f *formatter) format(name string, src []byte) (out []byte, ok bool) {
	out, diags := loader.Format(src, name)
	if diags.HasErrors() {
		f.diags = append(f.diags, diags...)
		f.sources[name] = &hcl.File{Bytes: src}
		return src, false
	}
	if !bytes.Equal(src, out) {
		change := formatted{File: name}
		if f.diff {
			name := printable.Name(name)
			change.Diff = string(diff.Diff(name, src, name+" (formatted)", out))
		}
		f.changed = append(f.changed, change)
	}
	return out, true
}

// asIs returns a path from the working directory.
func asIs(path string) string { return path }

// write reports what came of all files. The error is what could not be read
// or written besides.
func (f *formatter) write(failed error) error {
	if f.cli.format == output.JSON {
		answer := struct {
			FormatVersion int                      `json:"format_version"`
			Error         string                   `json:"error,omitempty"`
			Changed       []formatted              `json:"changed"`
			Diagnostics   []diagnostics.Diagnostic `json:"diagnostics"`
		}{FormatVersion: output.FormatVersion, Changed: append([]formatted{}, f.changed...), Diagnostics: diagnostics.Of(f.diags, asIs)}
		if failed != nil {
			answer.Error = failed.Error()
		}
		if err := f.writeJSON(answer); err != nil {
			return err
		}
		if failed != nil || f.diags.HasErrors() {
			return errReported
		}
		return nil
	}
	for _, change := range f.changed {
		text := printable.Name(change.File) + "\n"
		if f.diff {
			text = printable.Sources(change.Diff)
		}
		if _, err := io.WriteString(f.out, text); err != nil {
			return err
		}
	}
	diagnostics.Text(f.err, f.diags, f.sources, asIs)
	if failed == nil && f.diags.HasErrors() {
		return errReported
	}
	return failed
}
