package bundlefile

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/internal/files"
)

// Whole is the name of the archive of a whole bundle, where it needs one.
const Whole = "bundle" + Extension

// Names of the archives in the folder of a split bundle: the one with the policies and all
// that belongs to no org, and the beginning of the others, which the label of the org
// follows.
const (
	ServerPart = "policies" + Extension
	orgPrefix  = "org-"
)

// OrgPart returns the name of the archive of an org.
func OrgPart(label string) string { return orgPrefix + label + Extension }

// IsPart reports whether a file in the folder of a split bundle is one of its archives.
func IsPart(name string) bool {
	return name == ServerPart || strings.HasPrefix(name, orgPrefix) && strings.HasSuffix(name, Extension)
}

// IsSplit reports whether a folder is that of a split bundle.
func IsSplit(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, ServerPart))
	return err == nil
}

// ReadSplit reads the archives in the folder of a split bundle, by name. It also returns the
// paths of all other files, sorted. The limits of Read hold for all archives together.
func ReadSplit(ctx context.Context, dir string) (parts map[string]Content, others []string, err error) {
	root, err := files.OpenRoot(dir)
	if err != nil {
		return nil, nil, err
	}
	defer root.Close()
	parts = map[string]Content{}
	left := int64(MaxTotal)
	count := 0
	err = fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if count++; count > MaxFiles {
			return fmt.Errorf("it has more than %d files", MaxFiles)
		}
		if !IsPart(name) {
			others = append(others, name)
			return nil
		}
		packed, err := files.Read(ctx, root, name, MaxArchive)
		if err != nil {
			return err
		}
		c := &collector{ctx: ctx, Content: Content{Files: map[string][]byte{}}, left: left}
		if err := c.unpack(packed); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		for _, content := range c.Files {
			left -= int64(len(content))
		}
		slices.Sort(c.Others)
		parts[name] = c.Content
		return nil
	})
	slices.Sort(others)
	return parts, others, err
}
