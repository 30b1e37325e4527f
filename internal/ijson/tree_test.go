package ijson

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
)

// valueOf returns a node as Parse returns its value.
func valueOf(d *Document, at int32) any {
	n := &d.nodes[at]
	switch n.kind {
	case boolean:
		return n.text == "true"
	case number:
		return json.Number(n.text)
	case text:
		return n.text
	case list:
		values := []any{}
		for at := range d.items(at) {
			values = append(values, valueOf(d, at))
		}
		return values
	case object:
		members := map[string]any{}
		for at := range d.items(at) {
			members[d.nodes[at].name] = valueOf(d, at)
		}
		return members
	}
	return nil
}

// checkTree checks that a Document reads a text as Parse does, or refuses it too.
func checkTree(t *testing.T, d *Document, doc string) (valid bool) {
	t.Helper()
	want, err := Parse([]byte(doc))
	p := parser{text: doc, nodes: d.nodes[:0]}
	ok := p.document()
	d.nodes = p.nodes
	if ok != (err == nil) {
		t.Errorf("%.200q is read: %v, but Parse says %v", doc, ok, err)
		return false
	}
	if got := any(nil); ok {
		if got = valueOf(d, 0); !reflect.DeepEqual(got, want) {
			t.Errorf("%.200q is %v, want %v", doc, got, want)
		}
	}
	return ok
}

// seeds are texts with everything that JSON has.
var seeds = []string{
	`{"subject":{"type":"user","id":"eve","properties":{"groups":["a","b"],"token":null}},"action":{"name":"x:y"}}`,
	` { "a\u0041\ud83d\ude00\n" : [ 1 , -0.5e+10, 1E-2, true , false , null , "\\\"\/\b\f\r\t" , {} , [] ] } `,
	`{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7,"h":8,"i":9,"j":10,"k":11,"l":12,"m":13,"n":14,"o":15,"p":16,"q":17,"r":18}`,
	`{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7,"h":8,"i":9,"j":10,"k":11,"l":12,"m":13,"n":14,"o":15,"p":16,"q":17,"p":18}`,
	`{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7,"h":8,"i":9,"j":10,"k":11,"l":12,"m":13,"n":14,"o":15,"p":16,"p":17}`,
	`{"":1,"\u0000":2,"":3}`, `"\ud800"`, `"\udc00\ud800"`, `"\ud83d\ude00"`, "\"\xff\"", "\"\u2028\"", "01", "-", "1.", "1e", "+1", ".5", "nul", "tru",
	`{"a":1,}`, `[1,]`, `{,}`, `[`, `{"a"`, `{"a":`, `"a`, `"\`, `"\u00`, `"\x"`, "", " ", "1 2", "\ufeff{}", "\"\x01\"", "\"\x7f\"",
}

// TestTree checks that documents are read exactly as Parse reads them, also after random changes.
func TestTree(t *testing.T) {
	var d Document
	for _, doc := range seeds {
		checkTree(t, &d, doc)
	}
	for _, deep := range []int{maxNesting, maxNesting + 1} {
		checkTree(t, &d, strings.Repeat("[", deep)+strings.Repeat("]", deep))
	}
	random := rand.New(rand.NewPCG(1, 2))
	const letters = "\"\\{}[]:,0123456789.eE+-u adtfn\x00\x1f\x7f\xff\u00e9"
	valid := 0
	for range 50_000 {
		doc := []byte(seeds[random.IntN(len(seeds))])
		for range 1 + random.IntN(3) {
			if len(doc) == 0 {
				break
			}
			switch at := random.IntN(len(doc)); random.IntN(3) {
			case 0:
				doc[at] = letters[random.IntN(len(letters))]
			case 1:
				doc = append(doc[:at], doc[at+1:]...)
			default:
				doc = append(doc[:at], append([]byte{letters[random.IntN(len(letters))]}, doc[at:]...)...)
			}
		}
		if checkTree(t, &d, string(doc)) {
			valid++
		}
	}
	if valid < 1000 {
		t.Errorf("only %d changed texts are valid", valid)
	}
}

// FuzzTree is TestTree for any text.
func FuzzTree(f *testing.F) {
	for _, doc := range seeds {
		f.Add(doc)
	}
	var d Document
	f.Fuzz(func(t *testing.T, doc string) { checkTree(t, &d, doc) })
}

// TestAppendText checks that a text is written so that encoding/json reads it.
func TestAppendText(t *testing.T) {
	for _, s := range []string{"", "a", "a\"b\\c/", "\x00\x1f\x7f\n\r\t", "é\u2028\u2029😀", "\xff\xfe", "<&>", strings.Repeat("x", 1000)} {
		var got string
		written := string(AppendText([]byte(`[`), s))
		if err := json.Unmarshal([]byte(written[1:]), &got); err != nil || written[0] != '[' {
			t.Errorf("%q is written as %s: %v", s, written, err)
		}
		want := strings.ToValidUTF8(s, "\ufffd")
		if s == "\xff\xfe" {
			want = "\ufffd\ufffd"
		}
		if got != want {
			t.Errorf("%q is written as %s", s, written)
		}
	}
}

// TestDocument checks the members that requests of a server have.
func TestDocument(t *testing.T) {
	var d Document
	o, err := d.Parse(`{"list": [{"a": "x"}, 5, {"a": 1}], "page": {"limit": 10, "half": 0.5, "token": "t"}, "time": 5, "none": null}`)
	if err != nil {
		t.Fatal(err)
	}
	if !o.Has("page") || o.Has("none") || o.Has("nothing") || o.Len("list") != 3 || o.Len("page") != 0 {
		t.Error("Has or Len is wrong")
	}
	page := o.Object("page")
	if n := page.Int("limit"); n != 10 || page.Int("nothing") != 0 || o.Err() != nil {
		t.Error(n)
	}
	if page.Int("half"); o.TakeErr() == nil || o.Err() != nil {
		t.Error("half is a whole number, or its error stays")
	}
	if value, isText := o.TextOrOther("time"); value != "5" || isText {
		t.Error(value, isText)
	}
	if value, isText := page.TextOrOther("token"); value != "t" || !isText {
		t.Error(value, isText)
	}
	var told []string
	for item := range o.Objects("list") {
		value := item.Text("a")
		if err := item.TakeErr(); err != nil {
			value = err.Error()
		}
		told = append(told, value)
	}
	if want := []string{"x", "list is not a list of objects", "a is not a string"}; !reflect.DeepEqual(told, want) {
		t.Errorf("%q", told)
	}
	d.Forget()
	if o, err := d.Parse(`{"a":{"b":{"c":{"d":{"e":1}}}}}`); err != nil || o.Object("a").Object("b").Object("c").Object("d").Text("e") != "" || o.Err() == nil {
		t.Error(err)
	}
}

// BenchmarkParse reads a usual request.
func BenchmarkParse(b *testing.B) {
	request := `{"subject":{"type":"user","id":"eve"},"action":{"name":"dashboards:read"},"resource":{"type":"dashboard","id":"latency"},"context":{"org":"main"}}`
	b.Run("Document", func(b *testing.B) {
		var d Document
		b.ReportAllocs()
		for b.Loop() {
			o, err := d.Parse(request)
			if err != nil || o.Object("subject").Text("id") != "eve" {
				b.Fatal(err)
			}
		}
	})
	b.Run("Parse", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := Parse([]byte(request)); err != nil {
				b.Fatal(err)
			}
		}
	})
}
