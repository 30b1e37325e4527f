package files

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
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
	beside := filepath.Join(filepath.Dir(local), ".rolecall-"+rand.Text())
	f, err := r.root.OpenFile(beside, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer r.root.Remove(beside) // gone when all went well
	_, err = f.Write(content)
	if err := errors.Join(err, f.Chmod(info.Mode().Perm()), f.Sync(), f.Close()); err != nil {
		return err
	}
	return r.root.Rename(beside, local)
}
