package funcs

import (
	"errors"
	"fmt"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/customdecode"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// coalesceFunc returns the first argument that is neither null nor an empty string.
// The one in cty's standard library lets empty strings pass.
var coalesceFunc = function.New(&function.Spec{
	Description: "Returns the first of its arguments that is neither null nor an empty string.",
	VarParam:    &function.Parameter{Name: "vals", Type: cty.DynamicPseudoType, AllowUnknown: true, AllowDynamicType: true, AllowNull: true},
	Type: func(args []cty.Value) (cty.Type, error) {
		types := make([]cty.Type, len(args))
		for i, arg := range args {
			types[i] = arg.Type()
		}
		if typ, _ := convert.UnifyUnsafe(types); typ != cty.NilType {
			return typ, nil
		}
		return cty.NilType, errors.New("all arguments must have the same type")
	},
	Impl: func(args []cty.Value, typ cty.Type) (cty.Value, error) {
		for _, arg := range args {
			v, err := convert.Convert(arg, typ)
			switch {
			case err != nil:
				return cty.NilVal, err
			case !v.IsKnown():
				return cty.UnknownVal(typ), nil
			case v.IsNull() || v.RawEquals(cty.StringVal("")):
			default:
				return v, nil
			}
		}
		return cty.NilVal, errors.New("no argument is neither null nor an empty string")
	},
})

// indexFunc returns the index of an element, counted from 0. The function of this name in
// cty's standard library returns the element at an index.
var indexFunc = function.New(&function.Spec{
	Description: "Returns the index of the first element of a list that is equal to a value, from 0.",
	Params: []function.Parameter{
		{Name: "list", Type: cty.DynamicPseudoType},
		{Name: "value", Type: cty.DynamicPseudoType},
	},
	Type: func(args []cty.Value) (cty.Type, error) {
		if typ := args[0].Type(); !typ.IsListType() && !typ.IsTupleType() {
			return cty.NilType, function.NewArgErrorf(0, "a list is required")
		}
		return cty.Number, nil
	},
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		for it := args[0].ElementIterator(); it.Next(); {
			n, element := it.Element()
			equal, err := stdlib.Equal(element, args[1])
			if err != nil {
				return cty.NilVal, err
			}
			if !equal.IsKnown() {
				return cty.UnknownVal(cty.Number), nil
			}
			if equal.True() {
				return n, nil
			}
		}
		return cty.NilVal, errors.New("the list has no such element")
	},
})

// ArgumentErrors are the diagnostics of an argument that a function has evaluated by
// itself.
type ArgumentErrors struct{ hcl.Diagnostics }

// lookupFunc returns an element of a map or an attribute of an object, or a default.
//
// It takes its arguments unevaluated: before a call, cty looks through the whole of each
// value that it is given, so that looking up each key of a map would take the square of
// their number. The default of a map is converted to the type of its elements if it can
// be. Terraform refuses any other; here it is returned as it is, as for an object,
// because the program makes maps of large objects.
var lookupFunc = function.New(&function.Spec{
	Description: "Returns the element of a map with a key, or a default if there is none.",
	Params: []function.Parameter{
		{Name: "inputMap", Type: customdecode.ExpressionClosureType},
		{Name: "key", Type: customdecode.ExpressionClosureType},
	},
	VarParam: &function.Parameter{Name: "default", Type: customdecode.ExpressionClosureType},
	Type:     function.StaticReturnType(cty.DynamicPseudoType),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		if len(args) > 3 {
			return cty.NilVal, errors.New("it takes a map, a key and at most one default")
		}
		values := make([]cty.Value, len(args))
		for i, arg := range args {
			v, diags := customdecode.ExpressionClosureFromVal(arg).Value()
			if diags.HasErrors() {
				return cty.NilVal, ArgumentErrors{diags}
			}
			values[i] = v
		}
		return lookup(values[0], values[1], values[2:])
	},
})

// lookup is lookupFunc of values, the third of which may be missing.
func lookup(of, key cty.Value, otherwise []cty.Value) (cty.Value, error) {
	key, err := convert.Convert(key, cty.String)
	switch {
	case err != nil:
		return cty.NilVal, function.NewArgError(1, err)
	case !of.IsKnown() || !key.IsKnown():
		return cty.DynamicVal, nil
	case of.IsNull():
		return cty.NilVal, function.NewArgErrorf(0, "argument must not be null")
	case key.IsNull():
		return cty.NilVal, function.NewArgErrorf(1, "argument must not be null")
	}
	name := key.AsString()
	switch typ := of.Type(); {
	case typ.IsObjectType():
		if typ.HasAttribute(name) {
			return of.GetAttr(name), nil
		}
		if len(otherwise) > 0 {
			return otherwise[0], nil
		}
	case typ.IsMapType():
		if of.HasIndex(key).True() {
			return of.Index(key), nil
		}
		if len(otherwise) > 0 {
			if v, err := convert.Convert(otherwise[0], typ.ElementType()); err == nil {
				return v, nil
			}
			return otherwise[0], nil
		}
	default:
		return cty.NilVal, function.NewArgErrorf(0, "a map or an object is required")
	}
	return cty.NilVal, fmt.Errorf("there is no element with the key %q, and no default is given", name)
}

