package reference_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/internal/document"
	"github.com/rolecall/rolecall/loader"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/tests/plain"
	"github.com/rolecall/rolecall/tests/reference"
)

// A disagreement is a request with different answers.
type disagreement struct {
	request   reference.Request
	reference bool
	engine    bool
	// opa holds the answers of plain OPA, one for each way to ask it.
	opa []bool
}

func (d disagreement) String() string {
	text, _ := json.Marshal(d.request)
	return fmt.Sprintf("reference %v, engine %v, OPA %v: %s", d.reference, d.engine, d.opa, text)
}

// An opa prepares plain OPA when it is first called.
type opa func() (rego.PreparedEvalQuery, error)

// A comparison is a configuration with the engine, OPA and reference that answer from it.
type comparison struct {
	world  *schema.World
	engine *engine.Engine
	// rules has the policies alone, bundled also the other documents of a bundle.
	rules, bundled opa
	// allowed counts the requests that all allow.
	allowed int
}

// allow is the query that plain OPA is asked.
const allow = "data.rolecall.authz.allow"

// compare loads a configuration, which must be valid.
func compare(config string) (*comparison, error) {
	w, diags := loader.Load(fstest.MapFS{"main.hcl": {Data: []byte(config)}})
	if diags.HasErrors() {
		return nil, fmt.Errorf("the configuration is invalid: %w", diags)
	}
	eng, err := engine.FromWorld(context.Background(), w)
	if err != nil {
		return nil, err
	}
	return &comparison{
		world:  w,
		engine: eng,
		rules: sync.OnceValues(func() (query rego.PreparedEvalQuery, err error) {
			policies, err := plain.Of(eng.View().Bundle())
			if err != nil {
				return query, err
			}
			return policies.Prepare(document.Of(w), allow)
		}),
		bundled: sync.OnceValues(func() (rego.PreparedEvalQuery, error) {
			return plain.Prepare(eng.View().Bundle(), allow)
		}),
	}, nil
}

// ask compares the answers of the reference, the engine and some of plain OPA. It returns nil
// if they agree.
func (c *comparison) ask(r reference.Request, opas ...opa) (*disagreement, error) {
	ctx := context.Background()
	request, err := reference.ToEngine(r)
	if err != nil {
		return nil, err
	}
	decision, err := c.engine.Check(ctx, request)
	if err != nil {
		return nil, err
	}
	d := &disagreement{request: r, reference: reference.Decide(c.world, r), engine: decision.Allowed}
	differ := d.reference != d.engine
	for _, opa := range opas {
		query, err := opa()
		if err != nil {
			return nil, err
		}
		text, err := json.Marshal(r)
		if err != nil {
			return nil, err
		}
		input, err := ast.ValueFromReader(bytes.NewReader(text))
		if err != nil {
			return nil, err
		}
		results, err := query.Eval(ctx, rego.EvalParsedInput(input))
		if err != nil {
			return nil, fmt.Errorf("OPA: %w", err)
		}
		allowed := results.Allowed()
		d.opa = append(d.opa, allowed)
		differ = differ || d.reference != allowed
	}
	if d.reference && d.engine {
		c.allowed++
	}
	if differ {
		return d, nil
	}
	return nil, nil
}

// check compares the answers as ask does, and reports different ones.
func (c *comparison) check(t *testing.T, r reference.Request, opas ...opa) {
	t.Helper()
	d, err := c.ask(r, opas...)
	if err != nil {
		t.Fatal(err)
	}
	if d != nil {
		t.Error(d)
	}
}
