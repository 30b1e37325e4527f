package refer

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/rolecall/rolecall/loader/internal/decode"
	"github.com/rolecall/rolecall/loader/internal/diag"
	"github.com/rolecall/rolecall/loader/internal/expr"
	"github.com/rolecall/rolecall/schema"
)

// A State is how the value of an expression is found.
type State int

// The states of an expression.
const (
	Failed   State = iota // it has no value, which is reported
	Written               // it is a traversal, to be looked up
	Computed              // it is a value
)

// Look returns an expression as a traversal if it is written as a reference, and
// evaluates it otherwise.
func (f *Finder) Look(x hcl.Expression) (hcl.Traversal, cty.Value, State) {
	inner, names := f.Written(x)
	var t hcl.Traversal
	if x, ok := inner.(*hclsyntax.ScopeTraversalExpr); ok {
		t = x.Traversal
		switch root := t.RootName(); root {
		case "var", "local", "each":
			t = nil
		default:
			if names.Find(root) != nil || decode.IsList(t) {
				t = nil
			}
		}
	} else if _, native := inner.(hclsyntax.Expression); !native {
		// In JSON a reference is a string.
		if found, diags := hcl.AbsTraversalForExpr(inner); !diags.HasErrors() && f.IsType(schema.Type(found.RootName())) {
			if t = found; decode.IsList(t) {
				return f.listOf(t, inner)
			}
		}
	}
	if t != nil {
		return t, cty.NilVal, Written
	}
	v, ok := f.Value(x)
	if !ok {
		return nil, cty.NilVal, Failed
	}
	return nil, v, Computed
}

// listOf evaluates a reference to a list in a string of JSON.
func (f *Finder) listOf(t hcl.Traversal, x hcl.Expression) (hcl.Traversal, cty.Value, State) {
	v, ok := f.Value(&hclsyntax.ScopeTraversalExpr{Traversal: t, SrcRange: x.Range()})
	if !ok {
		return nil, cty.NilVal, Failed
	}
	return nil, v, Computed
}

// IsType reports whether references to blocks of a type can be written.
func (f *Finder) IsType(typ schema.Type) bool { return f.Eval.Decls[typ] != nil }

// Written separates an expression from its scope, which may be nil. For a JSON string
// that is one template, as in "${user.eve}", it returns the expression inside.
func (f *Finder) Written(x hcl.Expression) (hcl.Expression, *expr.Scope) {
	inner, names := expr.Unscoped(x)
	if _, native := inner.(hclsyntax.Expression); native {
		return inner, names
	}
	if x, diags := f.Eval.Native(inner); !diags.HasErrors() {
		if whole, ok := x.(*hclsyntax.TemplateWrapExpr); ok {
			return whole.Wrapped, names
		}
	}
	return inner, names
}

// Value evaluates an expression. It returns false after an error, which is
// reported.
func (f *Finder) Value(x hcl.Expression) (cty.Value, bool) {
	v, ok := f.Eval.Value(x)
	f.Diags = append(f.Diags, f.Eval.Diags...)
	f.Eval.Diags = nil
	return v, ok
}

// label returns the label that a traversal refers to. It reports a traversal
// that is not a reference to a block of the type.
func (t *Table[T]) label(to hcl.Traversal, at hcl.Range) (string, bool) {
	if root := to.RootName(); root != string(t.Type) {
		t.Error("Wrong kind of reference", fmt.Sprintf("A reference to %s is expected here, as in %s.NAME; this one begins with %q.%s", diag.An(t.Type), t.Type, root, t.meantFor(t.Type, to)), at)
		return "", false
	}
	label, ok := LabelOf(to)
	if !ok {
		t.Malformed(t.Type, to, at)
	}
	return label, ok
}

// LabelOf returns the label in a traversal TYPE.LABEL, TYPE["LABEL"] or
// TYPE.LABEL["KEY"].
func LabelOf(t hcl.Traversal) (string, bool) {
	if len(t) != 2 && len(t) != 3 {
		return "", false
	}
	label, ok := expr.KeyOf(t[1])
	if !ok || len(t) == 2 {
		return label, ok
	}
	if _, index := t[2].(hcl.TraverseIndex); !index {
		return "", false
	}
	key, ok := expr.KeyOf(t[2])
	return schema.InstanceLabel(label, key), ok
}

// Instances returns the block that a reference to all instances of a block with
// for_each names; nil for other references.
func (f *Finder) Instances(typ schema.Type, label string, t hcl.Traversal) *decode.Decl {
	if len(t) != 2 {
		return nil
	}
	if d := f.Eval.Decls[typ][label]; d != nil && d.Each && d.Known() {
		return d
	}
	return nil
}

// Absent reports whether an optional expression was left out or is null.
func (f *Finder) Absent(x hcl.Expression) bool {
	if expr.IsAbsent(x) {
		return true
	}
	if _, isList := f.staticList(x); isList {
		return false
	}
	_, v, state := f.Look(x)
	return state == Computed && v.IsNull()
}

// Root returns the type that a written or computed reference names; empty for other
// values.
func (f *Finder) Root(x hcl.Expression) schema.Type {
	if x == nil {
		return ""
	}
	t, v, state := f.Look(x)
	switch state {
	case Written:
		return schema.Type(t.RootName())
	case Computed:
		if to := expr.TargetOf(v); to != nil {
			return to.Type
		}
	}
	return ""
}
