package files

import (
	"archive/zip"
	"bytes"
	"io/fs"
	"maps"
	"slices"
)

// InMemory returns a file system of contents. A nil content is no file.
func InMemory(contents map[string][]byte) (fs.FS, error) {
	var packed bytes.Buffer
	out := zip.NewWriter(&packed)
	for _, name := range slices.Sorted(maps.Keys(contents)) {
		if contents[name] == nil {
			continue
		}
		w, err := out.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err == nil {
			_, err = w.Write(contents[name])
		}
		if err != nil {
			return nil, err
		}
	}
	if err := out.Close(); err != nil {
		return nil, err
	}
	return zip.NewReader(bytes.NewReader(packed.Bytes()), int64(packed.Len()))
}
