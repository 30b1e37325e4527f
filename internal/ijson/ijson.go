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
	if !json.Valid(text) { // also limits the depth
		var whole json.RawMessage
		return nil, notJSON{json.Unmarshal(text, &whole)}
	}
	if !utf8.Valid(text) {
		return nil, errors.New("it is not UTF-8")
	}
	if escape, at := loneSurrogate(text); escape != "" {
		return nil, fmt.Errorf("%s at byte %d is half of a character", escape, at)
	}
	r := reader{text: text}
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

// A reader reads the values of valid JSON. The tokens of a json.Decoder would take several times as long.
type reader struct {
	text []byte
	// at is the offset of the next byte.
	at int
}

// next skips white space and returns the first byte after it.
func (r *reader) next() byte {
	for {
		switch c := r.text[r.at]; c {
		case ' ', '\t', '\r', '\n':
			r.at++
		default:
			return c
		}
	}
}

// item skips a comma and white space, and reports whether another item of an object or list comes. Otherwise it
// skips the end of the object or list.
func (r *reader) item() bool {
	c := r.next()
	if c == ',' {
		r.at++
		c = r.next()
	}
	if c == '}' || c == ']' {
		r.at++
		return false
	}
	return true
}

func (r *reader) value() (any, error) {
	switch c := r.next(); c {
	case '{':
		r.at++
		return r.object()
	case '[':
		r.at++
		return r.list()
	case '"':
		return r.string()
	case 'n':
		r.at += len("null")
		return nil, nil
	case 't':
		r.at += len("true")
		return true, nil
	case 'f':
		r.at += len("false")
		return false, nil
	}
	begin := r.at
	for r.at < len(r.text) && strings.IndexByte("+-.0123456789Ee", r.text[r.at]) >= 0 {
		r.at++
	}
	return json.Number(r.text[begin:r.at]), nil
}

// object reads an object after its first brace.
func (r *reader) object() (any, error) {
	members := map[string]any{}
	for r.item() {
		name, err := r.string()
		if err != nil {
			return nil, err
		}
		if _, twice := members[name]; twice {
			return nil, fmt.Errorf("the member %q appears twice, again before byte %d", name, r.at)
		}
		r.next()
		r.at += len(":")
		if members[name], err = r.value(); err != nil {
			return nil, err
		}
	}
	return members, nil
}

// list reads a list after its first bracket.
func (r *reader) list() (any, error) {
	list := []any{}
	for r.item() {
		v, err := r.value()
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, nil
}

// string reads a string.
func (r *reader) string() (text string, err error) {
	begin, escaped := r.at, false
	for r.at++; r.text[r.at] != '"'; r.at++ {
		if r.text[r.at] == '\\' {
			escaped = true
			r.at++
		}
	}
	r.at++
	if escaped {
		err = json.Unmarshal(r.text[begin:r.at], &text)
		return text, err
	}
	return string(r.text[begin+1 : r.at-1]), nil
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
