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

// Wait waits until what is at the paths is not what it was when the snapshot
// was taken, and has been left alone for a tenth of a second. It gives the
// first name of what has changed; empty when the context ends before.
//
// Whoever takes a snapshot, reads the files, and then waits misses nothing. The
// error is that the operating system cannot watch so many folders.
func (s *Snapshot) Wait(ctx context.Context) (changed string, err error) {
	for ctx.Err() == nil {
		changed, err := s.wait(ctx)
		if err != nil {
			return "", fmt.Errorf("watch files: %w", err)
		}
		if changed != "" && ctx.Err() == nil {
			return changed, nil
		}
	}
	return "", nil
}

// wait waits for one change of what is there now. It may be one that does not
// count.
func (s *Snapshot) wait(ctx context.Context) (changed string, err error) {
	notify, err := fsnotify.NewWatcher()
	if err != nil {
		return "", err
	}
	defer notify.Close()
	w := watcher{notify, Take(s.paths...)}
	if err := w.add(); err != nil {
		return "", err
	}
	// Nothing tells of what happened before the folders were watched.
	watched := Take(s.paths...)
	if s.Changed(watched) == "" && w.now.Changed(watched) == "" {
		if _, err := w.event(ctx, nil); err != nil {
			return "", err
		}
	}
	deadline := time.Now().Add(patience)
	for more := true; more && time.Now().Before(deadline); {
		if more, err = w.event(ctx, time.After(settle)); err != nil {
			return "", err
		}
	}
	return s.Changed(Take(s.paths...)), nil
}

// A watcher watches what is in a snapshot.
type watcher struct {
	notify *fsnotify.Watcher
	now    *Snapshot
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
func (w *watcher) event(ctx context.Context, end <-chan time.Time) (bool, error) {
	for {
		select {
		case <-ctx.Done():
			return false, nil
		case <-end:
			return false, nil
		case err := <-w.notify.Errors:
			if errors.Is(err, fsnotify.ErrEventOverflow) {
				return true, nil // whatever happened, it is looked at again
			}
			return false, err
		case event := <-w.notify.Events:
			dir, base := filepath.Split(event.Name)
			dir = filepath.Clean(dir)
			if w.now.whole[dir] || w.now.lookups[dir][base] {
				return true, nil
			}
		}
	}
}
