package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"
)

// settle is how long files must be left alone before they are read again:
// editors write a file in several steps.
const settle = 100 * time.Millisecond

// watchTests runs the tests now and after each change of a file, until the
// context ends. What it ends in is what the last run ended in.
func (t *testRun) watchTests(ctx context.Context) error {
	changes, err := fsnotify.NewWatcher()
	if err != nil {
		return fmt.Errorf("watch files: %w", err)
	}
	defer changes.Close()
	var last error
	for {
		// Folders may have come since the last run.
		for _, path := range append([]string{t.dir}, t.paths...) {
			if err := watchBelow(changes, path); err != nil {
				return fmt.Errorf("watch files: %w", err)
			}
		}
		err := t.run(ctx)
		if ctx.Err() != nil {
			return last // this run was cut short
		}
		if last = err; err != nil && !errors.Is(err, errNegative) {
			t.writeError(err)
			last = errReported
		}
		changed, err := t.wait(ctx, changes)
		if err != nil {
			return err
		}
		if changed == "" {
			return last
		}
		fmt.Fprintf(t.err, "%s changed\n", changed)
	}
}

// watchBelow watches a folder and those below it, hidden ones left out, or the
// folder of a file.
func watchBelow(changes *fsnotify.Watcher, path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return changes.Add(filepath.Dir(path))
	}
	return filepath.WalkDir(path, func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case !d.IsDir():
			return nil
		case p != path && strings.HasPrefix(d.Name(), "."):
			return fs.SkipDir
		}
		return changes.Add(p)
	})
}

// wait waits until a file has changed and all have been left alone for a
// while. It is the first file that changed; empty when the context ends.
func (t *testRun) wait(ctx context.Context, changes *fsnotify.Watcher) (changed string, err error) {
	var settled <-chan time.Time
	for {
		select {
		case <-ctx.Done():
			return "", nil
		case err := <-changes.Errors:
			return "", fmt.Errorf("watch files: %w", err)
		case event := <-changes.Events:
			if event.Op == fsnotify.Chmod || strings.HasPrefix(filepath.Base(event.Name), ".") {
				continue
			}
			if changed == "" {
				changed = event.Name
			}
			settled = time.After(settle)
		case <-settled:
			return changed, nil
		}
	}
}
