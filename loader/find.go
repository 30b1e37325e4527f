package loader

import (
	"io/fs"
	"os"
	"slices"
	"strings"
)

// A finder finds the files of a configuration.
type finder struct {
	fsys  fs.FS
	files []*file
	// folders are those that were gone through, and links what may lead to
	// others.
	folders []fs.FileInfo
	links   []string
}

// find finds all files of a configuration, folder by folder in the order of
// their names. Links
// to folders are followed, as Kubernetes makes them for the folders of a
// ConfigMap, but no folder is gone through twice. A file system that cannot
// tell whether two folders are the same, as only those of the operating system
// can, has no links to folders as far as this goes.
func find(fsys fs.FS) ([]*file, error) {
	f := &finder{fsys: fsys}
	if err := f.walk(".", func(fs.FileInfo) bool { return false }); err != nil {
		return nil, err
	}
	for len(f.links) > 0 {
		link := f.links[0]
		f.links = f.links[1:]
		info, err := fs.Stat(fsys, link)
		if err != nil || !info.IsDir() || !os.SameFile(info, info) || f.knows(info) {
			continue
		}
		if err := f.walk(link, f.knows); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(f.files, func(a, b *file) int {
		return slices.Compare(strings.Split(a.path, "/"), strings.Split(b.path, "/"))
	})
	return f.files, nil
}

// knows says whether a folder was gone through.
func (f *finder) knows(folder fs.FileInfo) bool {
	return slices.ContainsFunc(f.folders, func(known fs.FileInfo) bool { return os.SameFile(known, folder) })
}

// walk goes through a folder and those below, leaving out hidden ones and those
// that are to be skipped.
func (f *finder) walk(root string, skip func(fs.FileInfo) bool) error {
	return fs.WalkDir(f.fsys, root, func(p string, d fs.DirEntry, err error) error {
		switch {
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
		case isConfig(d.Name()):
			f.files = append(f.files, &file{path: p})
		case d.Type()&fs.ModeSymlink != 0 && !strings.HasPrefix(d.Name(), "."):
			f.links = append(f.links, p)
		}
		return nil
	})
}
