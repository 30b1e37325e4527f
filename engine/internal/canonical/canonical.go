// Package canonical writes JSON in the one form that bundles are built in: members
// sorted by name, no spaces, strings escaped as encoding/json does.
//
// The result is that of encoding/json for the same value decoded into maps, without
// making these maps. Equal compares a value with such a text without making another
// text, and Decode decodes such a text alone. The package supports the kinds that the documents of bundles consist of:
// structs, maps with string keys, slices, pointers, strings and booleans, and
// json.RawMessage, which is left as it is. A nil map or slice is written as an empty one.
package canonical

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"sync"
)

// Append appends the JSON of a value. It panics if the value has a kind that the
// package does not support.
func Append(to []byte, v any) []byte {
	w := writer{text: to}
	w.value(reflect.ValueOf(v))
	return w.text
}

// Equal reports whether text is the JSON of a value, byte for byte. It does not
// build that JSON in memory.
func Equal(text []byte, v any) bool {
	w := writer{comparing: true, text: text}
	w.value(reflect.ValueOf(v))
	return !w.differs && len(w.text) == 0
}

// A writer appends JSON to text, or compares it with the beginning of text and cuts
// that off.
type writer struct {
	text      []byte
	comparing bool
	// differs is true once a comparison has failed. Nothing is compared after
	// that.
	differs bool
}

func (w *writer) write(s string) {
	switch {
	case !w.comparing:
		w.text = append(w.text, s...)
	case w.differs || len(s) > len(w.text) || string(w.text[:len(s)]) != s:
		w.differs = true
	default:
		w.text = w.text[len(s):]
	}
}

func (w *writer) value(v reflect.Value) {
	if w.differs {
		return
	}
	switch v.Kind() {
	case reflect.String:
		w.string(v.String())
	case reflect.Bool:
		if v.Bool() {
			w.write("true")
		} else {
			w.write("false")
		}
	case reflect.Pointer:
		if v.IsNil() {
			w.write("null")
		} else {
			w.value(v.Elem())
		}
	case reflect.Slice:
		if v.Type() == rawType {
			w.write(string(v.Bytes()))
			return
		}
		w.slice(v)
	case reflect.Map:
		w.mapping(v)
	case reflect.Struct:
		w.fields(v)
	default:
		panic("canonical: no JSON for " + v.Type().String())
	}
}

// string writes text in quotes.
func (w *writer) string(s string) {
	if plain(s) {
		w.write(`"`)
		w.write(s)
		w.write(`"`)
		return
	}
	quoted, err := json.Marshal(s)
	if err != nil {
		panic(err) // a string can always be encoded
	}
	w.write(string(quoted))
}

// plain reports whether a string needs no escapes in JSON.
func plain(s string) bool {
	for i := range len(s) {
		if special[s[i]] {
			return false
		}
	}
	return true
}

// special holds the bytes that may need an escape.
var special = func() (special [256]bool) {
	for c := range special {
		special[c] = c < ' ' || c >= 0x7f || strings.IndexByte(`"\<>&`, byte(c)) >= 0
	}
	return special
}()

func (w *writer) slice(v reflect.Value) {
	w.write("[")
	for i := range v.Len() {
		if i > 0 {
			w.write(",")
		}
		w.value(v.Index(i))
	}
	w.write("]")
}

func (w *writer) mapping(v reflect.Value) {
	w.write("{")
	name := reflect.New(v.Type().Key()).Elem()
	names := make([]string, 0, v.Len())
	for it := v.MapRange(); it.Next(); {
		name.SetIterKey(it)
		names = append(names, name.String())
	}
	slices.Sort(names)
	texts, _ := v.Interface().(map[string]string)
	for i, key := range names {
		if w.differs {
			return
		}
		if i > 0 {
			w.write(",")
		}
		w.string(key)
		w.write(":")
		if texts != nil {
			w.string(texts[key])
			continue
		}
		name.SetString(key)
		w.value(v.MapIndex(name))
	}
	w.write("}")
}

func (w *writer) fields(v reflect.Value) {
	w.write("{")
	first := true
	for _, f := range fieldsOf(v.Type()) {
		field := v.FieldByIndex(f.index)
		if f.omitEmpty && empty(field) {
			continue
		}
		if !first {
			w.write(",")
		}
		w.write(f.key)
		first = false
		w.value(field)
	}
	w.write("}")
}

// empty reports whether omitempty omits a value.
func empty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Map, reflect.Slice, reflect.String:
		return v.Len() == 0
	}
	return v.IsZero()
}

// A field is a member of the JSON of a struct.
type field struct {
	name      string
	key       string // the name in quotes, and a colon
	index     []int
	omitEmpty bool
}

var rawType = reflect.TypeFor[json.RawMessage]()

// known caches fieldsOf.
var known sync.Map // reflect.Type to []field

// fieldsOf returns the fields of a struct, including those of embedded structs,
// sorted by name. It panics if the tag of a field has no name.
func fieldsOf(t reflect.Type) []field {
	if fields, ok := known.Load(t); ok {
		return fields.([]field)
	}
	var fields []field
	for _, f := range reflect.VisibleFields(t) {
		if f.Anonymous {
			continue
		}
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "" {
			panic("canonical: no name for " + t.String() + "." + f.Name)
		}
		key := string(Append(nil, name)) + ":"
		fields = append(fields, field{name, key, f.Index, options == "omitempty"})
	}
	slices.SortFunc(fields, func(a, b field) int { return strings.Compare(a.name, b.name) })
	known.Store(t, fields)
	return fields
}
