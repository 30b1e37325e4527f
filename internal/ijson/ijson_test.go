package ijson_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/rolecall/rolecall/internal/ijson"
)

// TestParse checks that I-JSON is read just as encoding/json reads it.
func TestParse(t *testing.T) {
	for _, text := range []string{
		`null`, `true`, `"a"`, `1e400`, `[]`, `{}`, ` [1, "a", {"b": [null]}] `,
		`{"a": {"a": 1}, "A": 2, "á": 3, "\u0000": 4, "": 5}`,
		`"\ud83d\ude00\\ud800\"\u00e9"`, `"\\\\\\ud800"`,
		strings.Repeat("[", 10_000) + strings.Repeat("]", 10_000),
	} {
		dec := json.NewDecoder(strings.NewReader(text))
		dec.UseNumber()
		var want any
		if err := dec.Decode(&want); err != nil {
			t.Fatal(err)
		}
		if got, err := ijson.Parse([]byte(text)); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%.80s: %v, %v; want %v", text, got, err, want)
		}
	}
}

// TestParseRefuses checks that Parse refuses text that readers may understand
// differently.
func TestParseRefuses(t *testing.T) {
	for text, want := range map[string]string{
		``:                                       "ends too early",
		`{`:                                      "ends too early",
		`{"a": 1,}`:                              "is out of place",
		`1 2`:                                    "is out of place",
		"\ufeff{}":                               "is out of place",
		`{"a": 1, "a": 1}`:                       `"a" appears twice, again before byte 12`,
		`{"a": 1, "\u0061": 1}`:                  `"a" appears twice`,
		`[{"x": {"y": [{"b": 1, "b": null}]}}]`:  `"b" appears twice`,
		"\"\xff\"":                               "not UTF-8",
		"{\"\xed\xa0\x80\": 1}":                  "not UTF-8",
		`"a\ud800"`:                              `\ud800 at byte 2 is half of a character`,
		`"\\\ud800 "`:                            `\ud800 at byte 3`,
		`"\ud800\u0061"`:                         `\ud800`,
		`"\ud800\n\udc00"`:                       `\ud800`,
		`"\udc00\ud800"`:                         `\udc00`,
		`{"\udfff": 1}`:                          `\udfff`,
		`"\ud83d\ude00\ud83d"`:                   `at byte 13`,
		strings.Repeat("[", 10_001):              "nested too deep",
		strings.Repeat(`{"a":`, 1_000_000) + "1": "nested too deep",
	} {
		if v, err := ijson.Parse([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.80s: %v, %v; want an error with %q", text, v, err, want)
		}
	}
}

// TestObject checks how members are read, and the errors for wrong types.
func TestObject(t *testing.T) {
	parse := func() ijson.Object {
		o, err := ijson.ParseObject([]byte(`{"text": "a", "list": ["a", ""], "object": {"number": 1, "list": [null]}, "null": null}`))
		if err != nil {
			t.Fatal(err)
		}
		return o
	}
	o := parse()
	if text := o.Text("text"); text != "a" {
		t.Error(text)
	}
	if list := o.Texts("list"); !reflect.DeepEqual(list, []string{"a", ""}) {
		t.Error(list)
	}
	for _, name := range []string{"null", "left out", "Text"} {
		if text, list, inner := o.Text(name), o.Texts(name), o.Object(name).Text("text"); text != "" || list != nil || inner != "" {
			t.Error(name, text, list, inner)
		}
	}
	if err := o.Err(); err != nil {
		t.Error(err)
	}
	for want, read := range map[string]func(ijson.Object){
		"list is not a string":                 func(o ijson.Object) { o.Text("list"); o.Object("text") },
		"text is not an object":                func(o ijson.Object) { o.Object("text").Text("text") },
		"text is not a list of strings":        func(o ijson.Object) { o.Texts("text") },
		"object.number is not a string":        func(o ijson.Object) { o.Object("object").Text("number") },
		"object.list is not a list of strings": func(o ijson.Object) { o.Object("object").Texts("list") },
	} {
		o := parse()
		if read(o); o.Err() == nil || o.Err().Error() != want {
			t.Errorf("%v; want %q", o.Err(), want)
		}
	}
	if _, err := ijson.ParseObject([]byte("[]")); err == nil {
		t.Error("a list is an object")
	}
}
