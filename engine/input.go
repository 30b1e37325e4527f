package engine

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/rolecall/rolecall/engine/internal/bundlefile"
	"github.com/rolecall/rolecall/engine/internal/policy"
	"github.com/rolecall/rolecall/internal/document"
	"github.com/rolecall/rolecall/internal/files"
	"github.com/rolecall/rolecall/internal/watch"
	"github.com/rolecall/rolecall/loader"
)

// An input is where a configuration is read from, with the options of the engine.
type input struct {
	// path is a folder or a bundle; empty for a file system. It is called
	// name where it was opened.
	path, name string
	fsys       fs.FS
	options    []Option
	// seen is what was at the path just before it was read last, with success
	// or not.
	seen atomic.Pointer[watch.Snapshot]
	// reads has something in it for each read that is under way.
	reads chan struct{}
	// patience is how long Watch waits for a read at first, and again how
	// long before it tries again after one that failed.
	patience, again time.Duration
}

// inputOf returns the input in a file system, which is nil for an input at a path.
func inputOf(fsys fs.FS, opts []Option) *input {
	return &input{fsys: fsys, options: opts, reads: make(chan struct{}, maxReads), patience: 30 * time.Second, again: time.Minute}
}

// newInput returns the input at a path. It stays the same wherever the program
// changes its working directory to.
func newInput(path string, opts []Option) (*input, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("open configuration: %w", err)
	}
	s := inputOf(nil, opts)
	s.path, s.name = absolute, path
	return s, nil
}

// open makes an engine of what is there.
func (s *input) open(ctx context.Context) (*Engine, error) {
	if err := ended(ctx); err != nil {
		return nil, fmt.Errorf("open configuration: %w", err)
	}
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	s.seen.Store(r.seen)
	e := engineOf(r.view, s.options)
	e.input = s
	return e, nil
}

// readNow reads the configuration or bundle.
func (s *input) readNow(ctx context.Context) (*View, error) {
	if s.fsys != nil {
		return readFS(ctx, s.fsys, s.options)
	}
	info, err := os.Stat(s.path)
	if err != nil {
		return nil, fmt.Errorf("open configuration: %w", err)
	}
	if !info.IsDir() && (strings.HasSuffix(s.path, ".hcl") || strings.HasSuffix(s.path, ".hcl.json")) {
		return nil, fmt.Errorf("open configuration: %s is a file of a configuration; name the folder that it is in", s.name)
	}
	if !info.IsDir() || isBundle(s.path) {
		return s.readBundle(ctx)
	}
	root, err := files.OpenRoot(s.path)
	if err != nil {
		return nil, fmt.Errorf("open configuration: %w", err)
	}
	defer root.Close()
	return readFS(ctx, root, s.options)
}

func (s *input) readBundle(ctx context.Context) (*View, error) {
	if loads(s.options) {
		return nil, fmt.Errorf("open bundle %s: %w", s.name, ErrNoVariables)
	}
	st, err := readBundle(ctx, s.path)
	if err != nil {
		return nil, fmt.Errorf("open bundle %s: %w", s.name, err)
	}
	return st, nil
}

// readBundle reads the bundle at a path.
func readBundle(ctx context.Context, path string) (*View, error) {
	content, err := bundlefile.Read(ctx, path)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBadBundle, err)
	}
	if file := configurationFile(content); file != "" {
		return nil, fmt.Errorf("it has the manifest of a bundle, %s, and a file of a configuration, %s: take one of them out", bundlefile.Manifest, file)
	}
	p, err := policy.FromFiles(content.Files)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBadBundle, err)
	}
	return bundleView(ctx, p)
}

// configurationFile is a file that the loader would read, were it not for the
// manifest: one of the two is disregarded, and it would take one file to change
// which. It is empty for none.
func configurationFile(c bundlefile.Content) string {
	for _, name := range c.Others {
		hidden := strings.HasPrefix(name, ".") || strings.Contains(name, "/.")
		if !hidden && (strings.HasSuffix(name, ".hcl") || strings.HasSuffix(name, ".hcl.json")) {
			return name
		}
	}
	return ""
}

// isBundle reports whether a folder is a bundle rather than a configuration.
func isBundle(dir string) bool {
	_, err := os.Lstat(filepath.Join(dir, bundlefile.Manifest))
	return err == nil
}

// readFS reads a configuration.
func readFS(ctx context.Context, fsys fs.FS, opts []Option) (*View, error) {
	w, diags := loader.LoadContext(ctx, fsys, loadOptions(opts)...)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if diags.HasErrors() {
		return nil, &ConfigError{diags, filesOf(diags, w.Files)}
	}
	v, err := dataView(ctx, document.Of(w))
	if err != nil {
		return nil, err
	}
	v.warnings = append(diags, loader.Expired(w, time.Now())...)
	v.files = filesOf(v.warnings, w.Files)
	if slices.ContainsFunc(opts, func(o Option) bool { return o.world }) {
		v.world = w
	}
	return v, nil
}
