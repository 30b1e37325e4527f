package policy

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/bundle"

	"github.com/rolecall/rolecall/internal/timeline"
	"github.com/rolecall/rolecall/policies"
)

// own are the policies of this program, and the tables of all releases.
type own struct {
	Parts
	releases timeline.File
}

// readOwn parses the policies of this program once.
var readOwn = sync.OnceValues(func() (*own, error) {
	p := &own{Parts: Parts{Documents: map[string][]byte{}}}
	err := fs.WalkDir(policies.FS, ".", func(name string, _ fs.DirEntry, err error) error {
		if err != nil || !isPolicy(name) && name != releases {
			return err
		}
		raw, err := fs.ReadFile(policies.FS, name)
		if err != nil {
			return err
		}
		if name == releases {
			return json.Unmarshal(raw, &p.releases)
		}
		if path.Base(name) == "data.json" {
			doc, err := decoded(raw)
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			p.Documents[path.Dir(name)], err = json.Marshal(doc)
			return err
		}
		m, err := parseModule(path.Join(Root, name), raw)
		if err != nil {
			return err
		}
		p.Modules = append(p.Modules, m)
		return nil
	})
	return p, err
})

// IsOwn reports whether modules and documents are the policies of this program for a
// release, byte for byte.
func IsOwn(modules []bundle.ModuleFile, documents map[string][]byte, release string) bool {
	names := make(map[string]bool, len(modules))
	for _, m := range modules {
		if !isOwnFile(m.Path, m.Raw) {
			return false
		}
		names[m.Path] = true
	}
	own, err := readOwn()
	if err != nil || len(names) != len(own.Modules) || len(names) != len(modules) {
		return false
	}
	of, err := own.of(release)
	return err == nil && maps.EqualFunc(of, documents, bytes.Equal)
}

// isOwnFile reports whether a file of a bundle is a policy of this program.
func isOwnFile(name string, raw []byte) bool {
	below, ok := strings.CutPrefix(name, Root+"/")
	if !ok || !isPolicy(below) {
		return false
	}
	own, err := fs.ReadFile(policies.FS, below)
	return err == nil && bytes.Equal(own, raw)
}

// moduleOf parses a policy file of a bundle. The policies of this program are parsed
// only once.
func moduleOf(name string, raw []byte) (bundle.ModuleFile, error) {
	if isOwnFile(name, raw) {
		own, err := readOwn()
		if err != nil {
			return bundle.ModuleFile{}, err
		}
		return own.Modules[slices.IndexFunc(own.Modules, func(m bundle.ModuleFile) bool { return m.Path == name })], nil
	}
	return parseModule(name, raw)
}

// isPolicy reports whether a file belongs in bundles: data, and Rego except tests.
func isPolicy(p string) bool {
	return path.Base(p) == "data.json" || path.Ext(p) == ".rego" && !strings.HasSuffix(p, "_test.rego")
}

// parseModule parses a policy file. Name is its path in a bundle.
func parseModule(name string, raw []byte) (bundle.ModuleFile, error) {
	m := bundle.ModuleFile{URL: name, Path: name, RelativePath: name, Raw: raw}
	var err error
	m.Parsed, err = ast.ParseModuleWithOpts(name, string(raw), ast.ParserOptions{RegoVersion: ast.RegoV1})
	if err != nil {
		return m, err
	}
	return m, checkModulePath(m)
}

// checkModulePath refuses a module that is not in the folder of its package: a path
// from elsewhere could lead anywhere.
func checkModulePath(m bundle.ModuleFile) error {
	folder := ""
	for _, term := range m.Parsed.Package.Path[1:] {
		part, ok := term.Value.(ast.String)
		if !ok || strings.Contains(string(part), "/") {
			return fmt.Errorf("the module %q has a package that is not a folder: %s", m.Path, m.Parsed.Package.Path)
		}
		folder = path.Join(folder, string(part))
	}
	if !fs.ValidPath(m.Path) || strings.Contains(m.Path, `\`) || path.Ext(m.Path) != ".rego" ||
		path.Dir(m.Path) != folder || folder != Root && !strings.HasPrefix(folder, Root+"/") {
		return fmt.Errorf("the module %q is not in the folder of its package %s", m.Path, m.Parsed.Package.Path)
	}
	return nil
}
