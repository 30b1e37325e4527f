package loader

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2/ext/tryfunc"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// functions are what expressions may call: Terraform's names for the standard
// library of cty, and readers of files. None reads the network, the clock or
// the environment.
func functions(r *reader) map[string]function.Function {
	return map[string]function.Function{
		"abs":             stdlib.AbsoluteFunc,
		"alltrue":         everyFunc(true),
		"anytrue":         everyFunc(false),
		"can":             tryfunc.CanFunc,
		"ceil":            bounded(stdlib.CeilFunc, numberSize),
		"chomp":           stdlib.ChompFunc,
		"chunklist":       stdlib.ChunklistFunc,
		"coalesce":        stdlib.CoalesceFunc,
		"coalescelist":    stdlib.CoalesceListFunc,
		"compact":         stdlib.CompactFunc,
		"concat":          stdlib.ConcatFunc,
		"contains":        stdlib.ContainsFunc,
		"csvdecode":       stdlib.CSVDecodeFunc,
		"distinct":        stdlib.DistinctFunc,
		"element":         stdlib.ElementFunc,
		"endswith":        affixFunc("suffix", strings.HasSuffix),
		"file":            r.fileFunc(),
		"fileexists":      r.fileExistsFunc(),
		"fileset":         r.fileSetFunc(),
		"flatten":         stdlib.FlattenFunc,
		"floor":           bounded(stdlib.FloorFunc, numberSize),
		"format":          bounded(stdlib.FormatFunc, formatSize),
		"formatlist":      bounded(stdlib.FormatListFunc, formatSize),
		"indent":          bounded(stdlib.IndentFunc, indentSize),
		"index":           stdlib.IndexFunc,
		"join":            bounded(stdlib.JoinFunc, joinSize),
		"jsondecode":      stdlib.JSONDecodeFunc,
		"jsonencode":      stdlib.JSONEncodeFunc,
		"keys":            stdlib.KeysFunc,
		"length":          lengthFunc,
		"log":             stdlib.LogFunc,
		"lookup":          stdlib.LookupFunc,
		"lower":           stdlib.LowerFunc,
		"max":             stdlib.MaxFunc,
		"merge":           stdlib.MergeFunc,
		"min":             stdlib.MinFunc,
		"parseint":        stdlib.ParseIntFunc,
		"pow":             stdlib.PowFunc,
		"range":           stdlib.RangeFunc,
		"regex":           stdlib.RegexFunc,
		"regexall":        stdlib.RegexAllFunc,
		"replace":         bounded(replaceFunc, replaceSize),
		"reverse":         stdlib.ReverseListFunc,
		"setintersection": stdlib.SetIntersectionFunc,
		"setproduct":      bounded(stdlib.SetProductFunc, productSize),
		"setsubtract":     stdlib.SetSubtractFunc,
		"setunion":        stdlib.SetUnionFunc,
		"signum":          stdlib.SignumFunc,
		"slice":           stdlib.SliceFunc,
		"sort":            stdlib.SortFunc,
		"split":           stdlib.SplitFunc,
		"startswith":      affixFunc("prefix", strings.HasPrefix),
		"strcontains":     affixFunc("part", strings.Contains),
		"strlen":          stdlib.StrlenFunc,
		"strrev":          stdlib.ReverseFunc,
		"substr":          stdlib.SubstrFunc,
		"sum":             sumFunc,
		"title":           stdlib.TitleFunc,
		"tobool":          stdlib.MakeToFunc(cty.Bool),
		"tolist":          stdlib.MakeToFunc(cty.List(cty.DynamicPseudoType)),
		"tomap":           stdlib.MakeToFunc(cty.Map(cty.DynamicPseudoType)),
		"tonumber":        stdlib.MakeToFunc(cty.Number),
		"toset":           stdlib.MakeToFunc(cty.Set(cty.DynamicPseudoType)),
		"tostring":        stdlib.MakeToFunc(cty.String),
		"trim":            stdlib.TrimFunc,
		"trimprefix":      stdlib.TrimPrefixFunc,
		"trimspace":       stdlib.TrimSpaceFunc,
		"trimsuffix":      stdlib.TrimSuffixFunc,
		"try":             tryfunc.TryFunc,
		"upper":           stdlib.UpperFunc,
		"values":          stdlib.ValuesFunc,
		"yamldecode":      yamlDecodeFunc,
		"zipmap":          stdlib.ZipmapFunc,
	}
}

// bounded refuses calls whose result would be too large to make: size is how
// large it is in bytes or elements, and at least that.
func bounded(f function.Function, size func(args []cty.Value) int) function.Function {
	return function.New(&function.Spec{
		Description: f.Description(),
		Params:      f.Params(),
		VarParam:    f.VarParam(),
		Type: func(args []cty.Value) (cty.Type, error) {
			if n := size(args); n > MaxTextSize {
				return cty.DynamicPseudoType, fmt.Errorf("the result would be larger than %d bytes", MaxTextSize)
			}
			return f.ReturnTypeForValues(args)
		},
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) { return f.Call(args) },
	})
}

