package engine

import (
	"context"
	"fmt"
	"time"

	"github.com/rolecall/rolecall/internal/files"
	"github.com/rolecall/rolecall/internal/watch"
)

// A reading is what was read from an input.
type reading struct {
	view *View
	// seen is what was at the path just before; nil for a file system.
	seen *watch.Snapshot
}

// maxReads is how many reads of an input may be under way: one, and earlier ones
// that nobody waits for any more, as the operating system holds them up.
const maxReads = 8

// read reads the configuration or bundle, and returns with the context, even if
// reading is held up. With an error there may be something in seen.
func (s *input) read(ctx context.Context) (reading, error) {
	r, err := files.Await(ctx, func() (r reading, err error) {
		select {
		case s.reads <- struct{}{}:
			defer func() { <-s.reads }()
		case <-ctx.Done():
			return r, ctx.Err()
		}
		if s.path != "" {
			r.seen = watch.Take(s.path)
		}
		if r.view, err = s.readNow(ctx); err == nil {
			r.view.path = s.path
		}
		return r, err
	})
	if ended := ctx.Err(); ended != nil {
		return reading{}, fmt.Errorf("open configuration: %w", ended)
	}
	return r, err
}

// wait waits until what is at the path is not what it was when it was read last,
// or, if that failed, for a while. It returns nil when the context ends, even if
// the operating system holds it up.
func (s *input) wait(ctx context.Context, failed bool) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var again <-chan time.Time
	if failed {
		again = time.After(s.again)
	}
	changed := make(chan error, 1)
	go func() {
		_, err := s.seen.Load().Wait(ctx)
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
