package expr

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// bindings are the values of the names in an expression, except names of a scope.
type bindings struct {
	eval *hcl.EvalContext
	// failed reports whether a name has no value, or the evaluation for an
	// earlier instance failed. Either has been reported.
	failed bool
}

// evaluate returns the value of an expression. The scope may be nil.
func (c *bindings) evaluate(expr hclsyntax.Expression, names *Scope) (cty.Value, hcl.Diagnostics) {
	if names == nil {
		return expr.Value(c.eval)
	}
	if v, ok := names.lookUp(expr); ok {
		return v, nil
	}
	ctx := c.eval.NewChild()
	ctx.Variables = names.variables()
	return expr.Value(ctx)
}

// everywhere are the summaries of hcl's errors that are the same for all instances.
var everywhere = []string{"Call to unknown function", "Not enough function arguments", "Too many function arguments"}

// bind returns the bindings of the names in an expression. The instances of a
// block share them.
func (e *Evaluator) bind(x hclsyntax.Expression, names *Scope) *bindings {
	if c, ok := e.bindings[x]; ok {
		return c
	}
	c := &bindings{}
	e.bindings[x] = c
	traversals := x.Variables() // before guards hide some from hcl's walk
	GuardParts(x, &e.Budget)
	c.eval, c.failed = e.contextFor(traversals, names)
	return c
}

// contextFor makes a context in which the traversals can be evaluated. It returns
// true after an error, which is reported.
func (e *Evaluator) contextFor(traversals []hcl.Traversal, names *Scope) (ctx *hcl.EvalContext, failed bool) {
	vars := map[string]map[string]cty.Value{}
	for _, t := range traversals {
		root := t.RootName()
		if names.Find(root) != nil {
			continue
		}
		name, v, ok := e.data.Lookup(t)
		failed = failed || !ok
		if name == "" {
			continue
		}
		if vars[root] == nil {
			vars[root] = map[string]cty.Value{}
		}
		vars[root][name] = v
	}
	ctx = &hcl.EvalContext{Variables: make(map[string]cty.Value, len(vars)), Functions: e.functions}
	for root, values := range vars {
		ctx.Variables[root] = cty.ObjectVal(values)
	}
	return ctx, failed
}

// StepName returns the second part of a traversal.
func StepName(t hcl.Traversal) (string, bool) {
	if len(t) < 2 {
		return "", false
	}
	return KeyOf(t[1])
}

// KeyOf returns the name or the string in a step of a traversal.
func KeyOf(step hcl.Traverser) (string, bool) {
	switch step := step.(type) {
	case hcl.TraverseAttr:
		return step.Name, true
	case hcl.TraverseIndex:
		if step.Key.Type() == cty.String && step.Key.IsKnown() && !step.Key.IsNull() {
			return step.Key.AsString(), true
		}
	}
	return "", false
}
