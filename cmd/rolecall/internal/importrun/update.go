package importrun

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"slices"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/internal/files"
	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/internal/importer/merge"
	"github.com/rolecall/rolecall/internal/limits"
)

// updated changes the configuration of the folder to what was read.
func (r *run) updated(ctx context.Context, view *engine.View, read *inventory.Inventory) error {
	root, err := files.OpenRoot(r.Dir)
	if err != nil {
		return err
	}
	defer root.Close()
	result, err := merge.Update(view.World(), read, r.layout, func(name string) ([]byte, error) {
		return files.Read(ctx, root, name, limits.MaxFileSize)
	})
	if err != nil {
		return err
	}
	merged, err := laidOver(ctx, root, result.Files)
	if err != nil {
		return err
	}
	if err := r.check(ctx, merged); err != nil {
		return err
	}
	if err := root.ReplaceAll(result.Files); err != nil {
		return fmt.Errorf("write the configuration: %w", err)
	}
	o := outcome{Inventory: read, left: result.Left}
	for _, name := range slices.Sorted(maps.Keys(result.Files)) {
		if result.Files[name] == nil {
			o.removed = append(o.removed, name)
		} else {
			o.files = append(o.files, name)
		}
	}
	return r.report(o)
}

// laidOver returns the files of a folder with changed ones laid over them. A nil content removes a file.
func laidOver(ctx context.Context, root *files.Root, changed map[string][]byte) (fs.FS, error) {
	names, err := files.Find(ctx, root, ".", func(string) bool { return true })
	if err != nil {
		return nil, err
	}
	contents := maps.Clone(changed)
	for _, name := range names {
		if _, ok := contents[name]; ok {
			continue
		}
		content, err := files.Read(ctx, root, name, limits.MaxFileSize)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err == nil { // what cannot be read is no part of the configuration, or was an error before
			contents[name] = content
		}
	}
	return files.InMemory(contents)
}
