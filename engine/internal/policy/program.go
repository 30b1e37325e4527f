package policy

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/bundle"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage/inmem"

	"github.com/rolecall/rolecall/engine/internal/canonical"
	"github.com/rolecall/rolecall/internal/document"
	"github.com/rolecall/rolecall/schema"
)

// A Program is a set of compiled policies. It is safe for concurrent use.
type Program struct {
	Modules  []bundle.ModuleFile
	compiler *ast.Compiler
	// Documents holds the JSON of the data beside the policies, by package below
	// the root. The field data holds the same values in the form that OPA reads.
	Documents map[string][]byte
	data      map[string]any

	// held, told and steps prepare the queries about sessions.
	held, told, steps func() (rego.PreparedEvalQuery, error)

	mu sync.Mutex
	// known caches the rows of samples, by the hash of the sample. Many
	// configurations have the same sample, above all those that differ in an
	// entry or two.
	known map[[sha256.Size]byte]*Rows
}

// maxKnown is the number of samples whose rows are cached.
const maxKnown = 64

// New compiles policies. The documents are the JSON of the data beside them, by package
// below the root.
func New(modules []bundle.ModuleFile, documents map[string][]byte) (*Program, error) {
	c, err := compiled(modules)
	if err != nil {
		return nil, err
	}
	return program(c, modules, documents)
}

func compiled(modules []bundle.ModuleFile) (*ast.Compiler, error) {
	parsed := make(map[string]*ast.Module, len(modules))
	for _, m := range modules {
		parsed[m.Path] = m.Parsed
	}
	c := ast.NewCompiler().WithCapabilities(policyCapabilities())
	if c.Compile(parsed); c.Failed() {
		return nil, c.Errors
	}
	return c, nil
}

func program(c *ast.Compiler, modules []bundle.ModuleFile, documents map[string][]byte) (*Program, error) {
	values := make(map[string]any, len(documents))
	for name, raw := range documents {
		value, err := ast.ValueFromReader(bytes.NewReader(raw))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		values[name] = value
	}
	p := &Program{Modules: modules, compiler: c, Documents: documents, data: values, known: map[[sha256.Size]byte]*Rows{}}
	p.held, p.told, p.steps = p.session("held"), p.session("told"), p.session("steps")
	return p, nil
}

// ownCompiler compiles the policies of this repository once.
var ownCompiler = sync.OnceValues(func() (*ast.Compiler, error) {
	own, err := readOwn()
	if err != nil {
		return nil, err
	}
	return compiled(own.Modules)
})

// ofReleases caches the programs of releases.
var ofReleases sync.Map

// Embedded returns the program of this repository's policies for a release. It is made once. A
// release that is not known has a program that denies everything.
func Embedded(release string) (*Program, error) {
	if p, ok := ofReleases.Load(release); ok {
		return p.(*Program), nil
	}
	own, err := readOwn()
	if err != nil {
		return nil, fmt.Errorf("compile policies: %w", err)
	}
	c, err := ownCompiler()
	if err != nil {
		return nil, fmt.Errorf("compile policies: %w", err)
	}
	documents, err := own.of(release)
	if err != nil {
		return nil, err
	}
	made, err := program(c, own.Modules, documents)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(schema.Versions, schema.Version(release)) {
		return made, nil // a bundle may name any
	}
	p, _ := ofReleases.LoadOrStore(release, made)
	return p.(*Program), nil
}

// Rows returns the rows that the policies derive from a small configuration. It caches
// the rows of recent configurations. The error is that of the policies or the context.
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

// DocumentsWith returns the documents beside the policies together with a
// configuration, as the maps and slices in which OPA keeps data.
func (p *Program) DocumentsWith(d *document.World) (map[string]any, error) {
	documents := make(map[string]any, len(p.Documents)+1)
	for name, raw := range p.Documents {
		doc, err := decoded(raw)
		if err != nil {
			return nil, err
		}
		documents[name] = doc
	}
	var err error
	documents[World], err = decoded(canonical.Append(nil, d))
	return documents, err
}

// enumerate evaluates and decodes the rows for a configuration.
func (p *Program) enumerate(ctx context.Context, world []byte) (*Rows, error) {
	raw, err := p.Evaluate(ctx, world)
	if err != nil {
		return nil, err
	}
	var out Rows
	return &out, decodeResult(raw, &out)
}

// decodeResult decodes a result of policies, which may be those of another bundle.
func decodeResult(raw []byte, into any) error {
	if json.Unmarshal(raw, into) != nil {
		return errors.New("the policies return something else than those of rolecall")
	}
	return nil
}

// Evaluate returns the JSON of the document data.rolecall.index.rows for the JSON of a
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

// options returns the options for a query about documents below the root.
func (p *Program) options(query string, below map[string]any) []func(*rego.Rego) {
	store := inmem.NewFromObjectWithOpts(map[string]any{Root: below},
		inmem.OptReturnASTValuesOnRead(true), inmem.OptRoundTripOnWrite(false))
	return []func(*rego.Rego){rego.Query(query), rego.Compiler(p.compiler), rego.Store(store), rego.StrictBuiltinErrors(true)}
}
