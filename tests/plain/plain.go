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

// Prepare readies a query for a bundle. The modules are parsed from their text and
// compiled by OPA, once for all bundles that have the same.
func Prepare(b *bundle.Bundle, query string) (rego.PreparedEvalQuery, error) {
	compiler, err := compiled(b.Modules)
	if err != nil {
		return rego.PreparedEvalQuery{}, err
	}
	data, err := values(b.Data)
	if err != nil {
		return rego.PreparedEvalQuery{}, err
	}
	return rego.New(rego.Query(query), rego.Compiler(compiler),
		rego.Store(inmem.NewFromObjectWithOpts(data, inmem.OptReturnASTValuesOnRead(true), inmem.OptRoundTripOnWrite(false))),
	).PrepareForEval(context.Background())
}

// known are the compiled modules and the documents of the bundles so far, by hash.
var (
	mu        sync.Mutex
	compilers = map[[sha256.Size]byte]*ast.Compiler{}
	documents = map[[sha256.Size]byte]ast.Value{}
)

func compiled(modules []bundle.ModuleFile) (*ast.Compiler, error) {
	texts := make(map[string]string, len(modules))
	for _, m := range modules {
		texts[m.Path] = string(m.Raw)
	}
	key := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		fmt.Fprintf(key, "%q %q\n", name, texts[name])
	}
	mu.Lock()
	defer mu.Unlock()
	sum := [sha256.Size]byte(key.Sum(nil))
	if c := compilers[sum]; c != nil {
		return c, nil
	}
	parsed := make(map[string]*ast.Module, len(texts))
	for name, text := range texts {
		m, err := ast.ParseModuleWithOpts(name, text, ast.ParserOptions{RegoVersion: ast.RegoV1})
		if err != nil {
			return nil, err
		}
		parsed[name] = m
	}
	c := ast.NewCompiler()
	if c.Compile(parsed); c.Failed() {
		return nil, c.Errors
	}
	compilers[sum] = c
	return c, nil
}

// values returns the data of a bundle in the form that evaluation reads. The
// documents beside the configuration, which many bundles share, are converted once.
func values(data map[string]any) (map[string]any, error) {
	below := map[string]any{}
	for name, document := range data["rolecall"].(map[string]any) {
		text, err := json.Marshal(document)
		if err != nil {
			return nil, err
		}
		value, err := valueOf(text, name != "world")
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		below[name] = value
	}
	return map[string]any{"rolecall": below}, nil
}

func valueOf(text []byte, shared bool) (ast.Value, error) {
	if !shared {
		return ast.ValueFromReader(bytes.NewReader(text))
	}
	sum := sha256.Sum256(text)
	mu.Lock()
	defer mu.Unlock()
	if v := documents[sum]; v != nil {
		return v, nil
	}
	v, err := ast.ValueFromReader(bytes.NewReader(text))
	if err == nil {
		documents[sum] = v
	}
	return v, err
}
