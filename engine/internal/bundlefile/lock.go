package bundlefile

import (
	"errors"
	"io/fs"
	"os"

	"github.com/rogpeppe/go-internal/lockedfile"
)

// lock waits until nobody else holds the lock of a name, and takes it. The
// operating system holds it on a file, and ends it with the process, however
// that ends: a file that is left behind locks nothing. Unlocking removes the
// file.
func lock(name string) (unlock func(), err error) {
	for {
		f, err := lockedfile.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o666)
		if err != nil {
			return nil, err
		}
		// Who had the lock before has removed the file, perhaps after this
		// one was opened: then another is, or will be, the one to lock.
		if same, err := isAt(f, name); err != nil || !same {
			if err := errors.Join(err, f.Close()); err != nil {
				return nil, err
			}
			continue
		}
		return func() {
			_ = os.Remove(name) // where an open file cannot be removed, it stays
			_ = f.Close()
		}, nil
	}
}

// isAt reports whether a file is the one that has the name.
func isAt(f *lockedfile.File, name string) (bool, error) {
	opened, err := f.Stat()
	if err != nil {
		return false, err
	}
	named, err := os.Stat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return os.SameFile(opened, named), err
}
