package bundlefile

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/bundle"

	"github.com/rolecall/rolecall/internal/files"
)

// Read reads the folder or archive at a path.
func Read(ctx context.Context, name string) (Content, error) {
	info, err := os.Stat(name)
	if err != nil {
		return Content{}, err
	}
	c := &collector{ctx: ctx, Content: Content{Files: map[string][]byte{}}, left: MaxTotal}
	if info.IsDir() {
		err = c.folder(name)
	} else {
		err = c.archive(name)
	}
	slices.Sort(c.Others)
	return c.Content, err
}

// isRead reports whether OPA reads a file of a bundle, by the rules of its v1/bundle.
func isRead(name string) bool {
	switch path.Base(name) {
	case Data, "patch.json", bundle.WasmFile, bundle.PlanFile, bundle.PlanProtoFile:
		return true
	}
	return strings.HasSuffix(name, bundle.RegoExt) ||
		strings.HasSuffix(name, bundle.ManifestExt) || strings.HasSuffix(name, bundle.ManifestProtoExt) ||
		bundle.IsYAMLDataFile(name) || bundle.IsSignaturesFile(name)
}

// A collector collects the files of a bundle within the limits.
type collector struct {
	ctx context.Context
	Content
	// left is the number of bytes that may still be read.
	left int64
}

// add adds a file. It calls read for the content, with the number of bytes allowed.
func (c *collector) add(name string, read func(limit int64) ([]byte, error)) error {
	if len(c.Files)+len(c.Others) >= MaxFiles {
		return fmt.Errorf("it has more than %d files", MaxFiles)
	}
	if !isRead(name) {
		c.Others = append(c.Others, name)
		return nil
	}
	limit := int64(MaxFile)
	if name == Data {
		limit = MaxData
	}
	content, err := read(min(limit, c.left))
	if err != nil {
		return err
	}
	c.left -= int64(len(content))
	c.Files[name] = content
	return nil
}

// folder reads the files in a folder and below.
func (c *collector) folder(dir string) error {
	root, err := files.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	return fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		return c.add(name, func(limit int64) ([]byte, error) { return files.Read(c.ctx, root, name, limit) })
	})
}
