// Package files reads the files that a user names: configurations, tests, values
// of variables, bundles.
//
// It reads regular files only, and checks this before opening could block: a
// named pipe, a socket or a device is an error. It reads the files of a folder
// through a Root, which no link leads out of. Each read has a size limit and ends
// with its context.
package files

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A Root is a file system of one folder. It follows links within the folder and
// refuses links that lead out of it. It opens regular files and folders only, and
// opening never blocks. It is safe for concurrent use.
type Root struct{ root *os.Root }

// OpenRoot opens a folder. The path itself may lead through links.
func OpenRoot(path string) (*Root, error) {
	if path == "" {
		return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrNotExist}
	}
	absolute, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	// The separator at the end makes opening a named pipe fail: without it,
	// opening would block.
	root, err := os.OpenRoot(strings.TrimSuffix(absolute, string(filepath.Separator)) + string(filepath.Separator))
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: path, Err: Reason(err)}
	}
	return &Root{root}, nil
}

// Close closes the folder. Files that were opened in it stay open.
func (r *Root) Close() error { return r.root.Close() }

// Open opens a regular file or a folder for reading.
func (r *Root) Open(name string) (fs.File, error) { return r.open(name) }

func (r *Root) open(name string) (*os.File, error) {
	local, err := localize("open", name)
	if err != nil {
		return nil, err
	}
	info, err := r.root.Stat(local)
	if err != nil {
		return nil, err
	}
	return openAs(info, name, func() (*os.File, error) { return r.root.OpenFile(local, os.O_RDONLY|nonblock, 0) })
}

// Stat describes the file or folder that a name leads to, through links.
func (r *Root) Stat(name string) (fs.FileInfo, error) {
	local, err := localize("stat", name)
	if err != nil {
		return nil, err
	}
	return r.root.Stat(local)
}

// Lstat describes the entry with a name. It does not follow a link.
func (r *Root) Lstat(name string) (fs.FileInfo, error) {
	local, err := localize("lstat", name)
	if err != nil {
		return nil, err
	}
	return r.root.Lstat(local)
}

// ReadLink returns the target of a link.
func (r *Root) ReadLink(name string) (string, error) {
	local, err := localize("readlink", name)
	if err != nil {
		return "", err
	}
	return r.root.Readlink(local)
}

// ReadDir returns the entries of a folder, ordered by name.
func (r *Root) ReadDir(name string) ([]fs.DirEntry, error) {
	f, err := r.open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	entries, err := f.ReadDir(-1)
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return cmp.Compare(a.Name(), b.Name()) })
	return entries, err
}

// localize turns a slash-separated path into one of the operating system.
func localize(op, name string) (string, error) {
	local, err := filepath.Localize(name)
	if err != nil {
		return "", &fs.PathError{Op: op, Path: name, Err: fs.ErrInvalid}
	}
	return local, nil
}

// Open opens a regular file of at most limit bytes for reading. The path may lead
// anywhere, through links.
func Open(path string, limit int64) (*os.File, error) {
	info, err := os.Stat(path)
	if err == nil {
		err = fit(info, path, limit)
	}
	if err != nil {
		return nil, err
	}
	return openAs(info, path, func() (*os.File, error) { return os.OpenFile(path, os.O_RDONLY|nonblock, 0) })
}

// openAs opens a regular file or a folder. It does not even open a device, as
// opening one may have effects. The call of open must not block: the file may have
// been replaced since info was read.
func openAs(info fs.FileInfo, name string, open func() (*os.File, error)) (*os.File, error) {
	if err := refuse(info, name); err != nil {
		return nil, err
	}
	f, err := open()
	if err != nil {
		return nil, err
	}
	now, err := f.Stat()
	if err == nil {
		err = refuse(now, name)
	}
	if err == nil && now.IsDir() != info.IsDir() {
		err = &fs.PathError{Op: "open", Path: name, Err: errors.New("it was replaced while it was opened")}
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// refuse returns an error unless info is of a regular file or a folder.
func refuse(info fs.FileInfo, name string) error {
	if info.Mode().IsRegular() || info.IsDir() {
		return nil
	}
	return &fs.PathError{Op: "open", Path: name, Err: notRegular(info.Mode())}
}

// notRegular returns an error that names the kind of a file that is not regular.
func notRegular(mode fs.FileMode) error {
	kind := "something else"
	switch {
	case mode.IsDir():
		kind = "a folder"
	case mode&fs.ModeNamedPipe != 0:
		kind = "a named pipe"
	case mode&fs.ModeSocket != 0:
		kind = "a socket"
	case mode&fs.ModeDevice != 0:
		kind = "a device"
	case mode&fs.ModeSymlink != 0:
		kind = "a link"
	}
	return fmt.Errorf("it is %s, not a regular file", kind)
}

// Reason returns the cause of an error of reading a file, without the operation
// and the path.
func Reason(err error) error {
	var problem *fs.PathError
	if errors.As(err, &problem) {
		err = problem.Err
	}
	if strings.Contains(err.Error(), "escapes from parent") { // os.Root exports no error for this
		return ErrLeadsOut
	}
	return err
}

// ErrLeadsOut is the Reason when a link in a Root leads out of it.
var ErrLeadsOut = errors.New("it is a link that leads out of the folder")
