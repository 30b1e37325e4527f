package files

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
)

// A File is the path and the content of a file.
type File struct {
	// Path begins with the path that the caller asked for.
	Path    string
	Content []byte
}

// A Collection describes which files to read at some paths.
type Collection struct {
	// Base is a folder that no link may lead out of, for the paths below it;
	// empty for none. Each folder among the other paths is such a folder, too.
	Base string
	// Keep reports whether to read a file with this name.
	Keep func(name string) bool
	// Limit is the greatest size of one file, and Total of all together, in
	// bytes.
	Limit, Total int64
}

// Read reads the files at the paths, and finds the files in folders among them as
// Find does. It reads each file once, in this order. It skips bundles below a
// folder, which may have been built there.
func (c Collection) Read(ctx context.Context, paths []string) ([]File, error) {
	r := &collector{Collection: c, seen: map[string]bool{}}
	for _, path := range paths {
		if err := r.at(ctx, path); err != nil {
			return nil, err
		}
	}
	return r.read, nil
}

type collector struct {
	Collection
	// seen holds the absolute paths that were read, and size is the sum of
	// their sizes in bytes.
	seen map[string]bool
	size int64
	read []File
}

// at reads the file or the folder at a path.
func (r *collector) at(ctx context.Context, path string) error {
	root, name, err := r.locate(path)
	if err != nil {
		return err
	}
	if root == nil {
		return r.add(path, func(limit int64) ([]byte, error) { return ReadFile(ctx, path, limit) })
	}
	defer root.Close()
	info, err := root.Stat(name)
	if err != nil {
		return fmt.Errorf("read %s: %w", path, Reason(err))
	}
	if !info.IsDir() {
		return r.add(path, func(limit int64) ([]byte, error) { return Read(ctx, root, name, limit) })
	}
	below, err := Find(ctx, root, name, r.Keep)
	if err != nil {
		return fmt.Errorf("find files in %s: %w", path, err)
	}
	for _, file := range below {
		if inBundle(root, name, file) {
			continue
		}
		relative, err := filepath.Rel(filepath.FromSlash(name), filepath.FromSlash(file))
		if err != nil {
			return err
		}
		if err := r.add(filepath.Join(path, relative), func(limit int64) ([]byte, error) { return Read(ctx, root, file, limit) }); err != nil {
			return err
		}
	}
	return nil
}

// locate returns the root through which to read a path, and the path's name in
// it. The root is nil for a file outside the base.
func (r *collector) locate(path string) (*Root, string, error) {
	if name, ok := r.inBase(path); ok {
		if info, err := os.Stat(r.Base); err == nil && info.IsDir() {
			root, err := OpenRoot(r.Base)
			return root, filepath.ToSlash(name), err
		}
	}
	info, err := os.Stat(path)
	if err != nil || !info.IsDir() {
		return nil, "", err
	}
	root, err := OpenRoot(path)
	return root, ".", err
}

// inBase returns a path relative to the base, and reports whether it is below it.
func (r *collector) inBase(path string) (string, bool) {
	if r.Base == "" {
		return "", false
	}
	base, err := filepath.Abs(r.Base)
	if err != nil {
		return "", false
	}
	absolute, err := filepath.Abs(path)
	if err != nil {
		return "", false
	}
	name, err := filepath.Rel(base, absolute)
	return name, err == nil && filepath.IsLocal(name)
}

// add reads a file, unless it was read before or Keep rejects its name.
func (r *collector) add(path string, read func(limit int64) ([]byte, error)) error {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	if r.seen[absolute] || !r.Keep(filepath.Base(path)) {
		return nil
	}
	r.seen[absolute] = true
	content, err := read(r.Limit)
	if err != nil {
		return fmt.Errorf("read %s: %w", path, Reason(err))
	}
	if r.size += int64(len(content)); r.size > r.Total {
		return fmt.Errorf("read %s: it and the files before are larger than %d bytes together", path, r.Total)
	}
	r.read = append(r.read, File{path, content})
	return nil
}

// inBundle reports whether a file is in a bundle below the folder top.
func inBundle(fsys fs.FS, top, file string) bool {
	for dir := path.Dir(file); dir != top && dir != "."; dir = path.Dir(dir) {
		if _, err := fs.Stat(fsys, path.Join(dir, ".manifest")); err == nil {
			return true
		}
	}
	return false
}
