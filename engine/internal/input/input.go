// Package input reads the configuration or bundle that an engine is opened from, again
// and again, and waits for changes.
package input

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/engine/internal/excerpts"
	"github.com/rolecall/rolecall/engine/internal/loaded"
	"github.com/rolecall/rolecall/engine/signing"
	"github.com/rolecall/rolecall/internal/document"
	"github.com/rolecall/rolecall/internal/files"
	"github.com/rolecall/rolecall/internal/watch"
	"github.com/rolecall/rolecall/loader"
	"github.com/rolecall/rolecall/schema"
)

// ErrNoVariables reports variables for a bundle or a world, which have none left to set.
var ErrNoVariables = errors.New("it has no variables left to set")

// An Input is the place that a configuration or a bundle is read from, with the options
// for loading. Read and Wait are safe for concurrent use.
type Input struct {
	// Path is the absolute path of a folder or a bundle; empty for a file system.
	Path string
	// Verification, if not nil, says which bundles are read. Anything else than a bundle is then refused.
	Verification *signing.Verification
	// Patience is how long a watcher gives the first try of a read. After a read that
	// failed, Wait waits for Again at most.
	Patience, Again time.Duration
	// Written returns the files below Path that the program itself writes, whose changes do not
	// count; nil for none.
	Written atomic.Pointer[func() []fs.FileInfo]

	name string // the path as it was given
	fsys fs.FS  // nil for an input at a path
	load []loader.Option
	// variables reports whether the options set variables.
	variables bool
	// seen is the state of the path just before the last read.
	seen atomic.Pointer[watch.Snapshot]
	// reads contains an item for each read that is under way.
	reads chan struct{}
}

// MaxReads is how many reads of an Input may be under way: one, and earlier ones that
// nobody waits for any more, as the operating system blocks them.
const MaxReads = 8

// maxTries is how often files are read that change while they are read. A watcher reads
// them again anyhow.
const maxTries = 5

// FS returns the input in a file system.
func FS(fsys fs.FS, load []loader.Option) *Input {
	return &Input{fsys: fsys, load: load, reads: make(chan struct{}, MaxReads), Patience: 30 * time.Second, Again: time.Minute}
}

// At returns the input at a path. The place stays the same when the program changes its
// working directory. With variables, a bundle is refused.
func At(path string, load []loader.Option, variables bool) (*Input, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("open configuration: %w", err)
	}
	in := FS(nil, load)
	in.Path, in.name, in.variables = absolute, path, variables
	return in, nil
}

// A Reading is the result of a read.
type Reading struct {
	// Configuration is nil if the configuration has errors.
	Configuration *loaded.Configuration
	// World is nil for a bundle.
	World *schema.World
	// Diagnostics are those of the loader, and Files the files that they are about.
	Diagnostics hcl.Diagnostics
	Files       map[string]*hcl.File
}

// Read reads the configuration or bundle. It returns when the context ends, even if the
// operating system blocks the read. A configuration with errors is not an error of Read.
func (in *Input) Read(ctx context.Context) (Reading, error) {
	type outcome struct {
		Reading
		seen *watch.Snapshot
		err  error
	}
	o, err := files.Await(ctx, func() (o outcome, err error) {
		select {
		case in.reads <- struct{}{}:
			defer func() { <-in.reads }()
		case <-ctx.Done():
			return o, ctx.Err()
		}
		if in.Path == "" {
			o.Reading, o.err = in.read(ctx)
			return o, nil
		}
		// Files that were read before a change, with others that were read after it, may be a
		// configuration that nobody wrote.
		for range maxTries {
			o.seen = in.counting(watch.Take(in.Path))
			o.Reading, o.err = in.read(ctx)
			if ctx.Err() != nil || o.seen.Changed(watch.Take(in.Path)) == "" {
				break
			}
		}
		return o, nil
	})
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return Reading{}, fmt.Errorf("open configuration: %w", err)
	}
	in.seen.Store(o.seen)
	return o.Reading, o.err
}

// counting returns a snapshot without the files that the program itself writes.
func (in *Input) counting(s *watch.Snapshot) *watch.Snapshot {
	if written := in.Written.Load(); written != nil {
		return s.Except(*written)
	}
	return s
}

func (in *Input) read(ctx context.Context) (Reading, error) {
	if in.fsys != nil {
		return in.readFS(ctx, in.fsys)
	}
	info, err := os.Stat(in.Path)
	if err != nil {
		return Reading{}, fmt.Errorf("open configuration: %w", err)
	}
	if !info.IsDir() && (strings.HasSuffix(in.Path, ".hcl") || strings.HasSuffix(in.Path, ".hcl.json")) {
		return Reading{}, fmt.Errorf("open configuration: %s is a file of a configuration; name the folder that it is in", in.name)
	}
	if !info.IsDir() || loaded.IsBundle(in.Path) || loaded.IsSplit(in.Path) {
		return in.readBundle(ctx)
	}
	if in.Verification != nil {
		return Reading{}, fmt.Errorf("open configuration: %s: %w", in.name, loaded.ErrNotSigned)
	}
	root, err := files.OpenRoot(in.Path)
	if err != nil {
		return Reading{}, fmt.Errorf("open configuration: %w", err)
	}
	defer root.Close()
	return in.readFS(ctx, root)
}

func (in *Input) readBundle(ctx context.Context) (Reading, error) {
	if in.variables {
		return Reading{}, fmt.Errorf("open bundle %s: %w", in.name, ErrNoVariables)
	}
	c, err := loaded.ReadBundle(ctx, in.Path, in.Verification)
	if err != nil {
		return Reading{}, fmt.Errorf("open bundle %s: %w", in.name, err)
	}
	return Reading{Configuration: c}, nil
}

func (in *Input) readFS(ctx context.Context, fsys fs.FS) (Reading, error) {
	w, diags := loader.LoadContext(ctx, fsys, in.load...)
	if err := ctx.Err(); err != nil {
		return Reading{}, err
	}
	r := Reading{World: w, Diagnostics: diags}
	if !diags.HasErrors() {
		var err error
		if r.Configuration, err = loaded.Of(ctx, document.Of(w)); err != nil {
			return Reading{}, err
		}
		r.Diagnostics = append(diags, loader.Notices(w, time.Now())...)
	}
	r.Files = excerpts.Of(r.Diagnostics, w.Files)
	return r, nil
}

// Wait waits until the files at the path differ from those of the last read or, if that
// read failed, for the time Again at most. It returns nil when the context ends, even if
// the operating system blocks it. The error is that of the operating system if nothing
// can be watched.
func (in *Input) Wait(ctx context.Context, failed bool) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var again <-chan time.Time
	if failed {
		again = time.After(in.Again)
	}
	changed := make(chan error, 1)
	go func() {
		_, err := in.counting(in.seen.Load()).Wait(ctx)
		changed <- err
	}()
	select {
	case err := <-changed:
		return err
	case <-again:
	case <-ctx.Done():
	}
	return nil
}
