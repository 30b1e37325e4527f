package engine

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

	"github.com/rolecall/rolecall/policies"
)

// readPolicies parses the policies of this program once.
var readPolicies = sync.OnceValues(func() (*parts, error) {
	p := &parts{documents: map[string][]byte{}}
	err := fs.WalkDir(policies.FS, ".", func(name string, _ fs.DirEntry, err error) error {
		if err != nil || !isPolicy(name) {
			return err
		}
		raw, err := fs.ReadFile(policies.FS, name)
		if err != nil {
			return err
		}
		if path.Base(name) == "data.json" {
			doc, err := decoded(raw)
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			p.documents[path.Dir(name)], err = json.Marshal(doc)
			return err
		}
		m, err := parseModule(path.Join(root, name), raw)
		if err != nil {
			return err
		}
		p.modules = append(p.modules, m)
		return nil
	})
	return p, err
})

// isOwn reports whether modules and documents are, byte by byte, the policies of
// this program.
func isOwn(modules []bundle.ModuleFile, documents map[string][]byte) bool {
	names := make(map[string]bool, len(modules))
	for _, m := range modules {
		if !isOwnFile(m.Path, m.Raw) {
			return false
		}
		names[m.Path] = true
	}
	own, err := readPolicies()
	return err == nil && len(names) == len(own.modules) && len(names) == len(modules) &&
		maps.EqualFunc(own.documents, documents, bytes.Equal)
}

// isOwnFile reports whether a file of a bundle is a policy of this program.
func isOwnFile(name string, raw []byte) bool {
	below, ok := strings.CutPrefix(name, root+"/")
	if !ok || !isPolicy(below) {
		return false
	}
	own, err := fs.ReadFile(policies.FS, below)
	return err == nil && bytes.Equal(own, raw)
}

// moduleOf parses a file of the policies of a bundle. The policies of this program
// are parsed once.
func moduleOf(name string, raw []byte) (bundle.ModuleFile, error) {
	if isOwnFile(name, raw) {
		own, err := readPolicies()
		if err != nil {
			return bundle.ModuleFile{}, err
		}
		return own.modules[slices.IndexFunc(own.modules, func(m bundle.ModuleFile) bool { return m.Path == name })], nil
	}
	return parseModule(name, raw)
}

// isPolicy reports whether a file belongs into bundles: Rego that is no test, and
// data.
func isPolicy(p string) bool {
	return path.Base(p) == "data.json" || path.Ext(p) == ".rego" && !strings.HasSuffix(p, "_test.rego")
}

// parseModule parses a file of policies. Its path is one in a bundle.
func parseModule(name string, raw []byte) (bundle.ModuleFile, error) {
	m := bundle.ModuleFile{URL: name, Path: name, RelativePath: name, Raw: raw}
	var err error
	m.Parsed, err = ast.ParseModuleWithOpts(name, string(raw), ast.ParserOptions{RegoVersion: ast.RegoV1})
	if err != nil {
		return m, err
	}
	return m, checkModulePath(m)
}

// checkModulePath refuses a module that is not in the folder of its package: a
// path from elsewhere could lead anywhere.
func checkModulePath(m bundle.ModuleFile) error {
	folder := ""
	for _, term := range m.Parsed.Package.Path[1:] {
		part, ok := term.Value.(ast.String)
		if !ok || strings.Contains(string(part), "/") {
			return fmt.Errorf("the module %q has a package that is no folder: %s", m.Path, m.Parsed.Package.Path)
		}
		folder = path.Join(folder, string(part))
	}
	if !fs.ValidPath(m.Path) || strings.Contains(m.Path, `\`) || path.Ext(m.Path) != ".rego" ||
		path.Dir(m.Path) != folder || folder != root && !strings.HasPrefix(folder, root+"/") {
		return fmt.Errorf("the module %q is not in the folder of its package %s", m.Path, m.Parsed.Package.Path)
	}
	return nil
}
