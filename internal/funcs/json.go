package funcs

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"

	"github.com/rolecall/rolecall/internal/ijson"
)

// jsonDecodeFunc reads a JSON document. Its errors have the place where the text is not JSON,
// in plain words.
var jsonDecodeFunc = function.New(&function.Spec{
	Description: "Reads a JSON document.",
	Params:      stdlib.JSONDecodeFunc.Params(),
	Type: func(args []cty.Value) (cty.Type, error) {
		typ, err := stdlib.JSONDecodeFunc.ReturnTypeForValues(args)
		if err != nil {
			err = function.NewArgError(0, explainNotJSON(args[0].AsString(), err))
		}
		return typ, err
	},
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) { return stdlib.JSONDecodeFunc.Call(args) },
})

// explainNotJSON returns the error about a text that is not JSON, with its place.
func explainNotJSON(text string, err error) error {
	_, parsed := ijson.Parse([]byte(text))
	var syntax *json.SyntaxError
	switch {
	case parsed == nil:
		return err
	case !errors.As(parsed, &syntax) || strings.HasSuffix(parsed.Error(), "too early"):
		return parsed
	}
	before := text[:max(syntax.Offset-1, 0)]
	line := strings.LastIndexByte(before, '\n') + 1
	return fmt.Errorf("it is not JSON: line %d, column %d is out of place", strings.Count(before, "\n")+1, len([]rune(before[line:]))+1)
}
