package loader

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

	"github.com/rolecall/rolecall/loader/internal/expr"
	"github.com/rolecall/rolecall/loader/internal/expr/funcs"
	"github.com/rolecall/rolecall/loader/internal/limits"
	"github.com/rolecall/rolecall/schema"
)

// An evaluator gives expressions their values. What an expression names is
// evaluated when it is first asked for, so that locals, variables and the
// instances of blocks may stand in any order.
//
// What cannot be evaluated is reported once, where it is written, and is
// unknown from then on: nothing is reported about an unknown value.
type evaluator struct {
	broken bool
	diags  hcl.Diagnostics

	variables map[string]*node
	locals    map[string]*node
	decls     map[schema.Type]map[string]*decl
	// poisoned are labels of blocks that could not be read: what refers
	// to them is not reported.
	poisoned map[string]bool

	functions map[string]function.Function
	bindings  map[hclsyntax.Expression]*bindings
	// natives are the expressions that those of JSON syntax stand for, by
	// where those are.
	natives map[hcl.Range]hclsyntax.Expression
	// plain declares the blocks that nothing has to be evaluated for.
	plain func()
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
	at       hcl.Range
	evaluate func() cty.Value
	state    nodeState
	value    cty.Value
}

type nodeState int

const (
	waiting nodeState = iota
	evaluating
	evaluated
)

func newEvaluator(ctx context.Context, fsys fs.FS, files []*file) *evaluator {
	e := &evaluator{
		Budget:    expr.Budget{Ctx: ctx},
		variables: map[string]*node{},
		locals:    map[string]*node{},
		poisoned:  map[string]bool{},
		bindings:  map[hclsyntax.Expression]*bindings{},
		natives:   map[hcl.Range]hclsyntax.Expression{},
	}
	for _, f := range files {
		e.broken = e.broken || f.broken
		for _, name := range f.poisoned {
			e.poisoned[name] = true
		}
	}
	e.functions = funcs.Functions(&funcs.Reader{Ctx: ctx, Fsys: fsys, Read: map[string]cty.Value{}})
	return e
}

func (e *evaluator) error(summary, detail string, at hcl.Range) {
	e.diags = append(e.diags, &hcl.Diagnostic{Severity: hcl.DiagError, Summary: summary, Detail: detail, Subject: &at})
}

// force evaluates a node, unless that has been done.
func (e *evaluator) force(n *node) cty.Value {
	switch n.state {
	case evaluated:
		return n.value
	case evaluating:
		from := slices.Index(e.path, n)
		var names []string
		for _, step := range e.path[from:] {
			names = append(names, step.name)
		}
		names = append(names, n.name)
		e.error("Circular definition", fmt.Sprintf("This is needed for its own value: %s.", strings.Join(names, " -> ")), n.at)
		n.state, n.value = evaluated, cty.DynamicVal
		return n.value
	}
	if len(e.path) >= limits.MaxNesting {
		e.error("Expression beyond limits", fmt.Sprintf("Its value takes more than %d others, each needed for the one before.", limits.MaxNesting), n.at)
		n.state, n.value = evaluated, cty.DynamicVal
		return n.value
	}
	n.state = evaluating
	e.path = append(e.path, n)
	v := n.evaluate()
	e.path = e.path[:len(e.path)-1]
	if n.state == evaluating { // no circle was found
		n.value = v
	}
	n.state = evaluated
	return n.value
}

// value evaluates an expression. It is false, and the value unknown, when
// that fails, now or earlier: then there is a diagnostic.
func (e *evaluator) value(expr hcl.Expression) (cty.Value, bool) {
	return e.valueIn(unscoped(expr))
}

// valueIn is value with the names of a scope, which may be nil.
func (e *evaluator) valueIn(x hcl.Expression, names *scope) (cty.Value, bool) {
	inner := unguarded(x)
	native, ok := inner.(hclsyntax.Expression)
	if !ok {
		var diags hcl.Diagnostics
		if native, diags = e.native(inner); diags.HasErrors() {
			e.diags = append(e.diags, diags...)
			return cty.DynamicVal, false
		}
	}
	if isConstant(native) {
		v, diags := native.Value(nil)
		done := e.Begin()
		diags = append(diags, e.Measure(v, native.Range())...)
		done()
		e.diags = append(e.diags, diags...)
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
		e.diags = append(e.diags, withoutValues(diags)...)
		return cty.DynamicVal, false
	}
	return expr.Uniform(v), e.known(v)
}

// known says whether a value is known. Parts of one are only unknown when
// evaluation was cut short.
func (e *evaluator) known(v cty.Value) bool {
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
