package engine

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/rolecall/rolecall/internal/parallel"
)

// Reload reads what the engine was opened from again, with the same options, and makes
// it the current View. Several reloads at once are made one after the other.
//
// With an error the engine keeps the View that it has. The error is that of Open; it
// wraps ErrNoPath for an engine that was made of a bundle or a world in memory, and the
// error of the context if that ends, also while the operating system does not answer.
// The next Reload reads anew.
func (e *Engine) Reload(ctx context.Context) error {
	if e == nil || e.input == nil {
		return fmt.Errorf("reload: %w", ErrNoPath)
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
	v, err := e.read(parallel.Gently(ctx)) // others ask the current View
	if err != nil && ctx.Err() != nil {
		err = ctx.Err()
	}
	switch {
	case errors.Is(err, context.Canceled):
		return fmt.Errorf("reload: %w", err)
	case errors.Is(err, context.DeadlineExceeded):
		err = fmt.Errorf("reload: reading takes too long: %w", err)
	case err != nil:
		err = fmt.Errorf("reload: %w", err)
	default:
		e.answerFrom(v)
	}
	if e.reloaded != nil {
		e.reloaded(ctx, err)
	}
	return err
}

// Watch reloads whenever the files that the engine was opened from change, once they
// have been left alone for a tenth of a second. It returns nil when the context ends.
// WithReloadObserver gives the outcome of each reload.
//
// A reload that fails is tried again at the next change, or after a minute. A reload
// that takes longer than half a minute is given up, as the file system may not answer,
// and tried again with twice the time, up to an hour.
//
// All files in the folder and below count, except hidden ones: also new files, files
// that are renamed over others, and files behind links that change, as in a ConfigMap
// of Kubernetes. The folder may be gone for a while. Changes between the last read and
// the call of Watch count, too. Network file systems such as NFS may not report changes
// made on other machines; call Reload for those.
//
// It is an error if nothing can be watched: ErrNoPath if the engine was not opened from
// a path, otherwise an error of the operating system, which may limit the number of
// watched folders.
func (e *Engine) Watch(ctx context.Context) error { return e.WatchExcept(ctx, nil) }

// WatchExcept is Watch for a program that writes files below the folder, such as a log: changes of
// them do not count. The function returns the files as they are now, also those that have another
// name meanwhile; nil for none. It may be called by several goroutines.
func (e *Engine) WatchExcept(ctx context.Context, written func() []fs.FileInfo) error {
	if e == nil || e.input == nil || e.input.Path == "" {
		return fmt.Errorf("watch: %w", ErrNoPath)
	}
	if ctx == nil {
		return fmt.Errorf("watch: %w", errNoContext)
	}
	if written != nil {
		e.input.Written.Store(&written)
	}
	for failed := false; ; failed = e.reloadInTime(ctx) != nil {
		if err := e.input.Wait(ctx, failed); err != nil || ctx.Err() != nil {
			return err
		}
	}
}

// maxPatience is the longest time that Watch waits for a read.
const maxPatience = time.Hour

// reloadInTime reloads until a read ends, with more time for each try. The observer gets
// the outcome of each try.
func (e *Engine) reloadInTime(ctx context.Context) error {
	for patience := e.input.Patience; ; patience = min(2*patience, maxPatience) {
		try, cancel := context.WithTimeout(ctx, patience)
		err := e.Reload(try)
		cancel()
		if !errors.Is(err, context.DeadlineExceeded) || ctx.Err() != nil {
			return err
		}
	}
}
