package files

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// ReplaceAll gives several files their contents, together or not at all: if one cannot be written, those before
// it get their former content back, and new files are removed. Each file changes in one step, as by
// Replace, and keeps its mode. Content nil removes a file. Folders that are missing are made, and stay.
func (r *Root) ReplaceAll(contents map[string][]byte) (err error) {
	var changes []*change
	defer func() {
		for _, c := range changes {
			r.root.Remove(c.beside) // gone when all went well
		}
	}()
	for _, name := range slices.Sorted(maps.Keys(contents)) {
		c, err := r.prepare(name, contents[name])
		if err != nil {
			return err
		}
		changes = append(changes, c)
	}
	for i, c := range changes {
		if err := r.apply(c); err != nil {
			for _, done := range changes[:i] {
				err = errors.Join(err, r.undo(done))
			}
			return err
		}
	}
	return nil
}

// A change is a file with its new content beside it.
type change struct {
	local, beside string
	// before is the former content; existed reports whether there was a file.
	before  []byte
	mode    fs.FileMode
	existed bool
	remove  bool
}

// prepare writes the new content of a file beside it.
func (r *Root) prepare(name string, content []byte) (*change, error) {
	local, err := localize("replace", name)
	if err != nil {
		return nil, err
	}
	c := &change{local: local, mode: 0o644, remove: content == nil}
	switch info, err := r.root.Lstat(local); {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, &fs.PathError{Op: "replace", Path: name, Err: notRegular(info.Mode())}
	default:
		if c.before, err = r.root.ReadFile(local); err != nil {
			return nil, err
		}
		c.existed, c.mode = true, info.Mode().Perm()
	}
	if c.remove {
		return c, nil
	}
	if err := r.root.MkdirAll(filepath.Dir(local), 0o755); err != nil {
		return nil, err
	}
	c.beside = besideOf(local)
	if err := r.write(c.beside, content, c.mode); err != nil {
		r.root.Remove(c.beside)
		return nil, err
	}
	return c, nil
}

// write writes a new file.
func (r *Root) write(local string, content []byte, mode fs.FileMode) error {
	f, err := r.root.OpenFile(local, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	return errors.Join(err, f.Chmod(mode), f.Sync(), f.Close())
}

func (r *Root) apply(c *change) error {
	if !c.remove {
		return r.root.Rename(c.beside, c.local)
	}
	if !c.existed {
		return nil
	}
	return r.root.Remove(c.local)
}

// undo gives a file its former content back.
func (r *Root) undo(c *change) error {
	if !c.existed {
		if c.remove {
			return nil
		}
		return r.root.Remove(c.local)
	}
	beside := besideOf(c.local)
	defer r.root.Remove(beside)
	if err := r.write(beside, c.before, c.mode); err != nil {
		return err
	}
	return r.root.Rename(beside, c.local)
}
