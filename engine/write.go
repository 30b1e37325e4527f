package engine

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/open-policy-agent/opa/v1/bundle"
)

// WriteBundle writes the bundle that the engine answers from, such that plain
// OPA reads it: as a file if path ends in .tar.gz, otherwise as a folder. A
// folder that exists must be empty or hold an earlier bundle, which is
// replaced. The same configuration gives the same bytes.
func (e *Engine) WriteBundle(path string) error {
	bundled := e.Bundle()
	if strings.HasSuffix(path, ".tar.gz") {
		var b bytes.Buffer
		if err := bundle.NewWriter(&b).UseModulePath(true).DisableFormat(true).Write(*bundled); err != nil {
			return fmt.Errorf("write bundle: %w", err)
		}
		return os.WriteFile(path, b.Bytes(), 0o644)
	}
	if err := clearBundle(path); err != nil {
		return fmt.Errorf("write bundle: %w", err)
	}
	files := map[string][]byte{}
	for _, m := range bundled.Modules {
		files[m.Path] = m.Raw
	}
	for name, doc := range map[string]any{"data.json": bundled.Data, ".manifest": bundled.Manifest} {
		b, err := json.Marshal(doc)
		if err != nil {
			return fmt.Errorf("write bundle: %w", err)
		}
		files[name] = append(b, '\n')
	}
	for name, content := range files {
		file := filepath.Join(path, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return fmt.Errorf("write bundle: %w", err)
		}
		if err := os.WriteFile(file, content, 0o644); err != nil {
			return fmt.Errorf("write bundle: %w", err)
		}
	}
	return nil
}

// clearBundle makes room for a bundle in dir: an earlier one goes, and
// anything else is an error, so that nothing of another kind is lost.
func clearBundle(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if len(entries) > 0 && !isBundle(dir) {
		return fmt.Errorf("the folder %s is neither empty nor a bundle", dir)
	}
	for _, name := range []string{root, "data.json", ".manifest"} {
		if err := os.RemoveAll(filepath.Join(dir, name)); err != nil {
			return err
		}
	}
	return nil
}
