// Package ijson reads JSON as RFC 7493 (I-JSON) narrows it, so that no two
// readers understand a text differently: the names of members are exact and
// each is there once, and text is UTF-8 without halves of characters.
package ijson

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// Parse reads one value: nil, a bool, a json.Number, a string, a []any or a
// map[string]any. The error says where the text is not I-JSON; it is a
// *json.SyntaxError for text that is not JSON at all, or is nested more than
// 10,000 deep.
func Parse(text []byte) (any, error) {
	var whole json.RawMessage
	if err := json.Unmarshal(text, &whole); err != nil { // also limits the depth
		return nil, err
	}
	if !utf8.Valid(text) {
		return nil, errors.New("it is not UTF-8")
	}
	if escape, at := loneSurrogate(text); escape != "" {
		return nil, fmt.Errorf("%s at byte %d is half of a character", escape, at)
	}
	r := reader{json.NewDecoder(bytes.NewReader(text))}
	r.UseNumber()
	return r.value()
}

// A reader reads the values of text that is JSON.
type reader struct{ *json.Decoder }

func (r reader) value() (any, error) {
	token, err := r.Token()
	if err != nil {
		return nil, err
	}
	switch token {
	case json.Delim('{'):
		return r.object()
	case json.Delim('['):
		return r.list()
	}
	return token, nil
}

func (r reader) object() (any, error) {
	members := map[string]any{}
	for r.More() {
		token, err := r.Token()
		if err != nil {
			return nil, err
		}
		name := token.(string)
		if _, twice := members[name]; twice {
			return nil, fmt.Errorf("the member %q is there twice, again before byte %d", name, r.InputOffset())
		}
		if members[name], err = r.value(); err != nil {
			return nil, err
		}
	}
	_, err := r.Token()
	return members, err
}

func (r reader) list() (any, error) {
	list := []any{}
	for r.More() {
		v, err := r.value()
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	_, err := r.Token()
	return list, err
}

// loneSurrogate is the first escape in JSON that is half of a pair of UTF-16
// without the other, and where it is; empty for none.
func loneSurrogate(text []byte) (escape string, at int) {
	const size = len(`\u0000`)
	for i := 0; i < len(text); {
		next := bytes.IndexByte(text[i:], '\\')
		if next < 0 {
			break
		}
		i += next
		first, ok := escaped(text[i:])
		switch {
		case !ok:
			i += len(`\n`)
		case !utf16.IsSurrogate(first):
			i += size
		default:
			second, _ := escaped(text[i+size:])
			if utf16.DecodeRune(first, second) == utf8.RuneError {
				return string(text[i : i+size]), i
			}
			i += 2 * size
		}
	}
	return "", 0
}

// escaped is the unit of UTF-16 that text begins with the escape of, if it
// does.
func escaped(text []byte) (unit rune, ok bool) {
	if len(text) < 6 || text[0] != '\\' || text[1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(string(text[2:6]), 16, 16)
	return rune(n), err == nil
}

// An Object is an object in JSON, whose members are read one by one. It keeps
// the first error of doing so, together with the objects in it: see Err.
type Object struct {
	// path is what errors call it; empty for the whole text.
	path    string
	members map[string]any
	err     *error
}

// ParseObject is Parse for text that is an object.
func ParseObject(text []byte) (Object, error) {
	v, err := Parse(text)
	if err != nil {
		return Object{}, err
	}
	members, ok := v.(map[string]any)
	if !ok {
		return Object{}, errors.New("it is not an object")
	}
	return Object{members: members, err: new(error)}, nil
}

// Err is the first error of reading members; nil if all were of their kinds.
func (o Object) Err() error { return *o.err }

// Object is a member that is an object. It has no members if it is null or left
// out; of another kind it is an error.
func (o Object) Object(name string) Object {
	return Object{o.called(name), member[map[string]any](o, name, "an object"), o.err}
}

// Text is a member that is a string, empty if it is null or left out; of another
// kind it is an error.
func (o Object) Text(name string) string { return member[string](o, name, "a string") }

// Texts is a member that is a list of strings, nil if it is null or left out; of
// another kind it is an error, as is any other item.
func (o Object) Texts(name string) []string {
	const kind = "a list of strings"
	var texts []string
	for _, item := range member[[]any](o, name, kind) {
		text, ok := item.(string)
		if !ok {
			o.fail(name, kind)
			return nil
		}
		texts = append(texts, text)
	}
	return texts
}

func member[T any](o Object, name, kind string) T {
	v, ok := o.members[name].(T)
	if !ok && o.members[name] != nil {
		o.fail(name, kind)
	}
	return v
}

// fail keeps that a member is not of a kind, unless it is not the first.
func (o Object) fail(name, kind string) {
	if *o.err == nil {
		*o.err = fmt.Errorf("%s is not %s", o.called(name), kind)
	}
}

// called is what errors call a member.
func (o Object) called(name string) string {
	if o.path == "" {
		return name
	}
	return o.path + "." + name
}
