package watch

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"time"

	"github.com/fsnotify/fsnotify"
)

// Files are written in several steps, so they must be left alone for settle
// before they count as changed, but not longer than patience in all.
const (
	settle   = 100 * time.Millisecond
	patience = 2 * time.Second
)

// maxFailures is how often in a row watching may go wrong.
const maxFailures = 10

// Wait waits until what is at the paths is not what it was when the snapshot
// was taken, and has been left alone for a tenth of a second. It gives the
// first name of what has changed; empty when the context ends before.
//
// Whoever takes a snapshot, reads the files, and then waits misses nothing. The
// error is that of the operating system, most likely that it cannot watch so
// many folders.
func (s *Snapshot) Wait(ctx context.Context) (changed string, err error) {
	for failures := 0; ctx.Err() == nil; {
		w, err := newWatcher(s.paths)
		if err != nil {
			return "", fmt.Errorf("watch files: %w", err)
		}
		w.wait(ctx, s)
		w.notify.Close()
		if changed := s.Changed(Take(s.paths...)); changed != "" && ctx.Err() == nil {
			return changed, nil
		}
		// A folder that goes while it is watched is an error now and then.
		if failures++; w.failure == nil {
			failures = 0
		} else if failures == maxFailures {
			return "", fmt.Errorf("watch files: %w", w.failure)
		}
	}
	return "", nil
}

// A watcher watches what is in a snapshot, once.
type watcher struct {
	notify *fsnotify.Watcher
	now    *Snapshot
	// failure is what has gone wrong; nil for nothing.
	failure error
}

func newWatcher(paths []string) (*watcher, error) {
	notify, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, err
	}
	w := &watcher{notify: notify, now: Take(paths...)}
	if err := w.add(); err != nil {
		notify.Close()
		return nil, err
	}
	return w, nil
}

// wait waits for something to happen, and until all is left alone again. What
// has changed since the earlier snapshot has happened.
func (w *watcher) wait(ctx context.Context, earlier *Snapshot) {
	// Nothing tells of what happened before the folders were watched.
	watched := Take(w.now.paths...)
	if earlier.Changed(watched) == "" && w.now.Changed(watched) == "" {
		w.event(ctx, nil)
	}
	for end := time.Now().Add(patience); time.Now().Before(end) && w.event(ctx, time.After(settle)); {
	}
}

// add has every folder watched. Those that have just gone, or may not be read,
// are seen to change by what is above them.
func (w *watcher) add() error {
	for dir := range w.now.whole {
		if err := w.addFolder(dir); err != nil {
			return err
		}
	}
	for dir := range w.now.lookups {
		if err := w.addFolder(dir); err != nil {
			return err
		}
	}
	return nil
}

func (w *watcher) addFolder(dir string) error {
	err := w.notify.Add(dir)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
		return nil
	}
	return err
}

// event waits for something to happen to what the snapshot looked at. It is
// false when the context or the time ends before.
func (w *watcher) event(ctx context.Context, end <-chan time.Time) bool {
	errs := w.notify.Errors
	if w.failure != nil {
		errs = nil // it may fail on and on
	}
	for {
		select {
		case <-ctx.Done():
			return false
		case <-end:
			return false
		case err := <-errs:
			// Whatever happened, it is looked at again.
			if !errors.Is(err, fsnotify.ErrEventOverflow) {
				w.failure = err
			}
			return true
		case event := <-w.notify.Events:
			dir, base := filepath.Split(event.Name)
			dir = filepath.Clean(dir)
			if w.now.whole[dir] || w.now.lookups[dir][base] {
				return true
			}
		}
	}
}
