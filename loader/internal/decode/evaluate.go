package decode

import (
	"context"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/rolecall/rolecall/loader/internal/diag"
	"github.com/rolecall/rolecall/loader/internal/expr"
	"github.com/rolecall/rolecall/loader/internal/expr/funcs"
	"github.com/rolecall/rolecall/loader/internal/limits"
	"github.com/rolecall/rolecall/schema"
)

// An Evaluator gives expressions their values. What an expression names is
// evaluated when it is first asked for, so that locals, variables and the
// instances of blocks may stand in any order.
//
// What cannot be evaluated is reported once, where it is written, and is
// unknown from then on: nothing is reported about an unknown value.
type Evaluator struct {
	broken bool
	diag.List

	variables map[string]*node
	locals    map[string]*node
	Decls     map[schema.Type]map[string]*Decl
	// Poisoned are labels of blocks that could not be read: what refers
	// to them is not reported.
	Poisoned map[string]bool

	functions map[string]function.Function
	bindings  map[hclsyntax.Expression]*bindings
	// natives are the expressions that those of JSON syntax stand for, by
	// where those are.
	natives map[hcl.Range]hclsyntax.Expression
	// Plain declares the blocks that nothing has to be evaluated for.
	Plain func()
	// nodes are the pending blocks, in the order of files and lines.
	nodes []*node
	// checks are done once everything is declared.
	checks []func()
	// path is what is being evaluated, outermost first.
	path []*node
	expr.Budget
}

// A node is something with a name that is evaluated at most once.
type node struct {
	name     string // as in "local.names"
	At       hcl.Range
	evaluate func() cty.Value
	state    nodeState
	Value    cty.Value
}

type nodeState int

const (
	waiting nodeState = iota
	evaluating
	evaluated
)

func NewEvaluator(ctx context.Context, fsys fs.FS, files []*File) *Evaluator {
	e := &Evaluator{
		Budget:    expr.Budget{Ctx: ctx},
		variables: map[string]*node{},
		locals:    map[string]*node{},
		Poisoned:  map[string]bool{},
		bindings:  map[hclsyntax.Expression]*bindings{},
		natives:   map[hcl.Range]hclsyntax.Expression{},
	}
	for _, f := range files {
		e.broken = e.broken || f.Broken
		for _, name := range f.poisoned {
			e.Poisoned[name] = true
		}
	}
	e.functions = funcs.Functions(&funcs.Reader{Ctx: ctx, Fsys: fsys, Read: map[string]cty.Value{}})
	return e
}

// force evaluates a node, unless that has been done.
func (e *Evaluator) force(n *node) cty.Value {
	switch n.state {
	case evaluated:
		return n.Value
	case evaluating:
		from := slices.Index(e.path, n)
		var names []string
		for _, step := range e.path[from:] {
			names = append(names, step.name)
		}
		names = append(names, n.name)
		e.Error("Circular definition", fmt.Sprintf("This is needed for its own value: %s.", strings.Join(names, " -> ")), n.At)
		n.state, n.Value = evaluated, cty.DynamicVal
		return n.Value
	}
	if len(e.path) >= limits.MaxNesting {
		e.Error(diag.BeyondLimits, fmt.Sprintf("Its value takes more than %d others, each needed for the one before.", limits.MaxNesting), n.At)
		n.state, n.Value = evaluated, cty.DynamicVal
		return n.Value
	}
	n.state = evaluating
	e.path = append(e.path, n)
	v := n.evaluate()
	e.path = e.path[:len(e.path)-1]
	if n.state == evaluating { // no circle was found
		n.Value = v
	}
	n.state = evaluated
	return n.Value
}

// Value evaluates an expression. It is false, and the value unknown, when
// that fails, now or earlier: then there is a diagnostic.
func (e *Evaluator) Value(expr hcl.Expression) (cty.Value, bool) {
	return e.valueIn(Unscoped(expr))
}

// valueIn is value with the names of a scope, which may be nil.
func (e *Evaluator) valueIn(x hcl.Expression, names *Scope) (cty.Value, bool) {
	inner := unguarded(x)
	native, ok := inner.(hclsyntax.Expression)
	if !ok {
		var diags hcl.Diagnostics
		if native, diags = e.Native(inner); diags.HasErrors() {
			e.Diags = append(e.Diags, diags...)
			return cty.DynamicVal, false
		}
	}
	if isConstant(native) {
		v, diags := native.Value(nil)
		done := e.Begin()
		diags = append(diags, e.Measure(v, native.Range())...)
		done()
		e.Diags = append(e.Diags, diags...)
		return expr.Uniform(v), !diags.HasErrors()
	}
	c := e.bind(native, names)
	if c.failed {
		return cty.DynamicVal, false
	}
	done := e.Begin()
	v, diags := c.evaluate(native, names)
	if !diags.HasErrors() {
		diags = append(diags, e.Measure(v, inner.Range())...)
	}
	done()
	if diags.HasErrors() {
		// The other instances of a block would say the same.
		c.failed = true
		for _, d := range diags {
			d.Detail += suggestAttribute(&e.Budget, d) + suggestFunction(d)
			if !slices.Contains(everywhere, d.Summary) {
				d.Detail += names.where()
			}
		}
		e.Diags = append(e.Diags, withoutValues(diags)...)
		return cty.DynamicVal, false
	}
	return expr.Uniform(v), e.known(v)
}

// known says whether a value is known. Parts of one are only unknown when
// evaluation was cut short.
func (e *Evaluator) known(v cty.Value) bool {
	if e.Spent {
		return v.IsWhollyKnown()
	}
	return v.IsKnown()
}

// withoutValues removes from diagnostics what would print values.
func withoutValues(diags hcl.Diagnostics) hcl.Diagnostics {
	for _, d := range diags {
		d.Expression, d.EvalContext = nil, nil
	}
	return diags
}
