package registry

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// A Copy is a bundle of a registry as a file of this machine. It is not safe for concurrent use.
type Copy struct {
	// Path is the path of the archive, in a folder of its own that no other user reads.
	Path string

	of      Reference
	options Options
	digest  string
}

// Pull copies the bundle that a reference names into a new folder for temporary files. The caller removes it.
func Pull(ctx context.Context, text string, o Options) (*Copy, error) {
	r, err := Parse(text)
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "rolecall-")
	if err != nil {
		return nil, fmt.Errorf("pull %s: %w", r, err)
	}
	c := &Copy{Path: filepath.Join(dir, "bundle.tar.gz"), of: r, options: o}
	if _, err := c.Update(ctx); err != nil {
		return nil, errors.Join(err, c.Remove())
	}
	return c, nil
}

// Reference returns the reference to the digest of the copy.
func (c *Copy) Reference() string { return c.of.at(c.digest) }

// Fixed reports whether the copy never changes, as its reference has a digest.
func (c *Copy) Fixed() bool { return c.of.Fixed() }

// Remove removes the copy.
func (c *Copy) Remove() error { return os.RemoveAll(filepath.Dir(c.Path)) }

// limit is how long an update may take in all.
const limit = 5 * time.Minute

// Update replaces the file in one step if the tag names another bundle now, and reports whether it does. After an
// error the file is as it was.
func (c *Copy) Update(ctx context.Context) (changed bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	archive, digest, err := pull(ctx, c.of, c.options, c.digest)
	if err != nil {
		return false, fmt.Errorf("pull %s: %w", c.of, err)
	}
	if digest == c.digest {
		return false, nil
	}
	next := c.Path + ".next"
	err = os.WriteFile(next, archive, 0o600)
	if err == nil {
		err = os.Rename(next, c.Path)
	}
	if err != nil {
		return false, fmt.Errorf("pull %s: %w", c.of, err)
	}
	c.digest = digest
	return true, nil
}
