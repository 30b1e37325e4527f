package decode

import (
	"fmt"
	"slices"
	"strings"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/rolecall/rolecall/internal/limits"
	"github.com/rolecall/rolecall/loader/internal/diag"
	"github.com/rolecall/rolecall/loader/internal/expr"
	"github.com/rolecall/rolecall/schema"
)

// An element of for_each makes one instance of a block.
type element struct {
	key  string
	each *expr.Scope
}

// forEach evaluates for_each of a block. The elements are in the order of their keys.
func (e *Evaluator) forEach(p *pending) ([]element, bool) {
	at := p.forEach.Range()
	v, ok := e.Value(p.forEach)
	if !ok {
		return nil, false
	}
	typ := v.Type()
	if v.IsNull() || !v.CanIterateElements() {
		e.Error("Invalid for_each", fmt.Sprintf("for_each is a map, a set of strings, or a list of objects with a key, and this is %s.", kindOf(v)), at)
		return nil, false
	}
	if n := v.LengthInt(); n > limits.MaxInstances {
		e.Error(diag.BeyondLimits, fmt.Sprintf("for_each may make %d instances of a block, and this has %d elements.", limits.MaxInstances, n), at)
		return nil, false
	}
	elements := make([]element, 0, v.LengthInt())
	scopes := make([]expr.Scope, v.LengthInt()) // one allocation, as there may be many
	keyAttr := ""
	rows := !typ.IsMapType() && !typ.IsObjectType()
	for key, value := range v.Elements() {
		if rows {
			if value.IsNull() {
				e.Error("Invalid for_each", "An element of for_each is null.", at)
				return nil, false
			}
			switch {
			case typ.IsSetType() && value.Type().IsPrimitiveType():
				key = value
			case value.Type().IsObjectType() || value.Type().IsMapType():
				if keyAttr == "" {
					keyAttr = keyAttribute(value, p.typ)
				}
				if keyAttr == "" || !hasAttr(value, keyAttr) {
					e.Error("Invalid for_each", fmt.Sprintf("Each object of a list is an instance, named by its attribute %q or, if there is none, %q; one has neither.", "key", p.typ.NameAttribute()), at)
					return nil, false
				}
				key = attrOf(value, keyAttr)
			default:
				e.Error("Invalid for_each", "The elements of a list have no names of their own. Write toset([...]) around strings, or a map, or a list of objects with a key.", at)
				return nil, false
			}
		}
		text, err := convert.Convert(key, cty.String)
		if err != nil || text.IsNull() || text.AsString() == "" {
			e.Error("Invalid for_each", fmt.Sprintf("The key of an instance must be a string that is not empty, and this one is %s.", kindOf(key)), at)
			return nil, false
		}
		if e.Forbid(text.AsString(), at) {
			return nil, false
		}
		if rows && typ.IsSetType() && value.Type().IsPrimitiveType() {
			value = text
		}
		each := &scopes[len(elements)]
		*each = expr.Scope{Name: "each", Key: text, Value: value}
		elements = append(elements, element{text.AsString(), each})
	}
	slices.SortFunc(elements, func(a, b element) int { return strings.Compare(a.key, b.key) })
	for i := 1; i < len(elements); i++ {
		if elements[i].key == elements[i-1].key {
			e.Error("Duplicate key", fmt.Sprintf("Two elements of for_each have the key %q.", elements[i].key), at)
			elements = slices.CompactFunc(elements, func(a, b element) bool { return a.key == b.key })
			break
		}
	}
	return elements, true
}

// keyAttribute returns the attribute that names the objects of a list: key, or the
// attribute with Grafana's name.
func keyAttribute(v cty.Value, typ schema.Type) string {
	for _, name := range []string{"key", typ.NameAttribute()} {
		if hasAttr(v, name) {
			return name
		}
	}
	return ""
}

func hasAttr(v cty.Value, name string) bool {
	if v.Type().IsObjectType() {
		return v.Type().HasAttribute(name)
	}
	return v.HasIndex(cty.StringVal(name)).True()
}

func attrOf(v cty.Value, name string) cty.Value {
	if v.Type().IsObjectType() {
		return v.GetAttr(name)
	}
	return v.Index(cty.StringVal(name))
}
