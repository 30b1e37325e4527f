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
	// folders are the ones that were gone through, and links what may lead to
	// others.
	folders []fs.FileInfo
	links   []string
}

// Find returns the paths of the files below the folder dir whose names keep
// wants, hidden files and folders left out, ordered by folder and name. What is
// found may be anything but a folder: reading it tells.
//
// Links to folders are followed, as Kubernetes makes them for the folders of a
// ConfigMap, but no folder is gone through twice. A file system that cannot
// tell whether two folders are the same, as only those of the operating system
// can, has no links to folders as far as this goes.
func Find(ctx context.Context, fsys fs.FS, dir string, keep func(name string) bool) ([]string, error) {
	if fsys == nil {
		return nil, errors.New("there is no file system")
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

// knows reports whether a folder was gone through.
func (f *finder) knows(folder fs.FileInfo) bool {
	return slices.ContainsFunc(f.folders, func(known fs.FileInfo) bool { return os.SameFile(known, folder) })
}

// walk goes through a folder and those below, leaving out hidden ones and those
// that are to be skipped.
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
