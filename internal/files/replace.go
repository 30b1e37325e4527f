package files

import (
	"crypto/rand"
	"io/fs"
	"path/filepath"
)

// Replace replaces the content of a regular file in one step and keeps its mode.
// No reader sees half of the content. Replace writes to a hidden file beside it
// first, and removes that file again.
func (r *Root) Replace(name string, content []byte) error {
	local, err := localize("replace", name)
	if err != nil {
		return err
	}
	info, err := r.root.Lstat(local)
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return &fs.PathError{Op: "replace", Path: name, Err: notRegular(info.Mode())}
	}
	beside := besideOf(local)
	defer r.root.Remove(beside) // gone when all went well
	if err := r.write(beside, content, info.Mode().Perm()); err != nil {
		return err
	}
	return r.root.Rename(beside, local)
}

// besideOf returns the path of a new hidden file in the folder of another.
func besideOf(local string) string {
	return filepath.Join(filepath.Dir(local), ".rolecall-"+rand.Text())
}