// textSize is the size of the strings in a value.
func textSize(v cty.Value) int {
	switch {
	case !v.IsKnown() || v.IsNull():
		return 0
	case v.Type() == cty.String:
		return len(v.AsString())
	case v.CanIterateElements():
		n := 0
		for it := v.ElementIterator(); it.Next(); {
			_, element := it.Element()
			n += textSize(element)
		}
		return n
	}
	return 16
}

// count is the number of elements of a value that has some.
func count(v cty.Value) int {
	if v.IsKnown() && !v.IsNull() && v.CanIterateElements() {
		return v.LengthInt()
	}
	return 1
}

// numberSize refuses numbers that are too large.
func numberSize(args []cty.Value) int {
	for _, arg := range args {
		if arg.IsKnown() && !arg.IsNull() && arg.Type() == cty.Number && tooLarge(arg.AsBigFloat()) {
			return MaxTextSize + 1
		}
	}
	return 0
}

var widths = regexp.MustCompile(`[0-9]+`)

// formatSize counts each number in the format as a width or a precision.
func formatSize(args []cty.Value) int {
	n, times := 0, 1
	for i, arg := range args {
		times = max(times, count(arg))
		n += textSize(arg)
		if i > 0 && arg.IsKnown() && !arg.IsNull() && arg.Type() == cty.String {
			// The verb may want a number.
			if v, err := cty.ParseNumberVal(arg.AsString()); err == nil && tooLarge(v.AsBigFloat()) {
				return MaxTextSize + 1
			}
		}
		if i == 0 && arg.IsKnown() && !arg.IsNull() && arg.Type() == cty.String {
			for _, width := range widths.FindAllString(arg.AsString(), -1) {
				w, err := strconv.Atoi(width)
				if err != nil || w > MaxTextSize {
					return MaxTextSize + 1
				}
				n += w
			}
		}
	}
	return product(n, times)
}

func indentSize(args []cty.Value) int {
	if len(args) != 2 || !args[0].IsWhollyKnown() || args[0].IsNull() {
		return 0
	}
	spaces, _ := args[0].AsBigFloat().Int64()
	lines := 1
	if args[1].IsKnown() && !args[1].IsNull() {
		for _, c := range args[1].AsString() {
			if c == '\n' {
				lines++
			}
		}
	}
	if spaces < 0 {
		// strings.Repeat of the standard library panics.
		return MaxTextSize + 1
	}
	return product(int(min(spaces, MaxTextSize+1)), lines)
}

func joinSize(args []cty.Value) int {
	n, elements := 0, 0
	for _, arg := range args[min(1, len(args)):] {
		n += textSize(arg)
		elements += count(arg)
	}
	if len(args) == 0 {
		return 0
	}
	return n + product(textSize(args[0]), elements)
}

func replaceSize(args []cty.Value) int {
	if len(args) != 3 {
		return 0
	}
	return product(textSize(args[0])+1, textSize(args[2])+1)
}

func productSize(args []cty.Value) int {
	n := len(args)
	for _, arg := range args {
		n = product(n, count(arg))
	}
	return product(n, 64)
}

// product multiplies without overflow.
func product(a, b int) int {
	if a != 0 && b > (MaxTextSize+1)/a {
		return MaxTextSize + 1
	}
	return a * b
}

// replaceFunc replaces a text, or what a regular expression between slashes
// matches.
var replaceFunc = function.New(&function.Spec{
	Description: "Replaces a text, or what a regular expression between slashes matches.",
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
		for it := args[0].ElementIterator(); it.Next(); {
			_, v := it.Element()
			n, err := convert.Convert(v, cty.Number)
			if err != nil || n.IsNull() {
				return sum, function.NewArgErrorf(0, "a list or set of numbers is required")
			}
			if tooLarge(n.AsBigFloat()) {
				return sum, function.NewArgErrorf(0, "a number is too large")
			}
			sum = sum.Add(n)
		}
		return sum, nil
	},
})

// everyFunc says whether all of some bools are true, or any.
func everyFunc(all bool) function.Function {
	return function.New(&function.Spec{
		Description: "Says of a list of bools whether all, or any, are true.",
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
		Description: "Says whether a string has this " + name + ".",
		Params:      []function.Parameter{{Name: "str", Type: cty.String}, {Name: name, Type: cty.String}},
		Type:        function.StaticReturnType(cty.Bool),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			return cty.BoolVal(test(args[0].AsString(), args[1].AsString())), nil
		},
	})
}

// asText is a file's content as a string value; false if it is not UTF-8.
func asText(src []byte) (cty.Value, bool) {
	if !utf8.Valid(src) {
		return cty.DynamicVal, false
	}
	return cty.StringVal(string(src)), true
}
