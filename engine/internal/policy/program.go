package policy

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
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

// A Program is policies, compiled. It is safe for concurrent use.
type Program struct {
	Modules  []bundle.ModuleFile
	compiler *ast.Compiler
	// Documents are the data beside the policies as JSON, by package below the
	// root, and data the same in the form that evaluation reads.
	Documents map[string][]byte
	data      map[string]any

	// held and steps prepare the rules about sessions.
	held, steps func() (rego.PreparedEvalQuery, error)

	mu sync.Mutex
	// known are the rows of samples that have been asked for, by the hash
	// of the sample: many configurations have the same, above all those
	// that differ in an entry or two.
	known map[[sha256.Size]byte]*Rows
}

// maxKnown is how many samples a program knows the rows of.
const maxKnown = 64

// New compiles policies. The documents are the data beside them as JSON, by package
// below the root.
func New(modules []bundle.ModuleFile, documents map[string][]byte) (*Program, error) {
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
	p := &Program{Modules: modules, compiler: c, Documents: documents, data: values, known: map[[sha256.Size]byte]*Rows{}}
	p.held, p.steps = p.session("held"), p.session("steps")
	return p, nil
}

// Embedded returns the program of the policies of this repository, compiled once.
var Embedded = sync.OnceValues(func() (*Program, error) {
	p, err := readModules()
	if err != nil {
		return nil, fmt.Errorf("compile policies: %w", err)
	}
	return New(p.Modules, p.Documents)
})

// Rows returns what the policies say of a small configuration. It keeps the rows of
// the last few. The error is that of the policies or of the context.
func (p *Program) Rows(ctx context.Context, d *document.World) (*Rows, error) {
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

// DocumentsWith are the documents beside the policies and a configuration, in the
// maps and slices that OPA keeps data in.
func (p *Program) DocumentsWith(d *document.World) (map[string]any, error) {
	documents := make(map[string]any, len(p.Documents)+1)
	var err error
	for name, raw := range p.Documents {
		if documents[name], err = decoded(raw); err != nil {
			return nil, err
		}
	}
	documents[World], err = decoded(canonical.Append(nil, d))
	return documents, err
}

// enumerate reads the rows that the policies make of a configuration.
func (p *Program) enumerate(ctx context.Context, world []byte) (*Rows, error) {
	raw, err := p.Evaluate(ctx, world)
	if err != nil {
		return nil, err
	}
	var out Rows
	return &out, json.Unmarshal(raw, &out)
}

// Evaluate returns the document data.rolecall.index.rows for the JSON of a
// configuration.
func (p *Program) Evaluate(ctx context.Context, world []byte) ([]byte, error) {
	doc, err := decoded(world)
	if err != nil {
		return nil, err
	}
	results, err := p.ask(ctx, "data.rolecall.index.rows", doc)
	if err != nil {
		return nil, err
	}
	if len(results) == 0 {
		return nil, errors.New("the policies have no rules for this configuration")
	}
	return json.Marshal(results[0].Expressions[0].Value)
}

// ask evaluates a query with a configuration as the data of the policies.
func (p *Program) ask(ctx context.Context, query string, world any) (rego.ResultSet, error) {
	below := maps.Clone(p.data)
	below[World] = world
	return rego.New(p.options(query, below)...).Eval(ctx)
}

// options are those of a query about documents below the root.
func (p *Program) options(query string, below map[string]any) []func(*rego.Rego) {
	store := inmem.NewFromObjectWithOpts(map[string]any{Root: below},
		inmem.OptReturnASTValuesOnRead(true), inmem.OptRoundTripOnWrite(false))
	return []func(*rego.Rego){rego.Query(query), rego.Compiler(p.compiler), rego.Store(store), rego.StrictBuiltinErrors(true)}
}
