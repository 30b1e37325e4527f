package expr

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// A Scope is a name of one instance of a block with for_each, or of the content of a
// dynamic block: each, or an iterator. Its value is an object of key and value. There
// is a scope for every instance, and most expressions only use each.value.x, so the
// object is made when an expression needs more.
//
// The nil scope has no names.
type Scope struct {
	Name       string
	Key, Value cty.Value
	Outer      *Scope // of the block around; its names are hidden by the same name here
	all        map[string]cty.Value
}

// Find returns the innermost scope that has a name; nil if none has.
func (s *Scope) Find(name string) *Scope {
	for ; s != nil; s = s.Outer {
		if s.Name == name {
			return s
		}
	}
	return nil
}

// variables returns the values of all names. The caller must not change them.
func (s *Scope) variables() map[string]cty.Value {
	if s.all == nil {
		s.all = map[string]cty.Value{}
		for in := s; in != nil; in = in.Outer {
			if _, hidden := s.all[in.Name]; !hidden {
				s.all[in.Name] = cty.ObjectVal(map[string]cty.Value{"key": in.Key, "value": in.Value})
			}
		}
	}
	return s.all
}

// Where returns a sentence that names the instance of a scope, with a space before
// it; empty for the nil scope.
func (s *Scope) Where() string {
	var keys []string
	for ; s != nil; s = s.Outer {
		if key, err := convert.Convert(s.Key, cty.String); err == nil && key.IsKnown() && !key.IsNull() {
			keys = append(keys, fmt.Sprintf("%s.key is %q", s.Name, key.AsString()))
		}
	}
	if len(keys) == 0 {
		return ""
	}
	slices.Reverse(keys)
	return " Here " + strings.Join(keys, ", and ") + "."
}

// lookUp returns the value of an expression each.key, each.value or each.value.x
// without evaluation by hcl. It returns false for other expressions, and if there is
// no such value.
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
		return in.Key, true
	case part.Name != "value":
		return cty.NilVal, false
	case len(x.Traversal) == 2:
		return in.Value, true
	}
	attr, ok := x.Traversal[2].(hcl.TraverseAttr)
	if !ok || in.Value.IsNull() || !in.Value.IsKnown() || !in.Value.Type().IsObjectType() || !in.Value.Type().HasAttribute(attr.Name) {
		return cty.NilVal, false
	}
	return in.Value.GetAttr(attr.Name), true
}

// A scopedExpr is an expression that may use the names of a scope.
type scopedExpr struct {
	hcl.Expression
	scope *Scope
}

// UnwrapExpression is for hcl's static analysis.
func (x *scopedExpr) UnwrapExpression() hcl.Expression { return x.Expression }

// Scoped gives an expression the names of a scope, unless it does not need them.
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

// unguarded returns an expression without its guard.
func unguarded(x hcl.Expression) hcl.Expression {
	for {
		g, ok := x.(*Guarded)
		if !ok {
			return x
		}
		x = g.Expression
	}
}

// isStatic reports quickly that some expressions have no name of a scope. It returns
// false if it cannot tell.
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
		return IsConstant(x)
	}
	return false
}

// IsAbsent reports whether an optional expression was left out, or is written as
// null.
func IsAbsent(expr hcl.Expression) bool {
	switch x := expr.(type) {
	case nil:
		return true
	case *scopedExpr:
		return false
	case hclsyntax.Expression:
		literal, ok := x.(*hclsyntax.LiteralValueExpr)
		return ok && literal.Val.IsNull()
	}
	v, diags := expr.Value(nil) // of JSON
	return !diags.HasErrors() && v.IsNull()
}
