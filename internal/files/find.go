package files

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
)

// A finder finds files in a file system.
type finder struct {
	ctx   context.Context
	fsys  fs.FS
	keep  func(name string) bool
	paths []string
	// folders holds the folders that were walked, and links the links that
	// may lead to others.
	folders []fs.FileInfo
	links   []string
}

// Find returns the paths of the files below the folder dir whose names keep
// accepts, ordered by folder and name. It skips hidden files and folders. A path
// may be of anything but a folder, such as a named pipe; reading it returns the
// error.
//
// Find follows links to folders, as Kubernetes makes them for a ConfigMap, but
// walks no folder twice. Only file systems of the operating system can tell
// whether two folders are the same; Find ignores links to folders in others.
func Find(ctx context.Context, fsys fs.FS, dir string, keep func(name string) bool) ([]string, error) {
	if fsys == nil {
		return nil, errors.New("the file system is nil")
	}
	f := &finder{ctx: ctx, fsys: fsys, keep: keep}
	if err := f.walk(dir, func(fs.FileInfo) bool { return false }); err != nil {
		return nil, err
	}
	for len(f.links) > 0 {
		link := f.links[0]
		f.links = f.links[1:]
		info, err := fs.Stat(fsys, link)
		switch {
		case err == nil && info.IsDir():
			if !os.SameFile(info, info) || f.knows(info) {
				continue
			}
			if err := f.walk(link, f.knows); err != nil {
				return nil, err
			}
		case keep(path.Base(link)):
			f.paths = append(f.paths, link)
		}
	}
	slices.SortFunc(f.paths, func(a, b string) int {
		return slices.Compare(strings.Split(a, "/"), strings.Split(b, "/"))
	})
	return f.paths, nil
}

// knows reports whether a folder has been walked.
func (f *finder) knows(folder fs.FileInfo) bool {
	return slices.ContainsFunc(f.folders, func(known fs.FileInfo) bool { return os.SameFile(known, folder) })
}

// walk walks a folder and the folders below it, except hidden ones and those for
// which skip returns true.
func (f *finder) walk(root string, skip func(fs.FileInfo) bool) error {
	return fs.WalkDir(f.fsys, root, func(p string, d fs.DirEntry, err error) error {
		switch {
		case f.ctx.Err() != nil:
			return f.ctx.Err()
		case err != nil:
			return err
		case d.IsDir():
			if p != root && strings.HasPrefix(d.Name(), ".") {
				return fs.SkipDir
			}
			info, err := d.Info()
			if err != nil {
				return err
			}
			if skip(info) {
				return fs.SkipDir
			}
			f.folders = append(f.folders, info)
		case strings.HasPrefix(d.Name(), "."):
		case d.Type()&fs.ModeSymlink != 0:
			f.links = append(f.links, p)
		case f.keep(d.Name()):
			f.paths = append(f.paths, p)
		}
		return nil
	})
}
