package engine

import (
	"context"
	"fmt"
	"io/fs"

	"github.com/rolecall/rolecall/loader"
	"github.com/rolecall/rolecall/schema"
)

// WithTestFile adds the tests of a file to the world of a configuration, as
// OpenWorld gives it; a bundle has none. The name stands in diagnostics, as a
// path from the folder of the configuration.
func WithTestFile(name string, content []byte) Option {
	return Option{load: loader.WithTestFile(name, content), optional: true}
}

// OpenWorld is Open that gives the world of the configuration too. It is nil
// for a bundle.
func OpenWorld(ctx context.Context, path string, opts ...Option) (*Engine, *schema.World, error) {
	src, err := newSource(path, opts)
	if err != nil {
		return nil, nil, err
	}
	return src.open(ctx)
}

// OpenFS is Open for a configuration in a file system. Reload reads it again,
// but nothing tells of changes to it, so that Watch cannot.
func OpenFS(ctx context.Context, fsys fs.FS, opts ...Option) (*Engine, error) {
	if fsys == nil {
		return nil, fmt.Errorf("open configuration: %w", errNoFiles)
	}
	e, _, err := sourceOf(fsys, opts).open(ctx)
	return e, err
}
