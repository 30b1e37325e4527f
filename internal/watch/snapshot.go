// Package watch reports changes of files, for programs that read a configuration
// again.
//
// A change is a difference that a reader of the files would find, however it came
// about: an editor replaces a file with another, a folder with files appears, or a
// symbolic link leads elsewhere, as when Kubernetes swaps the files of a ConfigMap.
// Hidden files and folders, named .something, do not count.
package watch

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// manifest is the one hidden file that counts: it makes a folder a bundle.
const manifest = ".manifest"

// A Snapshot holds the state of some paths at one time: of files, of folders with
// everything below them, or of nothing. It does not change, and is safe for
// concurrent use.
type Snapshot struct {
	paths []string
	// found holds the files and folders by name, nil for any that could not
	// be looked at.
	found map[string]fs.FileInfo
	// whole holds the real names of the folders that were walked.
	whole map[string]bool
	// lookups holds, by folder, the names that were looked up there to find the
	// paths and the links below them, including names that do not exist.
	lookups map[string]map[string]bool
	// except returns the files that do not count; nil for none.
	except func() []fs.FileInfo
}

// Except returns the snapshot without the files that a function returns: changes of
// them do not count, whatever their names. It is for files that a program writes where
// it reads. The function is called whenever snapshots are compared.
func (s *Snapshot) Except(files func() []fs.FileInfo) *Snapshot {
	without := *s
	without.except = files
	return &without
}

// Take returns a snapshot of the paths as they are now. It does not read contents:
// a file is unchanged while it is the same file with the same size, mode and time
// of modification. Take follows links to folders below a path, except those that
// lead out of it.
func Take(paths ...string) *Snapshot {
	s := &Snapshot{
		paths:   paths,
		found:   map[string]fs.FileInfo{},
		whole:   map[string]bool{},
		lookups: map[string]map[string]bool{},
	}
	for _, path := range paths {
		real := s.resolve(path)
		s.add(path, real, real)
	}
	return s
}

// add adds a file or a folder by name. Its name without links is real; root is that
// of the path it was found below.
func (s *Snapshot) add(name, real, root string) {
	info, err := os.Stat(name)
	if err != nil {
		info = nil
	}
	s.found[name] = info
	if info == nil || !info.IsDir() || real == "" || s.whole[real] || !isBelow(real, root) {
		return
	}
	s.whole[real] = true
	// The separator at the end makes reading fail unless name is a folder: opening
	// a named pipe in its place would block.
	entries, err := os.ReadDir(name + string(filepath.Separator))
	if err != nil {
		s.found[name] = nil
		return
	}
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), ".") && entry.Name() != manifest {
			continue
		}
		below, really := filepath.Join(name, entry.Name()), filepath.Join(real, entry.Name())
		if entry.Type()&fs.ModeSymlink != 0 {
			really = s.resolve(below)
		}
		s.add(below, really, root)
	}
}

func isBelow(path, root string) bool {
	rel, err := filepath.Rel(root, path)
	return err == nil && filepath.IsLocal(rel)
}

// maxLinks is the number of links that a path may lead through.
const maxLinks = 255

// resolve returns a path without links, empty if it leads nowhere. It records the
// entries that it looks up, also those of links on the way.
func (s *Snapshot) resolve(path string) string {
	path, err := filepath.Abs(path)
	if err != nil {
		return ""
	}
	dir, rest := split(path)
	for links := 0; len(rest) > 0; {
		base := rest[0]
		rest = rest[1:]
		switch base {
		case "", ".":
			continue
		case "..":
			dir = filepath.Dir(dir)
			continue
		}
		if s.lookups[dir] == nil {
			s.lookups[dir] = map[string]bool{}
		}
		s.lookups[dir][base] = true
		full := filepath.Join(dir, base)
		info, err := os.Lstat(full)
		if err != nil {
			return ""
		}
		if info.Mode()&fs.ModeSymlink == 0 {
			dir = full
			continue
		}
		target, err := os.Readlink(full)
		if links++; err != nil || links > maxLinks {
			return ""
		}
		if filepath.IsAbs(target) {
			var more []string
			dir, more = split(target)
			rest = append(more, rest...)
		} else {
			rest = append(strings.Split(filepath.ToSlash(target), "/"), rest...)
		}
	}
	return dir
}

// split splits an absolute path into the root and the names below it.
func split(path string) (root string, below []string) {
	root = filepath.VolumeName(path) + string(filepath.Separator)
	return root, strings.Split(filepath.ToSlash(path[len(filepath.VolumeName(path)):]), "/")
}

// Changed returns the first name, in alphabetical order, that differs in a later
// snapshot of the same paths: it is another file, has appeared or is gone. It
// returns "" if there is none.
func (s *Snapshot) Changed(later *Snapshot) string {
	var except []fs.FileInfo
	if s.except != nil {
		except = s.except()
	}
	excepts := func(info fs.FileInfo) bool {
		return info != nil && slices.ContainsFunc(except, func(f fs.FileInfo) bool { return os.SameFile(f, info) })
	}
	names := maps.Clone(s.found)
	maps.Copy(names, later.found)
	for _, name := range slices.Sorted(maps.Keys(names)) {
		before, was := s.found[name]
		after, is := later.found[name]
		if (was != is || !same(before, after)) && !excepts(before) && !excepts(after) {
			return name
		}
	}
	return ""
}

func same(a, b fs.FileInfo) bool {
	switch {
	case a == nil || b == nil:
		return a == nil && b == nil
	case a.Mode() != b.Mode():
		return false
	case a.IsDir(): // its entries are compared by themselves
		return true
	}
	return os.SameFile(a, b) && a.Size() == b.Size() && a.ModTime().Equal(b.ModTime())
}
