package ijson

import (
	"iter"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// A kind is a type of JSON value.
type kind uint8

const (
	null kind = iota
	boolean
	number
	text
	list
	object
)

// A node is a value in a text. The nodes of a text are in the order of the text: those of the
// items of a list, or of the members of an object, follow it.
type node struct {
	kind kind
	// at is the number of the node, and next that of the node after it and all within it.
	at, next int32
	// name is the name of a member of an object.
	name string
	// text is a string, or the JSON of a number or of a boolean.
	text string
}

// items iterates over the numbers of the nodes right below a list or an object.
func (d *Document) items(of int32) iter.Seq[int32] {
	return func(yield func(int32) bool) {
		end := d.nodes[of].next
		for at := of + 1; at < end && yield(at); at = d.nodes[at].next {
		}
	}
}

// Limits of encoding/json, and of the numbers of nodes.
const (
	maxNesting = 10_000
	maxNodes   = 1 << 30
)

// manyMembers is the number of members from which an object looks names up in a map.
const manyMembers = 16

// A parser reads one text into nodes. All of its methods report whether the text is I-JSON so far;
// the caller asks Parse for the reason if not. Most requests have a few hundred bytes, and a
// server reads many, so strings without escapes stay where they are in the text.
type parser struct {
	text  string
	at    int
	depth int
	nodes []node
}

// document reads the whole text.
func (p *parser) document() bool {
	if !utf8.ValidString(p.text) {
		return false
	}
	p.space()
	if !p.value("") {
		return false
	}
	p.space()
	return p.at == len(p.text)
}

func (p *parser) space() {
	for p.at < len(p.text) {
		switch p.text[p.at] {
		case ' ', '\t', '\n', '\r':
			p.at++
		default:
			return
		}
	}
}

// take skips a byte if it is next.
func (p *parser) take(b byte) bool {
	if p.at < len(p.text) && p.text[p.at] == b {
		p.at++
		return true
	}
	return false
}

// value reads a value, which is next, and its name as a member.
func (p *parser) value(name string) bool {
	if p.at >= len(p.text) || len(p.nodes) >= maxNodes {
		return false
	}
	self := int32(len(p.nodes))
	p.nodes = append(p.nodes, node{at: self, next: self + 1, name: name})
	kind, value, ok := null, "", false
	switch c := p.text[p.at]; {
	case c == '"':
		kind = text
		value, ok = p.string()
	case c == '{':
		kind = object
		ok = p.object(self)
	case c == '[':
		kind = list
		ok = p.list()
	case c == '-' || '0' <= c && c <= '9':
		kind = number
		value, ok = p.number()
	default:
		kind, value, ok = p.word()
	}
	n := &p.nodes[self]
	n.kind, n.text, n.next = kind, value, int32(len(p.nodes))
	return ok
}

func (p *parser) word() (kind, string, bool) {
	for _, word := range [...]struct {
		text string
		kind kind
	}{{"null", null}, {"true", boolean}, {"false", boolean}} {
		if strings.HasPrefix(p.text[p.at:], word.text) {
			p.at += len(word.text)
			return word.kind, word.text, true
		}
	}
	return null, "", false
}

func (p *parser) list() bool {
	return p.within(']', func() bool { return p.value("") })
}

func (p *parser) object(self int32) bool {
	var names map[string]bool
	members := 0
	return p.within('}', func() bool {
		if p.at >= len(p.text) || p.text[p.at] != '"' {
			return false
		}
		name, ok := p.string()
		if !ok || p.appeared(self, name, names) {
			return false
		}
		if members++; members == manyMembers {
			names = p.names(self)
		}
		if names != nil {
			names[name] = true
		}
		p.space()
		if !p.take(':') {
			return false
		}
		p.space()
		return p.value(name)
	})
}

// names returns the names of the members so far of an object.
func (p *parser) names(self int32) map[string]bool {
	names := map[string]bool{}
	for at := self + 1; at < int32(len(p.nodes)); at = p.nodes[at].next {
		names[p.nodes[at].name] = true
	}
	return names
}

// appeared reports whether an object has a member of a name so far. The map of names is nil for
// few members.
func (p *parser) appeared(self int32, name string, names map[string]bool) bool {
	if names != nil {
		return names[name]
	}
	for at := self + 1; at < int32(len(p.nodes)); at = p.nodes[at].next {
		if p.nodes[at].name == name {
			return true
		}
	}
	return false
}

// within reads what is between brackets, separated by commas.
func (p *parser) within(end byte, each func() bool) bool {
	p.at++
	if p.depth++; p.depth > maxNesting {
		return false
	}
	defer func() { p.depth-- }()
	p.space()
	if p.take(end) {
		return true
	}
	for {
		if !each() {
			return false
		}
		p.space()
		switch {
		case p.take(end):
			return true
		case !p.take(','):
			return false
		}
		p.space()
	}
}

func (p *parser) number() (string, bool) {
	start := p.at
	p.take('-')
	if !p.take('0') && !p.digits() {
		return "", false
	}
	if p.take('.') && !p.digits() {
		return "", false
	}
	if p.take('e') || p.take('E') {
		if !p.take('+') {
			p.take('-')
		}
		if !p.digits() {
			return "", false
		}
	}
	return p.text[start:p.at], true
}

// digits skips digits, and reports whether there was one.
func (p *parser) digits() bool {
	start := p.at
	for p.at < len(p.text) && '0' <= p.text[p.at] && p.text[p.at] <= '9' {
		p.at++
	}
	return p.at > start
}

// string reads a string, whose quote is next.
func (p *parser) string() (string, bool) {
	p.at++
	start := p.at
	for ; p.at < len(p.text); p.at++ {
		switch c := p.text[p.at]; {
		case c == '"':
			p.at++
			return p.text[start : p.at-1], true
		case c == '\\':
			return p.escaped(start)
		case c < ' ':
			return "", false
		}
	}
	return "", false
}

// plain are the characters that stand for others behind a backslash.
var plain = [256]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// escaped reads the rest of a string from its first escape on.
func (p *parser) escaped(start int) (string, bool) {
	out := append(make([]byte, 0, 2*(p.at-start)+16), p.text[start:p.at]...)
	for p.at < len(p.text) {
		c := p.text[p.at]
		switch {
		case c == '"':
			p.at++
			return string(out), true
		case c < ' ':
			return "", false
		case c != '\\':
			out = append(out, c)
			p.at++
			continue
		}
		if p.at++; p.at == len(p.text) {
			return "", false
		}
		if c := p.text[p.at]; c != 'u' {
			if plain[c] == 0 {
				return "", false
			}
			out = append(out, plain[c])
			p.at++
			continue
		}
		r, ok := p.rune()
		if !ok {
			return "", false
		}
		out = utf8.AppendRune(out, r)
	}
	return "", false
}

// rune reads the escape of a character behind its backslash: u0041, or two halves of a pair.
func (p *parser) rune() (rune, bool) {
	first, ok := p.unit()
	if !ok || !utf16.IsSurrogate(first) {
		return first, ok
	}
	if !p.take('\\') || p.at == len(p.text) || p.text[p.at] != 'u' {
		return 0, false
	}
	second, ok := p.unit()
	r := utf16.DecodeRune(first, second)
	return r, ok && r != utf8.RuneError
}

// unit reads a UTF-16 unit behind its backslash: u0041.
func (p *parser) unit() (rune, bool) {
	const size = len("u0000")
	if len(p.text)-p.at < size {
		return 0, false
	}
	var unit rune
	for _, c := range []byte(p.text[p.at+1 : p.at+size]) {
		switch {
		case '0' <= c && c <= '9':
			c -= '0'
		case 'a' <= c && c <= 'f':
			c -= 'a' - 10
		case 'A' <= c && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, false
		}
		unit = unit<<4 | rune(c)
	}
	p.at += size
	return unit, true
}
