package resource

import (
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// Values are attributes and nested blocks by name. The zero value has none.
type Values map[string]cty.Value

// Attr returns an attribute; a null value if there is none.
func (v Values) Attr(name string) cty.Value {
	if value, ok := v[name]; ok && value != cty.NilVal {
		return value
	}
	return cty.NullVal(cty.DynamicPseudoType)
}

// Text returns an attribute as text: empty without it. Numbers and flags are text, too. It returns
// false for one that is unknown, or neither.
func (v Values) Text(name string) (text string, known bool) { return textOf(v.Attr(name)) }

func textOf(value cty.Value) (string, bool) {
	if !value.IsKnown() {
		return "", false
	}
	if value.IsNull() {
		return "", true
	}
	text, err := convert.Convert(value, cty.String)
	if err != nil || !text.IsKnown() || text.IsNull() {
		return "", false
	}
	return text.AsString(), true
}

// Flag returns an attribute as a flag, and otherwise without it. It returns false for one that is
// unknown, or no flag.
func (v Values) Flag(name string, otherwise bool) (on, known bool) {
	text, known := v.Text(name)
	if text == "" {
		return otherwise, known
	}
	on, err := strconv.ParseBool(text)
	return on, known && err == nil
}

// Texts returns the elements of an attribute that is a list or set of texts or numbers. It returns
// false if some of them are not known, or all.
func (v Values) Texts(name string) (texts []string, known bool) {
	known = true
	all, known := elements(v.Attr(name))
	for _, value := range all {
		text, ok := textOf(value)
		if !ok {
			known = false
		} else if text != "" {
			texts = append(texts, text)
		}
	}
	return texts, known
}

// Blocks returns the nested blocks with a name. It returns false if there may be others that are not
// known.
func (v Values) Blocks(name string) (blocks []Values, known bool) {
	all, known := elements(v.Attr(name))
	for _, value := range all {
		if !value.IsKnown() || value.IsNull() || !value.CanIterateElements() {
			known = known && value.IsKnown() && value.IsNull()
			continue
		}
		if value.Type().IsObjectType() || value.Type().IsMapType() {
			blocks = append(blocks, value.AsValueMap())
		}
	}
	return blocks, known
}

// elements returns the elements of a list, set or tuple. A single block is an element, too.
func elements(value cty.Value) ([]cty.Value, bool) {
	switch {
	case !value.IsKnown():
		return nil, false
	case value.IsNull():
		return nil, true
	case value.Type().IsObjectType() || value.Type().IsMapType():
		return []cty.Value{value}, true
	case value.Type().IsListType() || value.Type().IsSetType() || value.Type().IsTupleType():
		return value.AsValueSlice(), true
	}
	return []cty.Value{value}, true
}

// Of returns a value of JSON as one of cty, where unknown has true for each part that is not known, as
// in a plan. An object is an object, and an array a tuple.
func Of(value, unknown any) cty.Value {
	if all, ok := unknown.(bool); ok && all {
		return cty.DynamicVal
	}
	switch value := value.(type) {
	case string:
		return cty.StringVal(value)
	case bool:
		return cty.BoolVal(value)
	case float64:
		return cty.NumberFloatVal(value)
	case json.Number:
		n, err := cty.ParseNumberVal(value.String())
		if err != nil {
			return cty.StringVal(value.String())
		}
		return n
	case []any:
		return tupleOf(value, unknown)
	case map[string]any:
		return cty.ObjectVal(objectOf(value, unknown))
	case nil:
		switch unknown := unknown.(type) {
		case map[string]any:
			if len(unknown) > 0 {
				return cty.ObjectVal(objectOf(nil, unknown))
			}
		case []any:
			if len(unknown) > 0 {
				return tupleOf(nil, unknown)
			}
		}
		return cty.NullVal(cty.DynamicPseudoType)
	}
	return cty.StringVal(fmt.Sprint(value))
}

func tupleOf(values []any, unknown any) cty.Value {
	masks, _ := unknown.([]any)
	all := make([]cty.Value, max(len(values), len(masks)))
	for i := range all {
		var value, mask any
		if i < len(values) {
			value = values[i]
		}
		if i < len(masks) {
			mask = masks[i]
		}
		all[i] = Of(value, mask)
	}
	return cty.TupleVal(all)
}

func objectOf(values map[string]any, unknown any) map[string]cty.Value {
	masks, _ := unknown.(map[string]any)
	all := make(map[string]cty.Value, len(values))
	for name, value := range values {
		all[name] = Of(value, masks[name])
	}
	for name, mask := range masks {
		if _, ok := values[name]; !ok {
			all[name] = Of(nil, mask)
		}
	}
	return all
}

// ValuesOf returns the attributes of an object of JSON, as Of does.
func ValuesOf(object map[string]any, unknown any) Values { return objectOf(object, unknown) }

// Plain returns a value as text that is the same for values that mean the same; empty for null and for
// values that are not known.
func Plain(value cty.Value) string {
	if !value.IsWhollyKnown() || value.IsNull() {
		return ""
	}
	if text, ok := textOf(value); ok {
		return text
	}
	all, _ := elements(value)
	if value.Type().IsObjectType() || value.Type().IsMapType() {
		return value.GoString()
	}
	text := "["
	for _, item := range all {
		text += strconv.Quote(Plain(item)) + ","
	}
	return text + "]"
}
