package exporter

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"

	"github.com/rolecall/rolecall/internal/files"
	"github.com/rolecall/rolecall/internal/limits"
)

// Write writes files into a folder, which it makes if it is not there, together or not at all. Names are paths
// with slashes in the folder. A file that is there is replaced if ours reports that an export has written it, and
// is an error otherwise. Of the possible names, a file that an earlier export has written and that is not
// among the files is removed. All other files stay.
func Write(dir string, contents map[string][]byte, possible []string, ours func([]byte) bool) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	root, err := files.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	changes := maps.Clone(contents)
	for _, name := range slices.Sorted(slices.Values(slices.Concat(possible, slices.Collect(maps.Keys(contents))))) {
		there, err := read(root, name)
		_, written := contents[name]
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil && written:
			return err
		case err != nil:
		case ours(there) && !written:
			changes[name] = nil
		case !ours(there) && written:
			return fmt.Errorf("%s in %s is not from an export, and is not replaced: "+
				"move it, or write to another folder", name, dir)
		}
	}
	return root.ReplaceAll(changes)
}

func read(root *files.Root, name string) ([]byte, error) {
	if _, err := root.Lstat(name); err != nil {
		return nil, err
	}
	f, err := root.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if info.IsDir() || info.Size() > limits.MaxFileSize {
		return nil, &fs.PathError{Op: "replace", Path: name, Err: fs.ErrInvalid}
	}
	return fs.ReadFile(root, name)
}
