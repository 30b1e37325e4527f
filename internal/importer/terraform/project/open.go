package project

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/rolecall/rolecall/internal/files"
	"github.com/rolecall/rolecall/internal/limits"
	"github.com/rolecall/rolecall/internal/nesting"
)

// mostFolders bounds the folders of local modules.
const mostFolders = 1000

// Open opens the folder of a project, or the nearest one above it that has its local modules, too. Dir is the path of
// the project below the root. The caller closes the root.
func Open(ctx context.Context, path string) (root *files.Root, dir string, err error) {
	project, err := filepath.Abs(path)
	if err != nil {
		return nil, "", err
	}
	base := project
	seen := map[string]bool{project: true}
	for queue := []string{project}; len(queue) > 0 && len(seen) <= mostFolders; queue = queue[1:] {
		for _, source := range sources(ctx, queue[0]) {
			module := filepath.Join(queue[0], filepath.FromSlash(source))
			if info, err := os.Stat(module); err != nil || !info.IsDir() || seen[module] {
				continue
			}
			seen[module] = true
			queue = append(queue, module)
			for !within(base, module) {
				base = filepath.Dir(base)
			}
		}
	}
	below, err := filepath.Rel(base, project)
	if err != nil {
		return nil, "", err
	}
	root, err = files.OpenRoot(base)
	return root, filepath.ToSlash(below), err
}

// within reports whether a folder is another one or below it.
func within(base, dir string) bool {
	below, err := filepath.Rel(base, dir)
	return err == nil && below != ".." && !strings.HasPrefix(below, ".."+string(filepath.Separator))
}

// sources returns the local sources of the modules that the files of a folder call. A file that cannot be read has none
// here, and is reported when it is read.
func sources(ctx context.Context, dir string) (all []string) {
	root, err := files.OpenRoot(dir)
	if err != nil {
		return nil
	}
	defer root.Close()
	entries, err := root.ReadDir(".")
	if err != nil {
		return nil
	}
	for _, entry := range entries {
		if is, _ := isProject(entry.Name()); !is || !strings.HasSuffix(entry.Name(), ".tf") {
			continue
		}
		src, err := files.Read(ctx, root, entry.Name(), limits.MaxFileSize)
		if err != nil || nesting.Check(src, entry.Name()) != nil {
			continue
		}
		f, _ := hclsyntax.ParseConfig(src, entry.Name(), hcl.InitialPos)
		if f == nil {
			continue
		}
		body, ok := f.Body.(*hclsyntax.Body)
		if !ok {
			continue
		}
		for _, b := range body.Blocks {
			attr := b.Body.Attributes["source"]
			if b.Type != "module" || attr == nil {
				continue
			}
			v, diags := attr.Expr.Value(nil)
			isText := !diags.HasErrors() && v.Type() == cty.String && !v.IsNull()
			if isText && strings.HasPrefix(v.AsString(), ".") {
				all = append(all, v.AsString())
			}
		}
	}
	return all
}
