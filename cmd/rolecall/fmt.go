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

	"github.com/rolecall/rolecall/cmd/rolecall/internal/cli"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/diagnostics"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
	"github.com/rolecall/rolecall/internal/files"
	"github.com/rolecall/rolecall/internal/limits"
	"github.com/rolecall/rolecall/internal/printable"
	"github.com/rolecall/rolecall/loader"
)

func (c *program) fmtCommand() *cobra.Command {
	f := formatter{Env: &c.Env}
	cmd := &cobra.Command{
		Use:   "fmt [PATH...]",
		Short: "Format the files of the configuration",
		Long: `Fmt rewrites the *.hcl files of the configuration in their canonical form, and
prints the names of the files that it changed. PATH are other files and folders.
Comments stay. Fmt reports a file that it cannot parse, and does not change it.

With --check it writes nothing, and exit code 2 means that something would
change. With --diff it prints the changes instead of the names. With the PATH -
it formats standard input to standard output.`,
		RunE: func(cmd *cobra.Command, paths []string) error {
			if len(paths) == 0 {
				paths = []string{c.Dir}
			}
			return f.run(cmd.Context(), paths)
		},
	}
	cmd.Flags().BoolVar(&f.check, "check", false, "write nothing; exit code 2 if something would change")
	cmd.Flags().BoolVar(&f.diff, "diff", false, "print the changes")
	return cmd
}

// A formatter formats files and collects the results.
type formatter struct {
	*cli.Env
	check, diff bool

	changed []formatted
	diags   hcl.Diagnostics
	sources map[string]*hcl.File
}

// A formatted file was not in its canonical form.
type formatted struct {
	File string `json:"file"`
	// Diff is empty unless it was requested.
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
		return cli.ErrNegative
	}
	return nil
}

// stdin is the name of standard input in messages.
const stdin = "<stdin>"

// stream formats standard input to standard output. With --check or --diff it treats it as
// a file.
func (f *formatter) stream(ctx context.Context) error {
	if f.Format == output.JSON {
		return errors.New("fmt - writes HCL, not JSON; leave --format json out")
	}
	src, err := files.ReadAll(ctx, f.In, limits.MaxFileSize)
	if err != nil {
		return fmt.Errorf("read %s: %w", stdin, err)
	}
	out, ok := f.format(stdin, src)
	if ok && !f.check && !f.diff {
		f.changed = slices.DeleteFunc(f.changed, func(c formatted) bool { return c.File == stdin })
		_, err = f.Out.Write(out)
	}
	return err
}

// walk formats a file, or the *.hcl files of a configuration and its tests below a folder.
// Below a folder it does not follow links, so it formats no file twice.
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

// file formats a file in a root. Messages name it path.
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

// format formats a file and collects the result. ok reports whether it can be parsed.
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

// write reports the results. The failed error is that of files that could not be read or
// written.
func (f *formatter) write(failed error) error {
	if f.Format == output.JSON {
		answer := struct {
			FormatVersion int                      `json:"format_version"`
			Error         string                   `json:"error,omitempty"`
			Changed       []formatted              `json:"changed"`
			Diagnostics   []diagnostics.Diagnostic `json:"diagnostics"`
		}{FormatVersion: output.FormatVersion, Changed: append([]formatted{}, f.changed...), Diagnostics: diagnostics.Of(f.diags, asIs)}
		if failed != nil {
			answer.Error = failed.Error()
		}
		if err := f.WriteJSON(answer); err != nil {
			return err
		}
		if failed != nil || f.diags.HasErrors() {
			return cli.ErrReported
		}
		return nil
	}
	for _, change := range f.changed {
		text := printable.Name(change.File) + "\n"
		if f.diff {
			text = printable.Sources(change.Diff)
		}
		if _, err := io.WriteString(f.Out, text); err != nil {
			return err
		}
	}
	diagnostics.Text(f.Err, f.diags, f.sources, asIs, diagnostics.MaxShown)
	if failed == nil && f.diags.HasErrors() {
		return cli.ErrReported
	}
	return failed
}
