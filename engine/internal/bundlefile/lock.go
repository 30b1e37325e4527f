package bundlefile

import (
	"errors"
	"io/fs"
	"os"

	"github.com/rogpeppe/go-internal/lockedfile"
)

// lock takes the lock of a name, and waits for it while another holds it. The
// operating system keeps the lock on a file and releases it when the process ends,
// however it ends: a file left behind locks nothing. Unlocking removes the file.
func lock(name string) (unlock func(), err error) {
	for {
		f, err := lockedfile.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o666)
		if err != nil {
			return nil, err
		}
		// The previous holder has removed the file, perhaps after this process
		// opened it: then another file has the name, or will have it.
		if same, err := isAt(f, name); err != nil || !same {
			if err := errors.Join(err, f.Close()); err != nil {
				return nil, err
			}
			continue
		}
		return func() {
			_ = os.Remove(name) // some systems cannot remove an open file; it stays there
			_ = f.Close()
		}, nil
	}
}

// isAt reports whether an open file still has its name.
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
