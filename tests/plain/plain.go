// Package plain readies OPA, without anything of rolecall's, for the bundles that
// rolecall builds. Tests ask it as well as the engine.
package plain

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/bundle"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
)

// Policies are the modules of a bundle, compiled, and the documents beside the
// configuration. They are safe for concurrent use.
type Policies struct {
	compiler  *ast.Compiler
	documents map[string]any
}

// known are the policies of the bundles so far, by hash.
var (
	mu    sync.Mutex
	known = map[[sha256.Size]byte]*Policies{}
)

// Of returns the policies of a bundle. The modules are parsed from their text and
// compiled by OPA, once for all bundles that have the same policies.
func Of(b *bundle.Bundle) (*Policies, error) {
	modules, documents, key := map[string]string{}, map[string][]byte{}, sha256.New()
	for _, m := range b.Modules {
		modules[m.Path] = string(m.Raw)
	}
	for name, document := range b.Data["rolecall"].(map[string]any) {
		if name == "world" {
			continue
		}
		text, err := json.Marshal(document)
		if err != nil {
			return nil, err
		}
		documents[name] = text
	}
	for _, name := range slices.Sorted(maps.Keys(modules)) {
		fmt.Fprintf(key, "module %q %q\n", name, modules[name])
	}
	for _, name := range slices.Sorted(maps.Keys(documents)) {
		fmt.Fprintf(key, "document %q %q\n", name, documents[name])
	}
	sum := [sha256.Size]byte(key.Sum(nil))
	mu.Lock()
	defer mu.Unlock()
	if p := known[sum]; p != nil {
		return p, nil
	}
	p, err := compile(modules, documents)
	if err == nil {
		known[sum] = p
	}
	return p, err
}

func compile(modules map[string]string, documents map[string][]byte) (*Policies, error) {
	parsed := make(map[string]*ast.Module, len(modules))
	for name, text := range modules {
		m, err := ast.ParseModuleWithOpts(name, text, ast.ParserOptions{RegoVersion: ast.RegoV1})
		if err != nil {
			return nil, err
		}
		parsed[name] = m
	}
	p := &Policies{compiler: ast.NewCompiler(), documents: map[string]any{}}
	if p.compiler.Compile(parsed); p.compiler.Failed() {
		return nil, p.compiler.Errors
	}
	for name, text := range documents {
		value, err := ast.ValueFromReader(bytes.NewReader(text))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		p.documents[name] = value
	}
	return p, nil
}

// Prepare readies a query for the document of a configuration.
func (p *Policies) Prepare(world any, query string) (rego.PreparedEvalQuery, error) {
	text, err := json.Marshal(world)
	if err != nil {
		return rego.PreparedEvalQuery{}, err
	}
	below := maps.Clone(p.documents)
	if below["world"], err = ast.ValueFromReader(bytes.NewReader(text)); err != nil {
		return rego.PreparedEvalQuery{}, err
	}
	return rego.New(rego.Query(query), rego.Compiler(p.compiler),
		rego.Store(inmem.NewFromObjectWithOpts(map[string]any{"rolecall": below}, inmem.OptReturnASTValuesOnRead(true), inmem.OptRoundTripOnWrite(false))),
	).PrepareForEval(context.Background())
}

// Prepare readies a query for a bundle.
func Prepare(b *bundle.Bundle, query string) (rego.PreparedEvalQuery, error) {
	p, err := Of(b)
	if err != nil {
		return rego.PreparedEvalQuery{}, err
	}
	return p.Prepare(b.Data["rolecall"].(map[string]any)["world"], query)
}
