package decode

import (
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/rolecall/rolecall/loader/internal/diag"
	"github.com/rolecall/rolecall/loader/internal/expr"
	"github.com/rolecall/rolecall/schema"
)

// bindings are what the names in an expression mean, but for those of a scope.
type bindings struct {
	eval *hcl.EvalContext
	// failed says that evaluation is hopeless, or has failed for an
	// instance before, which has been reported.
	failed bool
}

// evaluate gives an expression its value, with the names of a scope, which may
// be nil.
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

// everywhere are the summaries of what hcl finds in evaluation and is the same
// for all instances.
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
	expr.GuardParts(x, &e.Budget)
	c.eval, c.failed = e.contextFor(traversals, names)
	return c
}

// contextFor makes a context in which the traversals can be evaluated.
func (e *Evaluator) contextFor(traversals []hcl.Traversal, names *Scope) (ctx *hcl.EvalContext, failed bool) {
	vars := map[string]map[string]cty.Value{}
	set := func(root, name string, v cty.Value) {
		if vars[root] == nil {
			vars[root] = map[string]cty.Value{}
		}
		vars[root][name] = v
	}
	for _, t := range traversals {
		root, at := t.RootName(), t.SourceRange()
		table, what := e.variables, "variable"
		if names.Find(root) != nil {
			continue
		}
		switch {
		case root == "each":
			e.Error("No each here", "each.key and each.value are for what stands in a block with for_each.", at)
			failed = true
			continue
		case root == "var":
		case root == "local":
			table, what = e.locals, "local value"
		case e.Decls[schema.Type(root)] != nil:
			name, v, ok := e.declared(schema.Type(root), t)
			if ok {
				set(root, name, v)
			}
			failed = failed || !ok
			continue
		default:
			e.Error("Unknown name", fmt.Sprintf("Nothing is called %q here; a name begins with var, local or the type of a block.%s", root, e.suggestName(t)), at)
			failed = true
			continue
		}
		name, ok := StepName(t)
		if !ok {
			e.Error("Malformed reference", fmt.Sprintf("Write which %s is meant, as in %s.NAME.", what, root), at)
			failed = true
			continue
		}
		n := table[name]
		if n == nil {
			if !e.broken {
				e.Error("Reference to undeclared "+what, fmt.Sprintf("No %s %q is declared.%s", what, name, e.DidYouMean(name, len(table), maps.Keys(table))), firstSteps(t, 2))
			}
			failed = true
			continue
		}
		v := e.force(n)
		if !e.known(v) {
			failed = true // reported
		}
		set(root, name, v)
	}
	ctx = &hcl.EvalContext{Variables: make(map[string]cty.Value, len(vars)), Functions: e.functions}
	for root, values := range vars {
		ctx.Variables[root] = cty.ObjectVal(values)
	}
	return ctx, failed
}

// suggestName is a sentence about what begins with no known word, with a space
// before it; empty when there is nothing to say.
func (e *Evaluator) suggestName(t hcl.Traversal) string {
	root := t.RootName()
	if more := diag.Hint(diag.TerraformNames, root); more != "" {
		return more
	}
	if len(t) == 1 {
		return fmt.Sprintf(" A text stands in quotes: %q.", root)
	}
	return diag.DidYouMean(root, e.roots())
}

// roots are the words that a reference can begin with.
func (e *Evaluator) roots() []string {
	roots := []string{"each", "local", "var"}
	for typ := range e.Decls {
		roots = append(roots, string(typ))
	}
	slices.Sort(roots)
	return roots
}

// StepName is the second part of a traversal.
func StepName(t hcl.Traversal) (string, bool) {
	if len(t) < 2 {
		return "", false
	}
	return KeyOf(t[1])
}

// KeyOf is the name or the string in a step of a traversal.
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

// firstSteps is the range of the first n steps of a traversal.
func firstSteps(t hcl.Traversal, n int) hcl.Range {
	return t[:min(n, len(t))].SourceRange()
}
