package decode

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/rolecall/rolecall/loader/internal/expr"
)

// A Scope is a name that only an instance of a block with for_each has, or the
// content of a dynamic block: each, or an iterator. It stands for an object of
// key and value. There is one for every instance, and most are asked for no
// more than each.value.x, so the object is made when an expression needs more.
//
// The nil scope has no names.
type Scope struct {
	name       string
	key, value cty.Value
	outer      *Scope // of the block around; its names are hidden by the same name here
	all        map[string]cty.Value
}

// Find is the innermost scope that has a name; nil when none has.
func (s *Scope) Find(name string) *Scope {
	for ; s != nil; s = s.outer {
		if s.name == name {
			return s
		}
	}
	return nil
}

// variables are the values of all names. They must not be changed.
func (s *Scope) variables() map[string]cty.Value {
	if s.all == nil {
		s.all = map[string]cty.Value{}
		for in := s; in != nil; in = in.outer {
			if _, hidden := s.all[in.name]; !hidden {
				s.all[in.name] = cty.ObjectVal(map[string]cty.Value{"key": in.key, "value": in.value})
			}
		}
	}
	return s.all
}

// where is a sentence that says which instance a scope is of, with a space
// before it.
func (s *Scope) where() string {
	var keys []string
	for ; s != nil; s = s.outer {
		if key, err := convert.Convert(s.key, cty.String); err == nil && key.IsKnown() && !key.IsNull() {
			keys = append(keys, fmt.Sprintf("%s.key is %q", s.name, key.AsString()))
		}
	}
	if len(keys) == 0 {
		return ""
	}
	slices.Reverse(keys)
	return " Here " + strings.Join(keys, ", and ") + "."
}

// lookUp is the value of an expression each.key, each.value or each.value.x,
// without an evaluation by hcl; false for all others, and for those of which
// hcl would say that they have no value.
func (s *Scope) lookUp(expr hclsyntax.Expression) (cty.Value, bool) {
	x, ok := expr.(*hclsyntax.ScopeTraversalExpr)
	if !ok || len(x.Traversal) < 2 || len(x.Traversal) > 3 {
		return cty.NilVal, false
	}
	in := s.Find(x.Traversal.RootName())
	if in == nil {
		return cty.NilVal, false
	}
	part, ok := x.Traversal[1].(hcl.TraverseAttr)
	switch {
	case !ok:
		return cty.NilVal, false
	case part.Name == "key" && len(x.Traversal) == 2:
		return in.key, true
	case part.Name != "value":
		return cty.NilVal, false
	case len(x.Traversal) == 2:
		return in.value, true
	}
	attr, ok := x.Traversal[2].(hcl.TraverseAttr)
	if !ok || in.value.IsNull() || !in.value.IsKnown() || !in.value.Type().IsObjectType() || !in.value.Type().HasAttribute(attr.Name) {
		return cty.NilVal, false
	}
	return in.value.GetAttr(attr.Name), true
}

// A scopedExpr is an expression that may use the names of a scope.
type scopedExpr struct {
	hcl.Expression
	scope *Scope
}

// UnwrapExpression is for hcl's static analysis.
func (x *scopedExpr) UnwrapExpression() hcl.Expression { return x.Expression }

// Scoped gives an expression the names of a scope, unless it has no use for
// them.
func Scoped(expr hcl.Expression, names *Scope) hcl.Expression {
	if names == nil || isStatic(expr, names) {
		return expr
	}
	return &scopedExpr{expr, names}
}

// Unscoped separates an expression from its scope, which may be nil.
func Unscoped(expr hcl.Expression) (hcl.Expression, *Scope) {
	var names *Scope
	if x, ok := expr.(*scopedExpr); ok {
		expr, names = x.Expression, x.scope
	}
	return unguarded(expr), names
}

// unguarded is an expression without what guards it.
func unguarded(x hcl.Expression) hcl.Expression {
	for {
		g, ok := x.(*expr.Guarded)
		if !ok {
			return x
		}
		x = g.Expression
	}
}

// isStatic says quickly of some expressions that no name of a scope is in
// them.
func isStatic(expr hcl.Expression, names *Scope) bool {
	switch x := expr.(type) {
	case *hclsyntax.ScopeTraversalExpr:
		return names.Find(x.Traversal.RootName()) == nil
	case *hclsyntax.TupleConsExpr:
		for _, item := range x.Exprs {
			if !isStatic(item, names) {
				return false
			}
		}
		return true
	case hclsyntax.Expression:
		return isConstant(x)
	}
	return false
}
