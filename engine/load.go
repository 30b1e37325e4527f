package engine

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"time"

	opaloader "github.com/open-policy-agent/opa/v1/loader"

	"github.com/rolecall/rolecall/loader"
)

// WithTestFile adds the tests of a file to the world of a configuration, as
// OpenWorld gives it; a bundle has none. The name stands in diagnostics, as a
// path from the folder of the configuration.
func WithTestFile(name string, content []byte) Option {
	return Option{load: loader.WithTestFile(name, content), optional: true}
}

// OpenWorld is Open that gives the world of the configuration too. It is nil
// for a bundle.
func OpenWorld(ctx context.Context, path string, opts ...Option) (*Engine, *loader.World, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, nil, fmt.Errorf("open configuration: %w", err)
	}
	if !info.IsDir() || isBundle(path) {
		for _, opt := range opts {
			if !opt.optional {
				return nil, nil, fmt.Errorf("open bundle %s: a bundle has no variables left to set", path)
			}
		}
		b, err := opaloader.NewFileLoader().WithSkipBundleVerification(true).AsBundle(path)
		if err != nil {
			return nil, nil, fmt.Errorf("open bundle %s: %w", path, err)
		}
		e, err := New(ctx, b)
		return e, nil, err
	}
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, nil, fmt.Errorf("open configuration: %w", err)
	}
	defer root.Close()
	return openFS(ctx, root.FS(), opts)
}

// openFS is OpenWorld for a configuration in a file system.
func openFS(ctx context.Context, fsys fs.FS, opts []Option) (*Engine, *loader.World, error) {
	var load []loader.Option
	for _, opt := range opts {
		load = append(load, opt.load)
	}
	w, diags := loader.Load(fsys, load...)
	if diags.HasErrors() {
		return nil, nil, &ConfigError{Diagnostics: diags, Files: w.Files}
	}
	e, err := FromWorld(ctx, w)
	if err != nil {
		return nil, nil, err
	}
	e.state.Load().warnings = ConfigError{Diagnostics: append(diags, w.Expired(time.Now())...), Files: w.Files}
	return e, w, nil
}
