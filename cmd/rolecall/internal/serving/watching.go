package serving

import (
	"context"
	"io/fs"
	"time"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/internal/watch"
)

// betweenTries is how long the program waits before it reads files again that it could not read
// or watch.
const betweenTries = time.Minute

// watch reloads the configuration whenever it changes, until the context ends.
func (s *serving) watch(ctx context.Context, eng *engine.Engine) {
	for {
		if err := eng.WatchExcept(ctx, s.written); err == nil || !s.unwatched(ctx, "configuration", err) {
			return
		}
		try, cancel := context.WithTimeout(ctx, betweenTries)
		_ = eng.Reload(try) // s.reloaded gets the error
		cancel()
	}
}

// unwatched tells that files are not watched, for example because clients have all the files that
// the program may open. It waits until they are to be read all the same, and returns false if the
// context ends first.
func (s *serving) unwatched(ctx context.Context, kind string, err error) bool {
	s.reloads.Add(kind, err)
	s.log.Error("files not watched; they are read again in a while", "kind", kind, "while", s.again, "error", err)
	select {
	case <-ctx.Done():
		return false
	case <-time.After(s.again):
		return true
	}
}

// written returns the file of the decision log, which may be in the folder of the configuration.
func (s *serving) written() []fs.FileInfo {
	if s.sink == nil {
		return nil
	}
	info, err := s.sink.current.Load().Stat()
	if err != nil {
		return nil // it is closed
	}
	return []fs.FileInfo{info}
}

// follow reads files, and again whenever they change, until the context ends. The error is that of
// the first time; later ones are counted and logged, and change nothing. After them, it reads again
// in a while also without a change.
func (s *serving) follow(ctx context.Context, kind string, read func(context.Context) error, paths ...string) error {
	seen := watch.Take(paths...)
	if err := read(ctx); err != nil {
		return err
	}
	go func() {
		for failed := false; ; {
			wait, cancel := ctx, context.CancelFunc(func() {})
			if failed {
				wait, cancel = context.WithTimeout(ctx, s.again)
			}
			changed, err := seen.Wait(wait)
			cancel()
			if ctx.Err() != nil || err != nil && !s.unwatched(ctx, kind, err) {
				return
			}
			seen = watch.Take(paths...)
			err = read(ctx)
			s.reloads.Add(kind, err)
			if failed = err != nil; failed {
				s.log.Error("files not read again; those read before stay", "kind", kind, "file", changed, "error", err)
			} else {
				s.log.Info("files read again", "kind", kind, "file", changed)
			}
		}
	}()
	return nil
}
