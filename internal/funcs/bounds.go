package funcs

import (
	"fmt"
	"regexp"
	"strconv"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/rolecall/rolecall/internal/limits"
)

// bounded refuses calls with too large results. The function size returns a lower
// bound of the size of the result, in bytes or elements.
func bounded(f function.Function, size func(args []cty.Value) int) function.Function {
	return function.New(&function.Spec{
		Description: f.Description(),
		Params:      f.Params(),
		VarParam:    f.VarParam(),
		Type: func(args []cty.Value) (cty.Type, error) {
			if n := size(args); n > limits.MaxTextSize {
				return cty.DynamicPseudoType, fmt.Errorf("the result would be larger than %d bytes", limits.MaxTextSize)
			}
			return f.ReturnTypeForValues(args)
		},
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) { return f.Call(args) },
	})
}

// textSize returns the size of the strings in a value.
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

// count returns the number of elements of a collection.
func count(v cty.Value) int {
	if v.IsKnown() && !v.IsNull() && v.CanIterateElements() {
		return v.LengthInt()
	}
	return 1
}

// numberSize refuses numbers that are too large.
func numberSize(args []cty.Value) int {
	for _, arg := range args {
		if arg.IsKnown() && !arg.IsNull() && arg.Type() == cty.Number && limits.TooLarge(arg.AsBigFloat()) {
			return limits.MaxTextSize + 1
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
			if v, err := cty.ParseNumberVal(arg.AsString()); err == nil && limits.TooLarge(v.AsBigFloat()) {
				return limits.MaxTextSize + 1
			}
		}
		if i == 0 && arg.IsKnown() && !arg.IsNull() && arg.Type() == cty.String {
			for _, width := range widths.FindAllString(arg.AsString(), -1) {
				w, err := strconv.Atoi(width)
				if err != nil || w > limits.MaxTextSize {
					return limits.MaxTextSize + 1
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
		return limits.MaxTextSize + 1
	}
	return product(int(min(spaces, limits.MaxTextSize+1)), lines)
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
	if a != 0 && b > (limits.MaxTextSize+1)/a {
		return limits.MaxTextSize + 1
	}
	return a * b
}
