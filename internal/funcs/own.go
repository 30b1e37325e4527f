package funcs

import (
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"

	"github.com/rolecall/rolecall/internal/limits"
)

// replaceFunc replaces a text, or the matches of a regular expression between
// slashes.
var replaceFunc = function.New(&function.Spec{
	Description: "Replaces a text, or the matches of a regular expression between slashes.",
	Params: []function.Parameter{
		{Name: "str", Type: cty.String},
		{Name: "substr", Type: cty.String},
		{Name: "replace", Type: cty.String},
	},
	Type: function.StaticReturnType(cty.String),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		if old := args[1].AsString(); len(old) > 1 && old[0] == '/' && old[len(old)-1] == '/' {
			return stdlib.RegexReplace(args[0], cty.StringVal(old[1:len(old)-1]), args[2])
		}
		return stdlib.Replace(args[0], args[1], args[2])
	},
})

// lengthFunc counts elements, or the characters of a string.
var lengthFunc = function.New(&function.Spec{
	Description: "Counts the elements of a collection or the characters of a string.",
	Params:      []function.Parameter{{Name: "value", Type: cty.DynamicPseudoType}},
	Type: func(args []cty.Value) (cty.Type, error) {
		typ := args[0].Type()
		if typ == cty.String || typ.IsCollectionType() || typ.IsTupleType() || typ.IsObjectType() || typ == cty.DynamicPseudoType {
			return cty.Number, nil
		}
		return cty.Number, function.NewArgErrorf(0, "a string, a list, a set or a map is required")
	},
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		if args[0].Type() == cty.String {
			return stdlib.Strlen(args[0])
		}
		return cty.NumberIntVal(int64(args[0].LengthInt())), nil
	},
})

// sumFunc adds numbers.
var sumFunc = function.New(&function.Spec{
	Description: "Adds the numbers of a list or set.",
	Params:      []function.Parameter{{Name: "numbers", Type: cty.DynamicPseudoType}},
	Type:        function.StaticReturnType(cty.Number),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		sum := cty.Zero
		if !args[0].CanIterateElements() {
			return sum, function.NewArgErrorf(0, "a list or set of numbers is required")
		}
		if args[0].LengthInt() == 0 {
			return sum, function.NewArgErrorf(0, "an empty list has no sum")
		}
		for it := args[0].ElementIterator(); it.Next(); {
			_, v := it.Element()
			n, err := convert.Convert(v, cty.Number)
			if err != nil || n.IsNull() {
				return sum, function.NewArgErrorf(0, "a list or set of numbers is required")
			}
			if limits.TooLarge(n.AsBigFloat()) {
				return sum, function.NewArgErrorf(0, "a number is too large")
			}
			sum = sum.Add(n)
		}
		return sum, nil
	},
})

// everyFunc reports whether all bools of a list are true, or any.
func everyFunc(all bool) function.Function {
	return function.New(&function.Spec{
		Description: "Reports whether all, or any, of a list of bools are true.",
		Params:      []function.Parameter{{Name: "list", Type: cty.List(cty.Bool)}},
		Type:        function.StaticReturnType(cty.Bool),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			for it := args[0].ElementIterator(); it.Next(); {
				_, v := it.Element()
				if (!v.IsNull() && v.True()) != all {
					return cty.BoolVal(!all), nil
				}
			}
			return cty.BoolVal(all), nil
		},
	})
}

func affixFunc(name string, test func(s, affix string) bool) function.Function {
	return function.New(&function.Spec{
		Description: "Reports whether a string has this " + name + ".",
		Params:      []function.Parameter{{Name: "str", Type: cty.String}, {Name: name, Type: cty.String}},
		Type:        function.StaticReturnType(cty.Bool),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			return cty.BoolVal(test(args[0].AsString(), args[1].AsString())), nil
		},
	})
}

// oneFunc returns the one element of a list or set, or null if it is empty.
var oneFunc = function.New(&function.Spec{
	Description: "Returns the only element of a list or set, or null if it is empty.",
	Params:      []function.Parameter{{Name: "list", Type: cty.DynamicPseudoType}},
	Type: func(args []cty.Value) (cty.Type, error) {
		switch typ := args[0].Type(); {
		case typ == cty.DynamicPseudoType:
			return typ, nil
		case typ.IsListType() || typ.IsSetType():
			return typ.ElementType(), nil
		case typ.IsTupleType() && typ.Length() == 0:
			return cty.DynamicPseudoType, nil
		case typ.IsTupleType() && typ.Length() == 1:
			return typ.TupleElementType(0), nil
		}
		return cty.DynamicPseudoType, function.NewArgErrorf(0, "a list or set of at most one element is required")
	},
	Impl: func(args []cty.Value, typ cty.Type) (cty.Value, error) {
		switch args[0].LengthInt() {
		case 0:
			return cty.NullVal(typ), nil
		case 1:
			return args[0].AsValueSlice()[0], nil
		}
		return cty.UnknownVal(typ), function.NewArgErrorf(0, "a list or set of at most one element is required")
	},
})

// pathFunc returns a part of a path, which has slashes on every system.
func pathFunc(description string, part func(string) string) function.Function {
	return function.New(&function.Spec{
		Description: description,
		Params:      []function.Parameter{{Name: "path", Type: cty.String}},
		Type:        function.StaticReturnType(cty.String),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			return cty.StringVal(part(args[0].AsString())), nil
		},
	})
}
