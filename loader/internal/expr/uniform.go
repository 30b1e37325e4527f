package expr

import (
	"fmt"

	"github.com/zclconf/go-cty/cty"

	"github.com/rolecall/rolecall/internal/limits"
)

// many is the smallest number of elements that Uniform changes.
const many = 500

// Uniform converts a tuple with many elements of one type to a list, and such an
// object to a map. In cty each element of a tuple or object has a type of its own,
// and to unify n types takes time in the square of n.
func Uniform(v cty.Value) cty.Value {
	if !v.IsKnown() || v.IsNull() {
		return v
	}
	switch typ := v.Type(); {
	case typ.IsTupleType() && typ.Length() > many:
		types := typ.TupleElementTypes()
		for _, t := range types[1:] {
			if !t.Equals(types[0]) {
				return v
			}
		}
		if types[0] != cty.DynamicPseudoType {
			return cty.ListVal(v.AsValueSlice())
		}
	case typ.IsObjectType() && len(typ.AttributeTypes()) > many:
		first := cty.NilType
		for _, t := range typ.AttributeTypes() {
			if first == cty.NilType {
				first = t
			}
			if !t.Equals(first) {
				return v
			}
		}
		if first != cty.DynamicPseudoType {
			return cty.MapVal(v.AsValueMap())
		}
	}
	return v
}

var mixedTypes = fmt.Sprintf("More than %d values of several types cannot be brought to one type.", limits.MaxMixed)

// unifiable reports whether cty can unify the parts of a type quickly.
func unifiable(typ cty.Type) bool {
	left := limits.MaxMixed
	var count func(cty.Type) bool
	count = func(typ cty.Type) bool {
		if left--; left < 0 {
			return false
		}
		switch {
		case typ.IsTupleType():
			for _, t := range typ.TupleElementTypes() {
				if !count(t) {
					return false
				}
			}
		case typ.IsObjectType():
			for _, t := range typ.AttributeTypes() {
				if !count(t) {
					return false
				}
			}
		case typ.IsCollectionType():
			return count(typ.ElementType())
		}
		return true
	}
	return count(typ)
}
