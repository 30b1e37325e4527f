package expr

import (
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// TestLookUp checks that looking up in a scope gives the same value as evaluation by
// hcl, and leaves expressions that hcl refuses to hcl.
func TestLookUp(t *testing.T) {
	object := cty.ObjectVal(map[string]cty.Value{
		"name": cty.StringVal("Eve"),
		"none": cty.NullVal(cty.String),
		"tags": cty.ListVal([]cty.Value{cty.StringVal("a")}),
	})
	outer := &Scope{Name: "each", Key: cty.StringVal("eve"), Value: object}
	names := &Scope{Name: "permission", Key: cty.NumberIntVal(0), Value: cty.MapVal(map[string]cty.Value{"name": cty.StringVal("View")}), Outer: outer}
	hidden := &Scope{Name: "each", Key: cty.StringVal("inner"), Value: cty.StringVal("x"), Outer: outer}
	null := &Scope{Name: "each", Key: cty.StringVal("eve"), Value: cty.NullVal(object.Type())}
	unknown := &Scope{Name: "each", Key: cty.StringVal("eve"), Value: cty.UnknownVal(object.Type())}
	for _, tc := range []struct {
		name     string
		scope    *Scope
		expr     string
		lookedUp bool
	}{
		{"key", names, "each.key", true},
		{"value", names, "each.value", true},
		{"attribute", names, "each.value.name", true},
		{"null attribute", names, "each.value.none", true},
		{"iterator", names, "permission.key", true},
		{"value of an iterator", names, "permission.value", true},
		{"hidden by an iterator", hidden, "each.value", true},
		{"attribute of a hidden value", hidden, "each.value.name", false},
		{"element of a map", names, "permission.value.name", false},
		{"no such attribute", names, "each.value.nmae", false},
		{"neither key nor value", names, "each.name", false},
		{"attribute of a key", names, "each.key.name", false},
		{"index", names, `each.value["name"]`, false},
		{"part of an attribute", names, "each.value.tags[0]", false},
		{"the object itself", names, "each", false},
		{"another name", names, "local.name", false},
		{"operation", names, "upper(each.key)", false},
		{"attribute of null", null, "each.value.name", false},
		{"attribute of an unknown", unknown, "each.value.name", false},
		{"no scope", nil, "each.key", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			expr, diags := hclsyntax.ParseExpression([]byte(tc.expr), "", hcl.InitialPos)
			if diags.HasErrors() {
				t.Fatal(diags)
			}
			got, ok := tc.scope.lookUp(expr)
			if ok != tc.lookedUp {
				t.Fatalf("looked up: %v", ok)
			}
			if !ok {
				return
			}
			want, diags := expr.Value(&hcl.EvalContext{Variables: tc.scope.variables()})
			if diags.HasErrors() || !got.RawEquals(want) {
				t.Errorf("got %#v, want %#v, %v", got, want, diags)
			}
		})
	}
}
