package bundlefile

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Extension is the extension of archives.
const Extension = ".tar.gz"

// Endings of the names beside a bundle while it is written.
const (
	lockEnding = ".rolecall-lock"
	newEnding  = ".rolecall-new"
	oldEnding  = ".rolecall-old"
)

// Write writes files to an archive if the path ends in .tar.gz, and else to a folder.
// Existing content of the path is replaced only if it is empty or replaceable returns
// nil for it.
//
// Write writes the files beside the path, reads them again, compares them, and calls
// check with the path that they have there. Only then does it rename them to the
// path: if anything fails or is killed before, the path keeps its content. Writers
// of one path wait for each other. The next writer removes the files that a killed
// writer left beside the path.
//
// In file systems that cannot exchange two names in one step, Write renames an
// existing folder before the new one gets its name. If it is killed between the two
// steps, the old folder stays beside the path, and the next writer puts it back.
func Write(path string, files map[string][]byte, replaceable func(Content) error, check func(path string) error) error {
	target, err := resolve(path)
	if err != nil {
		return err
	}
	dir, base := filepath.Split(target)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	beside := filepath.Join(dir, "."+base)
	unlock, err := lock(beside + lockEnding)
	if err != nil {
		return err
	}
	defer unlock()
	w := writer{target, beside + newEnding, beside + oldEnding, strings.HasSuffix(target, Extension)}
	if err := w.cleanUp(); err != nil {
		return err
	}
	before, err := w.before(replaceable)
	if err != nil {
		return err
	}
	defer os.RemoveAll(w.new)
	if err := w.write(files, before); err != nil {
		return err
	}
	if err := w.compare(files); err != nil {
		return err
	}
	if err := check(w.new); err != nil {
		return fmt.Errorf("the new bundle does not open: %w", err)
	}
	return w.replace(before)
}

// resolve returns the absolute path that a path leads to, through links.
func resolve(path string) (string, error) {
	if path == "" {
		return "", errors.New("the path to write to is empty")
	}
	absolute, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	target, err := filepath.EvalSymlinks(absolute)
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Lstat(absolute); err == nil {
			return "", fmt.Errorf("%s is a link that leads to nothing", path)
		}
		target = absolute
	} else if err != nil {
		return "", err
	}
	if filepath.Dir(target) == target {
		return "", fmt.Errorf("%s cannot be replaced by a bundle: name a folder in it", path)
	}
	return target, nil
}

// A writer writes one bundle.
type writer struct {
	target, new, old string
	archive          bool
}

// cleanUp removes or puts back the files that a killed writer left.
func (w *writer) cleanUp() error {
	if err := os.RemoveAll(w.new); err != nil {
		return err
	}
	if _, err := os.Lstat(w.target); errors.Is(err, fs.ErrNotExist) {
		if err := os.Rename(w.old, w.target); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return os.RemoveAll(w.old)
}

// before returns the file or folder to replace, nil if there is none. It returns an
// error if it must not be replaced.
func (w *writer) before(replaceable func(Content) error) (fs.FileInfo, error) {
	info, err := os.Lstat(w.target)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, err
	case w.archive && !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is not a regular file", w.target)
	case !w.archive && !info.IsDir():
		return nil, fmt.Errorf("%s is not a folder; the name of an archive ends in %s", w.target, Extension)
	}
	if !w.archive {
		if err := notWithin(w.target); err != nil {
			return nil, err
		}
	}
	if empty, err := w.empty(info); empty || err != nil {
		return info, err
	}
	content, err := Read(context.Background(), w.target)
	if err == nil {
		err = replaceable(content)
	}
	if err != nil {
		return nil, fmt.Errorf("%s is neither empty nor a bundle that rolecall has built, and is left as it is: %w", w.target, err)
	}
	return info, nil
}

func (w *writer) empty(info fs.FileInfo) (bool, error) {
	if w.archive {
		return info.Size() == 0, nil
	}
	entries, err := os.ReadDir(w.target)
	return len(entries) == 0, err
}

// notWithin refuses the folder that the program works in, and those above it: the
// shell that started the program would be left in a folder that is gone.
func notWithin(target string) error {
	dir, err := os.Getwd()
	if err != nil {
		return nil // the working directory is gone already
	}
	if dir, err = filepath.EvalSymlinks(dir); err != nil {
		return nil
	}
	if below, err := filepath.Rel(target, dir); err == nil && filepath.IsLocal(below) {
		return fmt.Errorf("%s cannot be replaced by a bundle: it is the working directory, or has it in it", target)
	}
	return nil
}

// write writes the files beside the target, at w.new.
func (w *writer) write(files map[string][]byte, before fs.FileInfo) error {
	if w.archive {
		return writeFile(w.new, modeOf(before, 0o644), func(f *os.File) error { return pack(f, files) })
	}
	if err := os.Mkdir(w.new, modeOf(before, 0o755)); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		file := filepath.Join(w.new, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		err := writeFile(file, 0o644, func(f *os.File) error {
			_, err := f.Write(files[name])
			return err
		})
		if err != nil {
			return err
		}
	}
	return filepath.WalkDir(w.new, func(dir string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		return syncFolder(dir)
	})
}

// modeOf returns the permissions of the file to replace: users who could not read it
// cannot read the new one either.
func modeOf(before fs.FileInfo, otherwise fs.FileMode) fs.FileMode {
	if before == nil {
		return otherwise
	}
	return before.Mode().Perm()
}

// writeFile creates a file and writes all of it to the disk.
func writeFile(name string, mode fs.FileMode, write func(*os.File) error) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	if err := errors.Join(write(f), f.Sync()); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

// compare reads the new files again and compares them.
func (w *writer) compare(files map[string][]byte) error {
	written, err := w.written()
	if err != nil {
		return fmt.Errorf("the new bundle cannot be read: %w", err)
	}
	if !maps.EqualFunc(written, files, bytes.Equal) {
		return errors.New("the files of the new bundle are not those that were written")
	}
	return nil
}

// written returns the new files.
func (w *writer) written() (map[string][]byte, error) {
	if w.archive {
		content, err := Read(context.Background(), w.new)
		return content.Files, err
	}
	files := map[string][]byte{}
	dir := os.DirFS(w.new)
	err := fs.WalkDir(dir, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files[name], err = fs.ReadFile(dir, name)
		}
		return err
	})
	return files, err
}

// replace moves the new files to the target.
func (w *writer) replace(before fs.FileInfo) error {
	err := w.rename(before)
	switch {
	case err != nil:
		return fmt.Errorf("replace %s, which a mount point cannot be: %w", w.target, err)
	case w.archive:
		return syncFolder(filepath.Dir(w.target))
	}
	return errors.Join(syncFolder(filepath.Dir(w.target)), os.RemoveAll(w.new))
}

func (w *writer) rename(before fs.FileInfo) error {
	if w.archive || before == nil {
		return os.Rename(w.new, w.target)
	}
	if exchange(w.new, w.target) == nil {
		return nil
	}
	if err := os.Rename(w.target, w.old); err != nil {
		return err
	}
	if err := os.Rename(w.new, w.target); err != nil {
		return errors.Join(err, os.Rename(w.old, w.target))
	}
	return os.RemoveAll(w.old)
}
