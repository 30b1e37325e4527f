package funcs

import (
	"path"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2/ext/tryfunc"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// Functions returns the functions that expressions may call: the standard library
// of cty by Terraform's names, and readers of files. None reads the network, the clock or
// the environment.
func Functions(r *Reader) map[string]function.Function {
	return map[string]function.Function{
		"abs":             stdlib.AbsoluteFunc,
		"alltrue":         everyFunc(true),
		"anytrue":         everyFunc(false),
		"basename":        pathFunc("The last part of a path.", path.Base),
		"can":             tryfunc.CanFunc,
		"ceil":            bounded(stdlib.CeilFunc, numberSize),
		"chomp":           stdlib.ChompFunc,
		"chunklist":       stdlib.ChunklistFunc,
		"coalesce":        coalesceFunc,
		"coalescelist":    stdlib.CoalesceListFunc,
		"compact":         stdlib.CompactFunc,
		"concat":          stdlib.ConcatFunc,
		"contains":        stdlib.ContainsFunc,
		"csvdecode":       stdlib.CSVDecodeFunc,
		"dirname":         pathFunc("A path without its last part.", path.Dir),
		"distinct":        stdlib.DistinctFunc,
		"element":         stdlib.ElementFunc,
		"endswith":        affixFunc("suffix", strings.HasSuffix),
		"file":            r.fileFunc(),
		"fileexists":      r.fileExistsFunc(),
		"fileset":         r.fileSetFunc(),
		"flatten":         stdlib.FlattenFunc,
		"floor":           bounded(stdlib.FloorFunc, numberSize),
		"format":          bounded(stdlib.FormatFunc, formatSize),
		"formatdate":      stdlib.FormatDateFunc,
		"formatlist":      bounded(stdlib.FormatListFunc, formatSize),
		"indent":          bounded(stdlib.IndentFunc, indentSize),
		"index":           indexFunc,
		"join":            bounded(stdlib.JoinFunc, joinSize),
		"jsondecode":      jsonDecodeFunc,
		"jsonencode":      stdlib.JSONEncodeFunc,
		"keys":            stdlib.KeysFunc,
		"length":          lengthFunc,
		"log":             stdlib.LogFunc,
		"lookup":          lookupFunc,
		"lower":           stdlib.LowerFunc,
		"matchkeys":       matchKeysFunc,
		"max":             stdlib.MaxFunc,
		"merge":           stdlib.MergeFunc,
		"min":             stdlib.MinFunc,
		"one":             oneFunc,
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
		"timeadd":         stdlib.TimeAddFunc,
		"timecmp":         timeCompareFunc,
		"title":           stdlib.TitleFunc,
		"tobool":          stdlib.MakeToFunc(cty.Bool),
		"tolist":          stdlib.MakeToFunc(cty.List(cty.DynamicPseudoType)),
		"tomap":           stdlib.MakeToFunc(cty.Map(cty.DynamicPseudoType)),
		"tonumber":        stdlib.MakeToFunc(cty.Number),
		"toset":           stdlib.MakeToFunc(cty.Set(cty.DynamicPseudoType)),
		"tostring":        stdlib.MakeToFunc(cty.String),
		"transpose":       transposeFunc,
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

// asText returns a file's content as a string value; false if it is not UTF-8.
func asText(src []byte) (cty.Value, bool) {
	if !utf8.Valid(src) {
		return cty.DynamicVal, false
	}
	return cty.StringVal(string(src)), true
}
