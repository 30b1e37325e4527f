// Package watch tells when files have changed, for programs that read a
// configuration again.
//
// What counts is what a reader of the files would find, rather than what
// happens to them: a file that an editor replaces with another has changed, a
// folder that appears with files in it too, and so has everything that is
// reached through a symbolic link that now leads elsewhere, as Kubernetes swaps
// the files of a ConfigMap. Hidden files and folders, named .something, do not
// count.
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

// A Snapshot is what was at some paths at one time: files, folders with all
// below, or nothing. It does not change, and is safe for concurrent use.
type Snapshot struct {
	paths []string
	// found are the files and folders by name, nil for those that could not
	// be looked at.
	found map[string]fs.FileInfo
	// whole are the folders that were gone through, by their real names.
	whole map[string]bool
	// lookups are the entries by which the paths, and the links below them,
	// were found, by folder: also those that were not there.
	lookups map[string]map[string]bool
	// except are the files that do not count.
	except []fs.FileInfo
}

// Except is the snapshot without some files: whatever happens to them, they
// count as the same. It is for files that a program writes where it reads.
func (s *Snapshot) Except(files ...fs.FileInfo) *Snapshot {
	without := *s
	without.except = append(slices.Clip(s.except), files...)
	return &without
}

func (s *Snapshot) excepts(info fs.FileInfo) bool {
	return info != nil && slices.ContainsFunc(s.except, func(f fs.FileInfo) bool { return os.SameFile(f, info) })
}

// Take looks at what is at paths now. Contents are not read: a file counts as
// the same while it is the same one with the same size, mode and time of
// modification. Links to folders are followed below a path, those that lead
// out of it are not.
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

// add adds what has a name, and is really real, below the folder that is really
// root.
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
	// With a separator at its end the name is that of a folder, or nothing: a
	// named pipe in its place is not opened, which would block.
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

// maxLinks is how many links a path may lead through.
const maxLinks = 255

// resolve notes the entries by which a path is found, also those of links on
// the way, and gives what it is without links: empty when it leads nowhere.
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

// split takes an absolute path apart into the root and what is below.
func split(path string) (root string, below []string) {
	root = filepath.VolumeName(path) + string(filepath.Separator)
	return root, strings.Split(filepath.ToSlash(path[len(filepath.VolumeName(path)):]), "/")
}

// Changed is the first name, in order, of what is another thing in a later
// snapshot of the same paths, has come or has gone; empty when nothing has.
func (s *Snapshot) Changed(later *Snapshot) string {
	names := maps.Clone(s.found)
	maps.Copy(names, later.found)
	for _, name := range slices.Sorted(maps.Keys(names)) {
		before, was := s.found[name]
		after, is := later.found[name]
		if (was != is || !same(before, after)) && !s.excepts(before) && !s.excepts(after) {
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
	case a.IsDir(): // what is in it is compared by itself
		return true
	}
	return os.SameFile(a, b) && a.Size() == b.Size() && a.ModTime().Equal(b.ModTime())
}
