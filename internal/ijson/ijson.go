// Package ijson reads I-JSON, the subset of JSON of RFC 7493, so that no two
// readers understand a text differently: member names are exact and occur once in
// an object, and text is UTF-8 without lone surrogates.
package ijson

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Parse reads one value and returns it as nil, a bool, a json.Number, a string, a
// []any or a map[string]any. The error names the place where the text is not
// I-JSON. It wraps a *json.SyntaxError if the text is not JSON at all, or nested
// more than 10,000 deep.
func Parse(text []byte) (any, error) {
	var whole json.RawMessage
	if err := json.Unmarshal(text, &whole); err != nil { // also limits the depth
		return nil, notJSON{err}
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

// notJSON is a syntax error in the words of people, with the place.
type notJSON struct{ error }

func (e notJSON) Error() string {
	var syntax *json.SyntaxError
	switch text := e.error.Error(); {
	case strings.Contains(text, "unexpected end"):
		return "it is not JSON: it ends too early"
	case strings.Contains(text, "max depth"):
		return "it is nested too deep"
	case errors.As(e.error, &syntax):
		return fmt.Sprintf("it is not JSON: byte %d is out of place", syntax.Offset)
	}
	return "it is not JSON"
}

func (e notJSON) Unwrap() error { return e.error }

// A reader reads the values of valid JSON.
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
			return nil, fmt.Errorf("the member %q appears twice, again before byte %d", name, r.InputOffset())
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

// loneSurrogate returns the first escape in JSON of one half of a UTF-16 pair
// without the other half, and its offset. It returns "" if there is none.
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

// escaped returns the UTF-16 unit whose escape text begins with, and reports
// whether it begins with one.
func escaped(text []byte) (unit rune, ok bool) {
	if len(text) < 6 || text[0] != '\\' || text[1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(string(text[2:6]), 16, 16)
	return rune(n), err == nil
}
