package canonical

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
)

// Decode decodes JSON into the value that v points to, which must be zero except for
// pointers to embedded structs. The error is nil only if text is what Append returns for
// the decoded value, byte for byte. Then decoding and encoding lose nothing, and no other
// text has the same value.
//
// All strings share one copy of text. A json.RawMessage shares text itself, and need not
// be valid JSON: Decode looks into it only to find where it ends. Decode panics if a value
// has a kind that the package does not support.
func Decode(text []byte, v any) error {
	r := reader{raw: text, text: string(text)}
	if !r.value(reflect.ValueOf(v).Elem()) || r.at < len(text) {
		return fmt.Errorf("byte %d is not as rolecall writes it", r.at)
	}
	return nil
}

// A reader reads JSON in the form of Append. Its methods report whether the text has this
// form. Once it does not, the reader is not used any more.
type reader struct {
	raw  []byte
	text string // the same as raw
	at   int    // the number of bytes that have been read
}

// take reads a text, if it is there.
func (r *reader) take(s string) bool {
	ok := strings.HasPrefix(r.text[r.at:], s)
	if ok {
		r.at += len(s)
	}
	return ok
}

// value reads a value into v, which is zero.
func (r *reader) value(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.String:
		s, ok := r.string()
		v.SetString(s)
		return ok
	case reflect.Bool:
		yes := r.take("true")
		v.SetBool(yes)
		return yes || r.take("false")
	case reflect.Pointer:
		if r.take("null") {
			return true
		}
		v.Set(reflect.New(v.Type().Elem()))
		return r.value(v.Elem())
	case reflect.Slice:
		if v.Type() == rawType {
			begin := r.at
			r.at += valueEnd(r.raw[begin:])
			v.SetBytes(r.raw[begin:r.at])
			return true
		}
		return r.slice(v)
	case reflect.Map:
		return r.mapping(v)
	case reflect.Struct:
		return r.fields(v)
	}
	panic("canonical: no JSON for " + v.Type().String())
}

// string reads a string.
func (r *reader) string() (s string, ok bool) {
	if !r.take(`"`) {
		return "", false
	}
	rest := r.text[r.at:]
	i := 0
	for i < len(rest) && !special[rest[i]] {
		i++
	}
	if i < len(rest) && rest[i] == '"' {
		r.at += i + 1
		return rest[:i], true
	}
	end := stringEnd(r.raw[r.at-1:])
	if end < 0 {
		return "", false
	}
	quoted := r.raw[r.at-1 : r.at-1+end]
	if json.Unmarshal(quoted, &s) != nil || string(quoted) != string(Append(nil, s)) {
		return "", false
	}
	r.at += end - 1
	return s, true
}

// slice reads the elements of a slice.
func (r *reader) slice(v reflect.Value) bool {
	v.Set(reflect.MakeSlice(v.Type(), 0, 0))
	if !r.take("[") {
		return false
	}
	for !r.take("]") {
		n := v.Len()
		if n > 0 && !r.take(",") {
			return false
		}
		v.Grow(1)
		v.SetLen(n + 1)
		if !r.value(v.Index(n)) {
			return false
		}
	}
	return true
}

// mapping reads the members of a map, whose names must be in ascending order.
func (r *reader) mapping(v reflect.Value) bool {
	v.Set(reflect.MakeMap(v.Type()))
	if !r.take("{") {
		return false
	}
	texts, _ := v.Interface().(map[string]string)
	key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
	last := ""
	for first := true; !r.take("}"); first = false {
		if !first && !r.take(",") {
			return false
		}
		name, ok := r.string()
		if !ok || !first && name <= last || !r.take(":") {
			return false
		}
		last = name
		if texts != nil {
			if texts[name], ok = r.string(); !ok {
				return false
			}
			continue
		}
		value.SetZero()
		if !r.value(value) {
			return false
		}
		key.SetString(name)
		v.SetMapIndex(key, value)
	}
	return true
}

// fields reads the members of a struct.
func (r *reader) fields(v reflect.Value) bool {
	if !r.take("{") {
		return false
	}
	first := true
	for _, f := range fieldsOf(v.Type()) {
		start := r.at
		if (first || r.take(",")) && r.take(f.key) {
			field := v.FieldByIndex(f.index)
			if !r.value(field) || f.omitEmpty && empty(field) {
				return false
			}
			first = false
			continue
		}
		if r.at = start; !f.omitEmpty {
			return false
		}
	}
	return r.take("}")
}
