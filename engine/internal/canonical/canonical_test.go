package canonical

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

type inner struct {
	Zeta  string `json:"a_zeta"`
	Alpha bool   `json:"alpha,omitempty"`
}

type document struct {
	*inner
	Texts  map[string]string            `json:"texts"`
	Deep   map[string]map[string]*inner `json:"deep"`
	List   []string                     `json:"list"`
	Absent []inner                      `json:"absent,omitempty"`
	Maybe  *bool                        `json:"maybe,omitempty"`
	Raw    json.RawMessage              `json:"raw"`
}

func example(key, text string) document {
	yes := true
	return document{
		inner: &inner{Zeta: text, Alpha: true},
		Texts: map[string]string{key: text, text: key, "": "", "b": "<&>"},
		Deep:  map[string]map[string]*inner{key: {text: {Zeta: key}}, "none": {}},
		List:  []string{text, key},
		Maybe: &yes,
		Raw:   json.RawMessage(`{"a":[1]}`),
	}
}

// FuzzAppend checks that the form is that of encoding/json for maps, and that Equal
// tells it from every other text.
func FuzzAppend(f *testing.F) {
	for _, text := range []string{"", "plain", "\"\\/\b\n\t", "<script>&", "\u2028\u2029", "é\u0301", "\x00\x7f", "\U0001f600"} {
		f.Add("key", text, uint(3))
	}
	f.Fuzz(func(t *testing.T, key, text string, at uint) {
		if !utf8.ValidString(key) || !utf8.ValidString(text) {
			return
		}
		v := example(key, text)
		raw, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		var doc any
		if err := json.Unmarshal(raw, &doc); err != nil {
			t.Fatal(err)
		}
		want, err := json.Marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		got := Append(nil, v)
		if !bytes.Equal(got, want) {
			t.Fatalf("%s instead of %s", got, want)
		}
		if !Equal(got, v) {
			t.Errorf("%s is not equal to itself", got)
		}
		decoded := document{inner: &inner{}}
		if err := Decode(got, &decoded); err != nil || !reflect.DeepEqual(decoded, v) {
			t.Errorf("%s is decoded as %#v: %v", got, decoded, err)
		}
		cut := int(at % uint(len(got)))
		changed := bytes.Clone(got)
		changed[cut] ^= 1
		if Equal(changed, v) || Equal(got[:cut], v) || Equal(append(got, ' '), v) {
			t.Errorf("%s is equal to another text", got)
		}
		for _, text := range [][]byte{changed, got[:cut], append(got, ' '), slices.Insert(slices.Clone(got), cut, ' ')} {
			decodes(t, text)
		}
		members, err := Members(want)
		if err != nil {
			t.Fatal(err)
		}
		var again []byte
		for _, m := range members {
			name, _ := json.Marshal(m.Name)
			again = append(append(append(append(again, ','), name...), ':'), m.Value...)
		}
		if again[0] = '{'; string(again)+"}" != string(want) {
			t.Errorf("%s} instead of %s", again, want)
		}
	})
}

// decodes checks that a text that is decoded is the JSON of what it is decoded to.
func decodes(t *testing.T, text []byte) (ok bool) {
	v := document{inner: &inner{}}
	if Decode(text, &v) != nil {
		return false
	}
	if got := Append(nil, v); !bytes.Equal(got, text) {
		t.Errorf("%s is decoded as if it were %s", text, got)
	}
	return true
}

// FuzzDecode checks the same of any text.
func FuzzDecode(f *testing.F) {
	f.Add(Append(nil, example("key", "é")))
	f.Add(Append(nil, document{inner: &inner{}}))
	f.Fuzz(func(t *testing.T, text []byte) { decodes(t, text) })
}

// TestDecode checks what else than the one form of a value is not decoded.
func TestDecode(t *testing.T) {
	const rest = `"deep":{"k":{"a":{"a_zeta":""}}},"list":["x","y"],"raw":0,"texts":{"a":"","b":""}}`
	for text, want := range map[string]bool{
		`{"a_zeta":"",` + rest:                                           true,
		`{"a_zeta":"","alpha":true,` + rest:                              true,
		`{"a_zeta":"","alpha":false,` + rest:                             false, // would be left out
		`{"a_zeta":"","absent":[],` + rest:                               false,
		`{"a_zeta":"","absent":[{"a_zeta":"x"}],` + rest:                 true,
		`{"a_zeta":"","absent":[{"a_zeta":"x"},],` + rest:                false,
		`{"a_zeta":"","maybe":null,` + rest:                              false,
		`{"a_zeta":null,` + rest:                                         false,
		`{"A_zeta":"",` + rest:                                           false,
		`{"a_zeta":"","a_zeta":"",` + rest:                               false,
		`{"a_zeta":"","more":1,` + rest:                                  false,
		`{"a_zeta": "",` + rest:                                          false,
		`{` + rest:                                                       false,
		`{"a_zeta":"\u0061",` + rest:                                     false,
		`{"a_zeta":"\u003c\u0000\n",` + rest:                             true,
		`{"a_zeta":"\u003C",` + rest:                                     false,
		`{"a_zeta":"` + "\x00" + `",` + rest:                             false,
		`{"a_zeta":"` + "\xff" + `",` + rest:                             false,
		`{"a_zeta":"\ufffd",` + rest:                                     false,
		`{"a_zeta":"\`:                                                   false,
		`{"a_zeta":"",` + rest + ` `:                                     false,
		`{"a_zeta":"",` + strings.Replace(rest, `"a":"",`, `"c":"",`, 1): false,
		`{"a_zeta":"",` + strings.Replace(rest, `"a":"",`, `"b":"",`, 1): false, // twice
		`{"a_zeta":"",` + strings.Replace(rest, "0", "", 1):              true,  // raw
		`{"a_zeta":"",` + strings.Replace(rest, "{", "[", 1):             false,
		`{"a_zeta":"",` + strings.Replace(rest, ",", ",,", 1):            false,
		``: false,
	} {
		if got := decodes(t, []byte(text)); got != want {
			t.Errorf("%s: %t", text, got)
		}
	}
}

// FuzzMembers checks that text other than JSON is an error or harmless.
func FuzzMembers(f *testing.F) {
	for _, text := range []string{`{}`, `{"a":1,"b":[{"c":"\""}]}`, `{"a":1,"a":2}`, `{"b":1,"a":2}`, `{"a"`, `{"a":}`, `{"a":1,}`, `{,}`, `{"\":1}`, `{"a":"}`} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		Within(text, 10, 100)
		members, err := Members(text)
		for i := 1; err == nil && i < len(members); i++ {
			if members[i-1].Name >= members[i].Name {
				t.Errorf("%q and %q", members[i-1].Name, members[i].Name)
			}
		}
	})
}

// TestWithin checks what Within counts.
func TestWithin(t *testing.T) {
	for text, want := range map[string]bool{
		`{}`: true, `[[]]`: true, `[[[]]]`: false, `"[[[[["`: true, `[1,2,3]`: true, `[1,2,3,4,5,6]`: false, `{"a":[1,2,3]}`: true,
	} {
		if got := Within([]byte(text), 2, 6); got != want {
			t.Errorf("%s: %t", text, got)
		}
	}
}
