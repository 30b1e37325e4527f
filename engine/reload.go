package engine

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Reload reads the configuration or bundle that the engine was opened from
// again, with the same options, and has the engine answer from it. Decisions
// and lists that were asked for before are still about the configuration of
// then; CheckAll and a List are about one configuration each.
//
// With an error the engine keeps the configuration that it has: it is a
// *ConfigError for a configuration with errors, wraps fs.ErrNotExist when
// nothing is there any more, and is ErrNoSource for an engine that was made of
// a bundle or a world in memory, and that of the context when that ends, also
// while the operating system holds reading up. The next Reload reads anew.
//
// Reloads at once are made one after the other.
func (e *Engine) Reload(ctx context.Context) error {
	if e == nil || e.source == nil {
		return fmt.Errorf("reload: %w", ErrNoSource)
	}
	if err := ended(ctx); err != nil {
		return fmt.Errorf("reload: %w", err)
	}
	select {
	case e.reading <- struct{}{}:
		defer func() { <-e.reading }()
	case <-ctx.Done():
		return fmt.Errorf("reload: %w", ctx.Err())
	}
	r, err := e.source.read(ctx)
	if ctx.Err() != nil {
		err = ctx.Err()
	} else {
		e.source.seen.Store(r.seen)
	}
	switch {
	case errors.Is(err, context.Canceled):
		return fmt.Errorf("reload: %w", err)
	case errors.Is(err, context.DeadlineExceeded):
		err = fmt.Errorf("reload: reading takes too long: %w", err)
	case err != nil:
		err = fmt.Errorf("reload: %w", err)
	default:
		e.answerFrom(r.view)
	}
	if e.reloaded != nil {
		e.reloaded(ctx, err)
	}
	return err
}

// Watch reloads whenever the files that the engine was opened from change and
// have then been left alone for a tenth of a second, until the context ends:
// then it returns nil. What came of each reload WithReloadObserver tells; one
// that fails ends nothing, and is tried again with the next change, or after a
// minute. One that has not come to its end after half a minute is given up, as
// that of a file system which does not answer, and tried again with twice the
// time, up to an hour.
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
	if e == nil || e.source == nil || e.source.path == "" {
		return fmt.Errorf("watch: %w", ErrNoSource)
	}
	if ctx == nil {
		return fmt.Errorf("watch: %w", errNoContext)
	}
	for failed := false; ; failed = e.reloadInTime(ctx) != nil {
		if err := e.source.wait(ctx, failed); err != nil || ctx.Err() != nil {
			return err
		}
	}
}

// maxPatience is how long Watch waits for a read at most.
const maxPatience = time.Hour

// reloadInTime reloads until reading comes to an end, with more time for each try.
// The observer is told of each.
func (e *Engine) reloadInTime(ctx context.Context) error {
	for patience := e.source.patience; ; patience = min(2*patience, maxPatience) {
		try, cancel := context.WithTimeout(ctx, patience)
		err := e.Reload(try)
		cancel()
		if !errors.Is(err, context.DeadlineExceeded) || ctx.Err() != nil {
			return err
		}
	}
}
