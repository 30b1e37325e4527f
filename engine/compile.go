package engine

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/bundle"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage/inmem"

	"github.com/rolecall/rolecall/loader"
	"github.com/rolecall/rolecall/policies"
)

// root is the one root of a bundle: the package that everything lives below.
const root = "rolecall"

// Compile makes the bundle of a world that loaded without errors: the
// policies and the configuration, such that plain OPA answers with it. The
// same world gives the same bundle.
func Compile(w *loader.World) (*bundle.Bundle, error) {
	data, err := generic(w.Data())
	if err != nil {
		return nil, err
	}
	below := map[string]any{"world": data}
	b := &bundle.Bundle{Data: map[string]any{root: below}}
	digest := sha256.New()
	err = fs.WalkDir(policies.FS, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || !isPolicy(p) {
			return err
		}
		raw, err := fs.ReadFile(policies.FS, p)
		if err != nil {
			return err
		}
		fmt.Fprintf(digest, "%s %d\n%s", p, len(raw), raw)
		if path.Base(p) == "data.json" {
			var doc any
			if err := json.Unmarshal(raw, &doc); err != nil {
				return fmt.Errorf("%s: %w", p, err)
			}
			below[path.Dir(p)] = doc
			return nil
		}
		name := path.Join(root, p)
		module, err := ast.ParseModuleWithOpts(name, string(raw), ast.ParserOptions{RegoVersion: ast.RegoV1})
		if err != nil {
			return err
		}
		b.Modules = append(b.Modules, bundle.ModuleFile{URL: name, Path: name, Raw: raw, Parsed: module})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("compile policies: %w", err)
	}
	if err := json.NewEncoder(digest).Encode(data); err != nil {
		return nil, fmt.Errorf("compile configuration: %w", err)
	}
	roots, v1 := []string{root}, 1
	b.Manifest = bundle.Manifest{Revision: hex.EncodeToString(digest.Sum(nil)), Roots: &roots, RegoVersion: &v1}
	return b, nil
}

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

// enumerate evaluates the rows that the policies of a bundle make of its
// configuration.
func enumerate(ctx context.Context, b *bundle.Bundle) (*rows, error) {
	options := []func(*rego.Rego){
		rego.Query("data.rolecall.index.rows"),
		rego.Store(inmem.NewFromObjectWithOpts(b.Data, inmem.OptReturnASTValuesOnRead(true), inmem.OptRoundTripOnWrite(false))),
		rego.Capabilities(capabilities()),
		rego.StrictBuiltinErrors(true),
	}
	for _, m := range b.Modules {
		options = append(options, rego.ParsedModule(m.Parsed))
	}
	results, err := rego.New(options...).Eval(ctx)
	if err != nil {
		return nil, err
	}
	if len(results) == 0 {
		return nil, fmt.Errorf("the policies have no rules for this configuration")
	}
	raw, err := json.Marshal(results[0].Expressions[0].Value)
	if err != nil {
		return nil, err
	}
	var out rows
	if err := json.Unmarshal(raw, &out); err != nil {
		return nil, err
	}
	return &out, nil
}

// capabilities are what policies may call: nothing that reaches the network
// or the environment, whoever built the bundle.
func capabilities() *ast.Capabilities {
	c := ast.CapabilitiesForThisVersion()
	closed := map[string]bool{"http.send": true, "net.lookup_ip_addr": true, "opa.runtime": true}
	kept := c.Builtins[:0]
	for _, builtin := range c.Builtins {
		if !closed[builtin.Name] {
			kept = append(kept, builtin)
		}
	}
	c.Builtins = kept
	c.AllowNet = []string{}
	return c
}
