package ijson

import (
	"errors"
	"fmt"
	"iter"
	"strconv"
	"strings"
	"unsafe"
)

// ParseObject is like Parse, and returns an error if the text is not an object.
func ParseObject(text []byte) (Object, error) { return new(Document).Parse(string(text)) }

// A Document is a JSON text that has been read. The zero Document is ready for use, and reuses
// its memory when another text is read. It is not safe for concurrent use.
type Document struct {
	nodes []node
	// err is the first error of reading members.
	err error
}

// maxKept is the number of nodes whose memory a Document keeps for the next text.
const maxKept = 4096

// Parse reads a text that is one object, with the errors of ParseObject. It ends the use of all
// objects that the Document gave before.
func (d *Document) Parse(text string) (Object, error) {
	d.err = nil
	p := parser{text: text, nodes: d.nodes[:0]}
	ok := p.document()
	d.nodes = p.nodes
	switch {
	case !ok:
		// Parse says in which place the text is wrong.
		_, err := Parse([]byte(text))
		if err == nil {
			err = errors.New("it is not JSON")
		}
		return Object{}, err
	case d.nodes[0].kind != object:
		return Object{}, errors.New("it is not an object")
	}
	return Object{doc: d}, nil
}

// Forget lets go of the text that was read, and of all objects that the Document gave. It keeps
// the memory of a usual text for the next one.
func (d *Document) Forget() {
	if clear(d.nodes); cap(d.nodes) > maxKept {
		d.nodes = nil
	}
	d.nodes, d.err = d.nodes[:0], nil
}

// Size returns how many bytes of memory the values of the text take, without the text.
func (d *Document) Size() int { return len(d.nodes) * int(unsafe.Sizeof(node{})) }

// maxDepth is how deep an object may be below the whole text to have its whole path in errors.
const maxDepth = 3

// An Object is a JSON object whose members are read one by one. It and the objects
// within it keep the first error together: see Err. The zero Object has no members.
type Object struct {
	doc *Document
	// at is the number of the node; absent for an object without members.
	at int32
	// depth is how many names path has. They name the object in errors.
	depth int8
	path  [maxDepth]string
}

// absent is the number of the node of an object that is not there.
const absent = -1

// A MemberError reports a member that is not of the right type.
type MemberError struct {
	// Member is the path of the member: "subject.id".
	Member string
	// Kind is the right type, as in "a string".
	Kind string
}

// Error returns the error as a sentence without a full stop.
func (e *MemberError) Error() string { return fmt.Sprintf("%s is not %s", e.Member, e.Kind) }

// Err returns the first error of reading members, a *MemberError. It is nil if all members had
// the right type.
func (o Object) Err() error {
	if o.doc == nil {
		return nil
	}
	return o.doc.err
}

// TakeErr returns what Err returns, and forgets it.
func (o Object) TakeErr() error {
	err := o.Err()
	if err != nil {
		o.doc.err = nil
	}
	return err
}

// Has reports whether there is a member that is not null.
func (o Object) Has(name string) bool { return o.member(name) != nil }

// Present reports whether the object is in the text: it is not if it came from a member that is
// null, missing or of another type.
func (o Object) Present() bool { return o.doc != nil && o.at != absent }

// Object returns the object in a member. It has no members if the member is null
// or missing. A member of another type is an error.
func (o Object) Object(name string) Object {
	inner := o
	inner.at = absent
	if int(inner.depth) < maxDepth {
		inner.path[inner.depth] = name
		inner.depth++
	}
	if n := o.typed(name, object, "an object"); n != nil {
		inner.at = n.at
	}
	return inner
}

// Text returns the string in a member, empty if the member is null or missing. A
// member of another type is an error.
func (o Object) Text(name string) string {
	if n := o.typed(name, text, "a string"); n != nil {
		return n.text
	}
	return ""
}

// TextOrOther returns the string in a member, and reports whether the member is a string, null or
// missing. A member of another type is no error; the text is then its JSON, or empty for a list
// or an object.
func (o Object) TextOrOther(name string) (value string, isText bool) {
	if n := o.member(name); n != nil {
		return n.text, n.kind == text
	}
	return "", true
}

// Texts returns the list of strings in a member, nil if the member is null or
// missing. A member of another type is an error, and so is an item of another type.
func (o Object) Texts(name string) []string {
	const kind = "a list of strings"
	n := o.typed(name, list, kind)
	if n == nil {
		return nil
	}
	texts := []string{}
	for at := range o.doc.items(n.at) {
		item := &o.doc.nodes[at]
		if item.kind != text {
			o.fail(name, kind)
			return nil
		}
		texts = append(texts, item.text)
	}
	return texts
}

// Int returns the whole number in a member, written without fraction and exponent, and 0 if the
// member is null or missing. Any other member is an error.
func (o Object) Int(name string) int {
	const kind = "a whole number"
	n := o.typed(name, number, kind)
	if n == nil {
		return 0
	}
	i, err := strconv.Atoi(n.text)
	if err != nil {
		o.fail(name, kind)
	}
	return i
}

// Objects returns the list of objects in a member. It has no items if the member is null or
// missing. A member of another type is an error. An item of another type has no members, and is
// an error once the iteration reaches it.
func (o Object) Objects(name string) iter.Seq[Object] {
	const kind = "a list of objects"
	n := o.typed(name, list, kind)
	return func(yield func(Object) bool) {
		if n == nil {
			return
		}
		for at := range o.doc.items(n.at) {
			item := Object{doc: o.doc, at: at}
			if o.doc.nodes[at].kind != object {
				item.at = absent
				o.fail(name, kind)
			}
			if !yield(item) {
				return
			}
		}
	}
}

// IsList reports whether a member is a list.
func (o Object) IsList(name string) bool {
	n := o.member(name)
	return n != nil && n.kind == list
}

// Len returns the number of items of the list in a member; 0 if it is not a list.
func (o Object) Len(name string) int {
	length := 0
	if n := o.member(name); n != nil && n.kind == list {
		for range o.doc.items(n.at) {
			length++
		}
	}
	return length
}

// member returns the node of a member; nil if the member is null or missing.
func (o Object) member(name string) *node {
	if o.doc == nil || o.at == absent {
		return nil
	}
	for at := range o.doc.items(o.at) {
		if n := &o.doc.nodes[at]; n.name == name {
			if n.kind == null {
				return nil
			}
			return n
		}
	}
	return nil
}

// typed returns the node of a member of a type; nil if the member is null, missing, or of another
// type, which is an error.
func (o Object) typed(name string, is kind, called string) *node {
	n := o.member(name)
	if n != nil && n.kind != is {
		o.fail(name, called)
		return nil
	}
	return n
}

// fail keeps the error that a member is not of a kind, if it is the first error.
func (o Object) fail(name, kind string) {
	if o.doc.err == nil {
		o.doc.err = &MemberError{o.Called(name), kind}
	}
}

// Called returns the path of a member as errors have it: "subject.id".
func (o Object) Called(name string) string {
	return strings.Join(append(append(make([]string, 0, maxDepth+1), o.path[:o.depth]...), name), ".")
}
