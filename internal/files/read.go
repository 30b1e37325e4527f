package files

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
)

// step is the number of bytes to read before checking the context again.
const step = 1 << 20

// Read reads a regular file of at most limit bytes. It calls Stat before Open, as
// opening may block in a file system other than a Root.
func Read(ctx context.Context, fsys fs.FS, name string, limit int64) ([]byte, error) {
	info, err := fs.Stat(fsys, name)
	if err == nil {
		err = fit(info, name, limit)
	}
	if err != nil {
		return nil, err
	}
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return content(ctx, f, name, limit)
}

// ReadFile reads a regular file of at most limit bytes. The path may lead anywhere.
func ReadFile(ctx context.Context, path string, limit int64) ([]byte, error) {
	f, err := Open(path, limit)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return content(ctx, f, path, limit)
}

// content reads an open file.
func content(ctx context.Context, f fs.File, name string, limit int64) ([]byte, error) {
	info, err := f.Stat()
	if err == nil {
		err = fit(info, name, limit)
	}
	if err != nil {
		return nil, err
	}
	src, err := readAll(ctx, f, limit, info.Size())
	if err != nil {
		return nil, &fs.PathError{Op: "read", Path: name, Err: Reason(err)}
	}
	return src, nil
}

// fit returns an error unless info is of a regular file of at most limit bytes.
func fit(info fs.FileInfo, name string, limit int64) error {
	switch {
	case !info.Mode().IsRegular():
		return &fs.PathError{Op: "read", Path: name, Err: notRegular(info.Mode())}
	case info.Size() > limit:
		return &fs.PathError{Op: "read", Path: name, Err: tooLarge(limit)}
	}
	return nil
}

func tooLarge(limit int64) error { return fmt.Errorf("it is larger than %d bytes", limit) }

// ReadAll reads the rest of a reader, and fails if it is more than limit bytes.
func ReadAll(ctx context.Context, r io.Reader, limit int64) ([]byte, error) {
	return readAll(ctx, Until(ctx, r), limit, 0)
}

// readAll is ReadAll with the expected size of the content, which may be wrong.
func readAll(ctx context.Context, r io.Reader, limit, size int64) ([]byte, error) {
	src := make([]byte, 0, min(size, limit)+1)
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		n, err := r.Read(src[len(src):min(cap(src), len(src)+step)])
		src = src[:len(src)+n]
		if int64(len(src)) > limit {
			return nil, tooLarge(limit)
		}
		if errors.Is(err, io.EOF) {
			return src, nil
		}
		if err != nil {
			return nil, err
		}
		if len(src) == cap(src) {
			src = append(src, 0)[:len(src)]
		}
	}
}
