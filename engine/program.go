package engine

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/bundle"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage/inmem"

	"github.com/rolecall/rolecall/engine/internal/canonical"
	"github.com/rolecall/rolecall/internal/document"
)

// A program is policies, compiled. It is safe for concurrent use.
type program struct {
	modules  []bundle.ModuleFile
	compiler *ast.Compiler
	// documents are the data beside the policies as JSON, by package below the
	// root, and data the same in the form that evaluation reads.
	documents map[string][]byte
	data      map[string]any

	mu sync.Mutex
	// known are the rows of samples that have been asked for, by the hash
	// of the sample: many configurations have the same, above all those
	// that differ in an entry or two.
	known map[[sha256.Size]byte]*rows
}

// maxKnown is how many samples a program knows the rows of.
const maxKnown = 64

func newProgram(modules []bundle.ModuleFile, documents map[string][]byte) (*program, error) {
	parsed := make(map[string]*ast.Module, len(modules))
	for _, m := range modules {
		parsed[m.Path] = m.Parsed
	}
	c := ast.NewCompiler().WithCapabilities(policyCapabilities())
	if c.Compile(parsed); c.Failed() {
		return nil, c.Errors
	}
	values := make(map[string]any, len(documents))
	for name, raw := range documents {
		value, err := ast.ValueFromReader(bytes.NewReader(raw))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		values[name] = value
	}
	return &program{modules: modules, compiler: c, documents: documents, data: values, known: map[[sha256.Size]byte]*rows{}}, nil
}

// embedded is the program of the policies that come with this package.
var embedded = sync.OnceValues(func() (*program, error) {
	p, err := readPolicies()
	if err != nil {
		return nil, fmt.Errorf("compile policies: %w", err)
	}
	return newProgram(p.modules, p.documents)
})

// rows are what the policies say of a sample.
func (p *program) rows(ctx context.Context, d *document.World) (*rows, error) {
	world, err := json.Marshal(d)
	if err != nil {
		return nil, err
	}
	key := sha256.Sum256(world)
	p.mu.Lock()
	known := p.known[key]
	p.mu.Unlock()
	if known != nil {
		return known, nil
	}
	r, err := p.enumerate(ctx, world)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.known) >= maxKnown {
		clear(p.known)
	}
	p.known[key] = r
	return r, nil
}

// enumerate reads the rows that the policies make of a configuration.
func (p *program) enumerate(ctx context.Context, world []byte) (*rows, error) {
	raw, err := p.evaluate(ctx, world)
	if err != nil {
		return nil, err
	}
	var out rows
	return &out, json.Unmarshal(raw, &out)
}

// evaluate is the document of these rows.
func (p *program) evaluate(ctx context.Context, world []byte) ([]byte, error) {
	below := maps.Clone(p.data)
	var doc any
	if err := json.Unmarshal(world, &doc); err != nil {
		return nil, err
	}
	below[worldName] = doc
	store := inmem.NewFromObjectWithOpts(map[string]any{root: below},
		inmem.OptReturnASTValuesOnRead(true), inmem.OptRoundTripOnWrite(false))
	results, err := rego.New(
		rego.Query("data.rolecall.index.rows"),
		rego.Compiler(p.compiler),
		rego.Store(store),
		rego.StrictBuiltinErrors(true),
	).Eval(ctx)
	if err != nil {
		return nil, err
	}
	if len(results) == 0 {
		return nil, fmt.Errorf("the policies have no rules for this configuration")
	}
	return json.Marshal(results[0].Expressions[0].Value)
}

// documentsWith are the documents beside the policies and a configuration, in the
// maps and slices that OPA keeps data in.
func (p *program) documentsWith(d *document.World) (map[string]any, error) {
	documents := make(map[string]any, len(p.documents)+1)
	var err error
	for name, raw := range p.documents {
		if documents[name], err = decoded(raw); err != nil {
			return nil, err
		}
	}
	documents[worldName], err = decoded(canonical.Append(nil, d))
	return documents, err
}
