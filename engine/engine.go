package engine

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"

	"github.com/hashicorp/hcl/v2"
	"github.com/open-policy-agent/opa/v1/bundle"

	"github.com/rolecall/rolecall/loader"
)

// An Engine answers requests about one configuration. It is safe for
// concurrent use.
type Engine struct {
	state atomic.Pointer[state]
}

// A ConfigError is what there is to say about a configuration: why it did not
// load, when it is an error.
type ConfigError struct {
	// Diagnostics are errors and warnings.
	Diagnostics hcl.Diagnostics
	// Files are the files that were read, by path below the root of the
	// configuration, for printing source lines.
	Files map[string]*hcl.File
}

func (e *ConfigError) Error() string { return e.Diagnostics.Error() }

// Open loads the configuration in the folder path, or the bundle that path
// is: a folder with a file .manifest, or a file made by `rolecall build`.
//
// Nothing outside the folder is read, wherever links in it lead.
//
// The error is a *ConfigError for a configuration with errors, and wraps
// fs.ErrNotExist when there is nothing at path.
func Open(ctx context.Context, path string, opts ...Option) (*Engine, error) {
	e, _, err := OpenWorld(ctx, path, opts...)
	return e, err
}

// OpenFS is Open for a configuration in a file system.
func OpenFS(ctx context.Context, fsys fs.FS, opts ...Option) (*Engine, error) {
	e, _, err := openFS(ctx, fsys, opts)
	return e, err
}

// FromWorld makes an engine of a world that loaded without errors, which must
// not be changed afterwards.
func FromWorld(ctx context.Context, w *loader.World) (*Engine, error) {
	return FromData(ctx, w.Data())
}

// FromData is FromWorld for the data of a world.
func FromData(ctx context.Context, d *loader.Data) (*Engine, error) {
	p, err := embedded()
	if err != nil {
		return nil, err
	}
	s, err := newState(ctx, d, p)
	if err != nil {
		return nil, err
	}
	return engineOf(s), nil
}

// New makes an engine of a bundle that Compile made, with the policies in it.
// The bundle must not be changed afterwards.
func New(ctx context.Context, b *bundle.Bundle) (*Engine, error) {
	d, p, err := openBundle(b)
	if err != nil {
		return nil, fmt.Errorf("open bundle: %w", err)
	}
	s, err := newState(ctx, d, p)
	if err != nil {
		return nil, err
	}
	s.bundle = func() *bundle.Bundle { return b }
	return engineOf(s), nil
}

func engineOf(s *state) *Engine {
	e := &Engine{}
	e.state.Store(s)
	return e
}

// isBundle says whether a folder is a bundle rather than a configuration.
func isBundle(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, ".manifest"))
	return err == nil
}

// Warnings are the warnings about the configuration; none about a bundle.
func (e *Engine) Warnings() ConfigError { return e.state.Load().warnings }

// Bundle is the bundle of the policies and the configuration that the engine
// answers from. It must not be changed.
func (e *Engine) Bundle() *bundle.Bundle { return e.state.Load().bundle() }

// Revision identifies the configuration and the policies by their content.
func (e *Engine) Revision() string { return e.Bundle().Manifest.Revision }
