package engine

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/bundle"

	"github.com/rolecall/rolecall/loader"
	"github.com/rolecall/rolecall/policies"
)

// root is the one root of a bundle: the package that everything lives below.
const root = "rolecall"

// Compile makes the bundle of a world that loaded without errors: the
// policies and the configuration, such that plain OPA answers with it. The
// same world gives the same bundle.
func Compile(w *loader.World) (*bundle.Bundle, error) {
	s, err := dataState(context.Background(), w.Data())
	if err != nil {
		return nil, fmt.Errorf("compile configuration: %w", err)
	}
	return s.bundle(), nil
}

// below are the data of a configuration and beside the policies, below the root,
// without the lookup.
func below(d *loader.Data) (map[string]any, error) {
	world, err := generic(d)
	if err != nil {
		return nil, fmt.Errorf("compile configuration: %w", err)
	}
	p, err := readPolicies()
	if err != nil {
		return nil, fmt.Errorf("compile policies: %w", err)
	}
	below := maps.Clone(p.data)
	below["world"] = world
	return below, nil
}

// compile makes the bundle of a configuration and its index.
func compile(d *loader.Data, x *index) (*bundle.Bundle, error) {
	below, err := below(d)
	if err != nil {
		return nil, err
	}
	p, err := readPolicies()
	if err != nil {
		return nil, fmt.Errorf("compile policies: %w", err)
	}
	below["world"].(map[string]any)[compiled], err = generic(newLookup(x))
	if err != nil {
		return nil, fmt.Errorf("compile decisions: %w", err)
	}
	documents, err := encoded(below)
	if err != nil {
		return nil, fmt.Errorf("compile configuration: %w", err)
	}
	roots, v1 := []string{root}, 1
	return &bundle.Bundle{
		Data:     map[string]any{root: below},
		Modules:  p.modules,
		Manifest: bundle.Manifest{Revision: revision(p.modules, documents), Roots: &roots, RegoVersion: &v1},
	}, nil
}

// compiled is where the lookup is in the world of a bundle: whoever puts another
// world in its place in a test does not leave it there.
const compiled = "compiled"

// embeddedPolicies are the policies of this program, parsed.
type embeddedPolicies struct {
	modules []bundle.ModuleFile
	// data are the documents beside the modules, by package below the root.
	data map[string]any
}

// readPolicies parses the policies once.
var readPolicies = sync.OnceValues(func() (*embeddedPolicies, error) {
	p := &embeddedPolicies{data: map[string]any{}}
	err := fs.WalkDir(policies.FS, ".", func(name string, _ fs.DirEntry, err error) error {
		if err != nil || !isPolicy(name) {
			return err
		}
		raw, err := fs.ReadFile(policies.FS, name)
		if err != nil {
			return err
		}
		if path.Base(name) == "data.json" {
			var doc any
			if err := json.Unmarshal(raw, &doc); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			p.data[path.Dir(name)] = doc
			return nil
		}
		name = path.Join(root, name)
		module, err := ast.ParseModuleWithOpts(name, string(raw), ast.ParserOptions{RegoVersion: ast.RegoV1})
		if err != nil {
			return err
		}
		p.modules = append(p.modules, bundle.ModuleFile{URL: name, Path: name, Raw: raw, Parsed: module})
		return nil
	})
	return p, err
})

// isPolicy says whether a file belongs into bundles: Rego that is no test, and
// data.
func isPolicy(p string) bool {
	return path.Base(p) == "data.json" || path.Ext(p) == ".rego" && !strings.HasSuffix(p, "_test.rego")
}

// generic turns a document into the maps and slices that OPA keeps data in.
func generic(doc any) (any, error) {
	raw, err := json.Marshal(doc)
	if err != nil {
		return nil, err
	}
	var v any
	return v, json.Unmarshal(raw, &v)
}

// encoded are documents as JSON.
func encoded(documents map[string]any) (map[string][]byte, error) {
	raw := make(map[string][]byte, len(documents))
	for name, doc := range documents {
		b, err := json.Marshal(doc)
		if err != nil {
			return nil, err
		}
		raw[name] = b
	}
	return raw, nil
}

// revision identifies policies and documents by their content, in whichever
// order they come and wherever the files of the policies are: that differs
// between bundles in memory, folders and files.
func revision(modules []bundle.ModuleFile, documents map[string][]byte) string {
	var parts []string
	for _, m := range modules {
		parts = append(parts, fmt.Sprintf("module %x", sha256.Sum256(m.Raw)))
	}
	for name, doc := range documents {
		parts = append(parts, fmt.Sprintf("document %q %x", name, sha256.Sum256(doc)))
	}
	slices.Sort(parts)
	digest := sha256.Sum256([]byte(strings.Join(parts, "\n")))
	return hex.EncodeToString(digest[:])
}

// withoutLookup is the data of a bundle below its root, without the lookup.
func withoutLookup(b *bundle.Bundle) map[string]any {
	below := maps.Clone(b.Data[root].(map[string]any))
	if world, ok := below["world"].(map[string]any); ok {
		world = maps.Clone(world)
		delete(world, compiled)
		below["world"] = world
	}
	return below
}

// openBundle takes a bundle apart into its configuration and its policies. One
// of which a part is missing or changed, as while it is copied, is not opened:
// policies without one of their modules may allow more.
func openBundle(b *bundle.Bundle) (*loader.Data, *program, error) {
	below, ok := b.Data[root].(map[string]any)
	if !ok {
		return nil, nil, fmt.Errorf("it has no data below %s", root)
	}
	raw, err := encoded(below)
	if err != nil {
		return nil, nil, err
	}
	if revision(b.Modules, raw) != b.Manifest.Revision {
		return nil, nil, errors.New("its content is not that of its revision; build it again")
	}
	var d loader.Data
	if err := json.Unmarshal(raw["world"], &d); err != nil {
		return nil, nil, fmt.Errorf("its configuration: %w", err)
	}
	if err := checkNames(&d); err != nil {
		return nil, nil, fmt.Errorf("its configuration: %w", err)
	}
	documents := maps.Clone(below)
	delete(documents, "world")
	p, err := newProgram(b.Modules, documents)
	if err != nil {
		return nil, nil, fmt.Errorf("its policies: %w", err)
	}
	return &d, p, nil
}
