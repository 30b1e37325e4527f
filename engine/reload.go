package engine

import (
	"context"
	"fmt"
)

// Reload reads the configuration or bundle that the engine was opened from
// again, with the same options, and has the engine answer from it. Decisions
// and lists that were asked for before are still about the configuration of
// then; CheckAll and a List are about one configuration each.
//
// With an error the engine keeps the configuration that it has: it is a
// *ConfigError for a configuration with errors, wraps fs.ErrNotExist when
// nothing is there any more, and is ErrNoSource for an engine that was made of
// a bundle or a world in memory, and that of the context when that ends.
//
// Reloads at once are made one after the other.
func (e *Engine) Reload(ctx context.Context) error {
	if e.source == nil {
		return fmt.Errorf("reload: %w", ErrNoSource)
	}
	select {
	case e.reading <- struct{}{}:
		defer func() { <-e.reading }()
	case <-ctx.Done():
		return fmt.Errorf("reload: %w", ctx.Err())
	}
	s, _, err := e.source.read(ctx)
	if ctx.Err() != nil {
		return fmt.Errorf("reload: %w", ctx.Err())
	}
	if err != nil {
		err = fmt.Errorf("reload: %w", err)
	} else {
		e.state.Store(s)
	}
	if e.reloaded != nil {
		e.reloaded(ctx, err)
	}
	return err
}

// Watch reloads whenever the files that the engine was opened from change and
// have then been left alone for a tenth of a second, until the context ends:
// then it returns nil. What came of each reload WithReloadObserver tells; one
// that fails ends nothing, and the next change is tried again.
//
// All files in the folder and below count, but hidden ones: new ones too, those
// that are renamed over others, and those behind links that are set to lead
// elsewhere, as in a ConfigMap of Kubernetes. The folder may go and come again.
// What has changed since the engine read it last, before Watch was called,
// counts too. File systems of other machines, such as NFS, may not tell of
// changes made there; call Reload for those.
//
// The error says that nothing can be watched: ErrNoSource for an engine that
// was not opened from a path, otherwise that of the operating system, of which
// the number of watched folders may be limited.
func (e *Engine) Watch(ctx context.Context) error {
	if e.source == nil || e.source.path == "" {
		return fmt.Errorf("watch: %w", ErrNoSource)
	}
	for {
		changed, err := e.source.seen.Load().Wait(ctx)
		if err != nil {
			return err
		}
		if changed == "" {
			return nil
		}
		_ = e.Reload(ctx) // the observer is told
	}
}
