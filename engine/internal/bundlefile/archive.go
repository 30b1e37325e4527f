package bundlefile

import (
	"archive/tar"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/internal/files"
)

// archive reads the files in an archive.
func (c *collector) archive(name string) error {
	packed, err := files.ReadFile(c.ctx, name, MaxArchive)
	if err != nil {
		return err
	}
	return c.unpack(packed)
}

// unpack reads the files in the content of an archive.
func (c *collector) unpack(packed []byte) error {
	unpacked, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return errors.New("it is not an archive .tar.gz")
	}
	c.left = min(c.left, MaxRatio*int64(len(packed)))
	from := &bounded{from: unpacked, left: c.left}
	if err := c.tar(tar.NewReader(from)); err != nil {
		return damage(err)
	}
	// Read on: the checksum comes after the end of the tar file.
	_, err = io.Copy(io.Discard, from)
	return damage(err)
}

// damage returns an error of reading an archive in plain words, and other errors unchanged.
func damage(err error) error {
	var corrupt flate.CorruptInputError
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return errors.New("the archive ends too early")
	case errors.As(err, &corrupt), errors.Is(err, gzip.ErrChecksum), errors.Is(err, gzip.ErrHeader), errors.Is(err, tar.ErrHeader):
		return errors.New("the archive is damaged")
	}
	return err
}

func (c *collector) tar(t *tar.Reader) error {
	seen := map[string]bool{}
	for {
		header, err := t.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if header.Typeflag == tar.TypeDir {
			continue
		}
		name := path.Clean(strings.TrimLeft(header.Name, "/"))
		switch {
		case !filepath.IsLocal(name) || name == "." || strings.Contains(name, `\`):
			return fmt.Errorf("%q is not a path in a bundle", header.Name)
		case header.Typeflag != tar.TypeReg:
			return fmt.Errorf("%q is not a regular file", name)
		case seen[name]:
			return fmt.Errorf("%q appears twice", name)
		}
		seen[name] = true
		if err := c.add(name, func(limit int64) ([]byte, error) { return c.entry(t, header.Size, limit) }); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
}

// entry reads a file of an archive.
func (c *collector) entry(t *tar.Reader, size, limit int64) ([]byte, error) {
	if size > limit {
		return nil, fmt.Errorf("it is larger than %d bytes", limit)
	}
	content := make([]byte, size)
	_, err := io.ReadFull(t, content)
	return content, errors.Join(err, c.ctx.Err())
}

// A bounded reader returns an error once more than left bytes have been read.
type bounded struct {
	from io.Reader
	left int64
}

// errRatio is the error for an archive that unpacks to more than a bundle can.
var errRatio = errors.New("it unpacks to more than a bundle of its size does")

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.from.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, errRatio
	}
	return n, err
}

// Archive returns an archive of files. The same files result in the same bytes.
func Archive(files map[string][]byte) ([]byte, error) {
	var b bytes.Buffer
	err := pack(&b, files)
	return b.Bytes(), err
}

// pack writes an archive of files. The same files result in the same bytes.
func pack(to io.Writer, files map[string][]byte) error {
	z := gzip.NewWriter(to)
	t := tar.NewWriter(z)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		header := &tar.Header{Name: "/" + name, Mode: 0o644, Typeflag: tar.TypeReg, Size: int64(len(files[name]))}
		if err := t.WriteHeader(header); err != nil {
			return err
		}
		if _, err := t.Write(files[name]); err != nil {
			return err
		}
	}
	if err := t.Close(); err != nil {
		return err
	}
	return z.Close()
}
