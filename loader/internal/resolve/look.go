package resolve

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/rolecall/rolecall/loader/internal/decode"
	"github.com/rolecall/rolecall/loader/internal/diag"
	"github.com/rolecall/rolecall/schema"
)

// How the value of an attribute is found.
type lookState int

const (
	failed   lookState = iota // not at all, which is reported
	written                   // it is a traversal, to be looked up
	computed                  // it is a value
)

// look finds out what an expression is: a reference as it is written, or what
// has to be evaluated.
func (r *resolver) look(expr hcl.Expression) (hcl.Traversal, cty.Value, lookState) {
	inner, names := r.written(expr)
	var t hcl.Traversal
	if x, ok := inner.(*hclsyntax.ScopeTraversalExpr); ok {
		t = x.Traversal
		switch root := t.RootName(); root {
		case "var", "local", "each":
			t = nil
		default:
			if names.Find(root) != nil {
				t = nil
			}
		}
	} else if _, native := inner.(hclsyntax.Expression); !native {
		// In JSON a reference is a string.
		if found, diags := hcl.AbsTraversalForExpr(inner); !diags.HasErrors() && r.eval.Decls[schema.Type(found.RootName())] != nil {
			t = found
		}
	}
	if t != nil {
		return t, cty.NilVal, written
	}
	v, ok := r.value(expr)
	if !ok {
		return nil, cty.NilVal, failed
	}
	return nil, v, computed
}

// written separates an expression from its scope, which may be nil. In JSON, an
// expression that is all of a template, as in "${user.eve}", is what is written.
func (r *resolver) written(expr hcl.Expression) (hcl.Expression, *decode.Scope) {
	inner, names := decode.Unscoped(expr)
	if _, native := inner.(hclsyntax.Expression); native {
		return inner, names
	}
	if x, diags := r.eval.Native(inner); !diags.HasErrors() {
		if whole, ok := x.(*hclsyntax.TemplateWrapExpr); ok {
			return whole.Wrapped, names
		}
	}
	return inner, names
}

// value evaluates an expression; false after an error, which is reported.
func (r *resolver) value(expr hcl.Expression) (cty.Value, bool) {
	v, ok := r.eval.Value(expr)
	r.Diags = append(r.Diags, r.eval.Diags...)
	r.eval.Diags = nil
	return v, ok
}

// label is the label that a traversal refers to, if it is one to a block of
// the type; otherwise that is reported.
func (r *resolver) label(t hcl.Traversal, at hcl.Range, typ schema.Type) (string, bool) {
	if root := t.RootName(); root != string(typ) {
		r.error("Wrong kind of reference", fmt.Sprintf("A reference to %s is expected here, as in %s.NAME; this one begins with %q.%s", diag.An(typ), typ, root, r.meantFor(typ, t)), at)
		return "", false
	}
	label, ok := labelOf(t)
	if !ok {
		r.error("Malformed reference", fmt.Sprintf("A reference to %s has two parts, as in %s.NAME, and a key if the block has for_each.%s", diag.An(typ), typ, r.wellFormed(typ, t)), at)
	}
	return label, ok
}

// labelOf is the label in a traversal TYPE.LABEL, TYPE["LABEL"] or
// TYPE.LABEL["KEY"].
func labelOf(t hcl.Traversal) (string, bool) {
	if len(t) != 2 && len(t) != 3 {
		return "", false
	}
	label, ok := decode.KeyOf(t[1])
	if !ok || len(t) == 2 {
		return label, ok
	}
	if _, index := t[2].(hcl.TraverseIndex); !index {
		return "", false
	}
	key, ok := decode.KeyOf(t[2])
	return schema.InstanceLabel(label, key), ok
}

// referred is the value of a reference as written.
func (r *resolver) referred(t hcl.Traversal) (cty.Value, bool) {
	return r.value(&hclsyntax.ScopeTraversalExpr{Traversal: t, SrcRange: t.SourceRange()})
}

// absent says whether an optional expression was left out or is null.
func (r *resolver) absent(expr hcl.Expression) bool {
	if decode.IsAbsent(expr) {
		return true
	}
	if _, isList := r.staticList(expr); isList {
		return false
	}
	_, v, state := r.look(expr)
	return state == computed && v.IsNull()
}

// rootName is the first word of a reference as written, or the type of what a
// computed one refers to; empty for what is none.
func (r *resolver) rootName(expr hcl.Expression) string {
	if expr == nil {
		return ""
	}
	t, v, state := r.look(expr)
	switch state {
	case written:
		return t.RootName()
	case computed:
		if to := decode.TargetOf(v); to != nil {
			return string(to.Typ)
		}
	}
	return ""
}
