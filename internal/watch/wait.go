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

// Writing a file takes several steps. It counts as changed once nothing has happened
// for the time settle, or after the time patience in all.
const (
	settle   = 100 * time.Millisecond
	patience = 2 * time.Second
)

// maxFailures is the number of failures in a row at which Wait gives up.
const maxFailures = 10

// Wait waits until the paths differ from the snapshot and nothing has happened to
// them for a tenth of a second. It returns the first name that has changed, as
// Changed does, and "" if the context ends first.
//
// No change is missed if the caller takes a snapshot, reads the files, and then
// waits. An error comes from the operating system, most likely because it cannot
// watch so many folders. It means that the paths do not differ so far: a caller that
// waits again after a while finds the changes meanwhile.
func (s *Snapshot) Wait(ctx context.Context) (changed string, err error) {
	for failures := 0; ctx.Err() == nil; {
		w, err := newWatcher(s.paths)
		if err != nil {
			if changed := s.Changed(Take(s.paths...)); changed != "" {
				return changed, nil
			}
			return "", fmt.Errorf("watch files: %w", err)
		}
		w.wait(ctx, s)
		w.notify.Close()
		if changed := s.Changed(Take(s.paths...)); changed != "" && ctx.Err() == nil {
			return changed, nil
		}
		// Watching a folder while it is removed fails now and then.
		if failures++; w.failure == nil {
			failures = 0
		} else if failures == maxFailures {
			return "", fmt.Errorf("watch files: %w", w.failure)
		}
	}
	return "", nil
}

// A watcher watches the files and folders of a snapshot, once.
type watcher struct {
	notify *fsnotify.Watcher
	now    *Snapshot
	// failure is the last error of watching, nil for none.
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

// wait waits until something happens, and then until nothing happens any more. A
// difference from the earlier snapshot counts as having happened.
func (w *watcher) wait(ctx context.Context, earlier *Snapshot) {
	// There are no events from before the folders were watched.
	watched := Take(w.now.paths...)
	if earlier.Changed(watched) == "" && w.now.Changed(watched) == "" {
		w.event(ctx, nil)
	}
	for end := time.Now().Add(patience); time.Now().Before(end) && w.event(ctx, time.After(settle)); {
	}
}

// add starts to watch every folder. A folder that is gone or unreadable is left
// out: the folder above it shows its changes.
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

// event waits for an event about a name in the snapshot. It returns false if the
// context or the time ends first.
func (w *watcher) event(ctx context.Context, end <-chan time.Time) bool {
	errs := w.notify.Errors
	if w.failure != nil {
		errs = nil // errors may follow each other without end
	}
	for {
		select {
		case <-ctx.Done():
			return false
		case <-end:
			return false
		case err := <-errs:
			// Wait compares the files whatever the error is.
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