// matchKeysFunc returns the elements of a list at the indexes at which a second list has
// an element of a third.
var matchKeysFunc = function.New(&function.Spec{
	Description: "Returns the values whose keys, in a list of the same length, are among those searched for.",
	Params: []function.Parameter{
		{Name: "values", Type: cty.List(cty.DynamicPseudoType)},
		{Name: "keys", Type: cty.List(cty.DynamicPseudoType)},
		{Name: "searchset", Type: cty.List(cty.DynamicPseudoType)},
	},
	Type: func(args []cty.Value) (cty.Type, error) {
		if typ, _ := convert.UnifyUnsafe([]cty.Type{args[1].Type(), args[2].Type()}); typ == cty.NilType {
			return cty.NilType, function.NewArgErrorf(2, "the keys and what is searched for must have the same type")
		}
		return args[0].Type(), nil
	},
	Impl: func(args []cty.Value, typ cty.Type) (cty.Value, error) {
		if !args[0].IsWhollyKnown() || !args[1].IsWhollyKnown() || !args[2].IsWhollyKnown() {
			return cty.UnknownVal(typ), nil
		}
		values, keys := args[0].AsValueSlice(), args[1].AsValueSlice()
		if len(values) != len(keys) {
			return cty.NilVal, function.NewArgErrorf(1, "there must be a key for each value")
		}
		among, _ := convert.UnifyUnsafe([]cty.Type{args[1].Type().ElementType(), args[2].Type().ElementType()})
		wanted := cty.SetValEmpty(among)
		if args[2].LengthInt() > 0 {
			searched, err := convert.Convert(args[2], cty.Set(among))
			if err != nil {
				return cty.NilVal, function.NewArgError(2, err)
			}
			wanted = searched
		}
		var found []cty.Value
		for i, key := range keys {
			key, err := convert.Convert(key, among)
			if err != nil {
				return cty.NilVal, function.NewArgError(1, err)
			}
			if wanted.HasElement(key).True() {
				found = append(found, values[i])
			}
		}
		if len(found) == 0 {
			return cty.ListValEmpty(typ.ElementType()), nil
		}
		return cty.ListVal(found), nil
	},
})

// transposeFunc swaps the keys and the strings of a map of lists of strings.
var transposeFunc = function.New(&function.Spec{
	Description: "Returns the map of each string in the lists of a map to the keys of the lists that it is in.",
	Params:      []function.Parameter{{Name: "values", Type: cty.Map(cty.List(cty.String))}},
	Type:        function.StaticReturnType(cty.Map(cty.List(cty.String))),
	Impl: func(args []cty.Value, typ cty.Type) (cty.Value, error) {
		if !args[0].IsWhollyKnown() {
			return cty.UnknownVal(typ), nil
		}
		keys := map[string][]cty.Value{}
		for it := args[0].ElementIterator(); it.Next(); { // in the order of the keys
			key, list := it.Element()
			if list.IsNull() {
				return cty.NilVal, function.NewArgErrorf(0, "a list must not be null")
			}
			for _, text := range list.AsValueSlice() {
				if text.IsNull() {
					return cty.NilVal, function.NewArgErrorf(0, "a string must not be null")
				}
				keys[text.AsString()] = append(keys[text.AsString()], key)
			}
		}
		lists := make(map[string]cty.Value, len(keys))
		for text, from := range keys {
			lists[text] = cty.ListVal(from)
		}
		if len(lists) == 0 {
			return cty.MapValEmpty(cty.List(cty.String)), nil
		}
		return cty.MapVal(lists), nil
	},
})

// timeCompareFunc compares two times, which may be in different zones.
var timeCompareFunc = function.New(&function.Spec{
	Description: "Returns -1, 0 or 1 if the first time is before, the same as or after the second, in RFC 3339.",
	Params: []function.Parameter{
		{Name: "timestamp_a", Type: cty.String},
		{Name: "timestamp_b", Type: cty.String},
	},
	Type: function.StaticReturnType(cty.Number),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		var times [2]time.Time
		for i := range times {
			t, err := time.Parse(time.RFC3339, args[i].AsString())
			if err != nil {
				return cty.NilVal, function.NewArgErrorf(i, "not a valid RFC3339 timestamp")
			}
			times[i] = t
		}
		return cty.NumberIntVal(int64(times[0].Compare(times[1]))), nil
	},
})
