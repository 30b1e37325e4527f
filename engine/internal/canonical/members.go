package canonical

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// A Member is a member of a JSON object. Value is its JSON, unchanged.
type Member struct {
	Name  string
	Value []byte
}

// Members splits the JSON of an object into its members. It looks into the values
// only to find where they end, so they need not be valid JSON. They share memory with
// text. The names must be in ascending order, so that none appears twice, and there
// must be no spaces.
func Members(text []byte) ([]Member, error) {
	if len(text) < 2 || text[0] != '{' || text[len(text)-1] != '}' {
		return nil, errors.New("no JSON object where there should be one")
	}
	rest := text[1 : len(text)-1]
	var members []Member
	for len(rest) > 0 {
		if len(members) > 0 {
			if rest[0] != ',' {
				return nil, errors.New("no comma between the members of an object")
			}
			rest = rest[1:]
		}
		end := stringEnd(rest)
		if end < 0 || end == len(rest) || rest[end] != ':' {
			return nil, errors.New("no name where a member of an object should begin")
		}
		var m Member
		if err := json.Unmarshal(rest[:end], &m.Name); err != nil {
			return nil, errors.New("the name of a member is not a JSON string")
		}
		if n := len(members); n > 0 && members[n-1].Name >= m.Name {
			return nil, fmt.Errorf("the member %q appears twice, or not in the order of names", m.Name)
		}
		rest = rest[end+1:]
		end = valueEnd(rest)
		m.Value, rest = rest[:end], rest[end:]
		members = append(members, m)
	}
	return members, nil
}

// stringEnd returns the length of the JSON string that text begins with, and -1 if
// there is none or it does not end.
func stringEnd(text []byte) int {
	if len(text) == 0 || text[0] != '"' {
		return -1
	}
	for i := 1; ; {
		quote := bytes.IndexByte(text[i:], '"')
		if quote < 0 {
			return -1
		}
		end := i + quote
		escapes := 0
		for text[end-1-escapes] == '\\' {
			escapes++
		}
		i = end + 1
		if escapes%2 == 0 {
			return i
		}
	}
}

// valueEnd returns the length of the JSON value that text begins with: up to a comma
// or a bracket outside of it, or the end of text.
func valueEnd(text []byte) int {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '"':
			end := stringEnd(text[i:])
			if end < 0 {
				return len(text)
			}
			i += end - 1
		case '{', '[':
			depth++
		case '}', ']':
			if depth == 0 {
				return i
			}
			depth--
		case ',':
			if depth == 0 {
				return i
			}
		}
	}
	return len(text)
}

// Within reports whether JSON nests at most maxDepth deep and has at most maxValues
// values. Both bound the memory that decoding it takes. The text may be invalid.
func Within(text []byte, maxDepth, maxValues int) bool {
	depth, values := 0, 1
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '"':
			end := stringEnd(text[i:])
			if end < 0 {
				return true // invalid: decoding fails soon
			}
			i += end - 1
		case '{', '[':
			depth++
			values++
		case '}', ']':
			depth--
		case ',':
			values++
		}
		if depth > maxDepth || values > maxValues {
			return false
		}
	}
	return true
}
