package excerpts

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// blocks maps bytes of a file to the names of the blocks around them. HCL's own
// navigation gives the same names, but searches the whole file for each byte.
type blocks map[int]string

// ContextString returns the name of the block around a byte. HCL's writer calls it.
func (b blocks) ContextString(at int) string { return b[at] }

// find sets the names for all bytes that have an entry.
func (b blocks) find(file *hcl.File) {
	body, native := file.Body.(*hclsyntax.Body)
	if !native {
		b.findJSON(file)
		return
	}
	for at := range b {
		// Blocks do not overlap, and are in the order of the file.
		n, _ := slices.BinarySearchFunc(body.Blocks, at, func(block *hclsyntax.Block, at int) int { return block.Range().End.Byte - at - 1 })
		if n < len(body.Blocks) && body.Blocks[n].Range().ContainsOffset(at) {
			b[at] = header(body.Blocks[n])
		}
	}
}

// header returns the beginning of a block without its brace.
func header(block *hclsyntax.Block) string {
	text := block.Type
	for _, label := range block.Labels {
		text += fmt.Sprintf(" %q", label)
	}
	return text
}

// findJSON is find for a file in JSON. There the objects and lists around a byte have a
// name, as in user.eve. It reads the file once. In a broken file HCL names the blocks of
// the bytes after the mistake, which are few, as HCL stops there.
func (b blocks) findJSON(file *hcl.File) {
	places := make([]int, 0, len(b))
	for at := range b {
		places = append(places, at)
	}
	slices.Sort(places)
	dec := json.NewDecoder(bytes.NewReader(file.Bytes))
	dec.UseNumber()
	var path jsonPath
	for len(places) > 0 {
		token, err := dec.Token()
		if err != nil {
			if nav, ok := file.Nav.(interface{ ContextString(int) string }); ok {
				for _, at := range places {
					b[at] = nav.ContextString(at)
				}
			}
			return
		}
		end := int(dec.InputOffset())
		opens := token == json.Delim('{') || token == json.Delim('[')
		closes := token == json.Delim('}') || token == json.Delim(']')
		if opens || closes {
			before := end // an opening bracket is inside, and so is a closing one
			if opens {
				before--
			}
			for len(places) > 0 && places[0] < before {
				b[places[0]] = path.String()
				places = places[1:]
			}
		}
		path.read(token, opens, closes)
	}
}

// A jsonPath holds the objects and lists around a byte of JSON, outermost first.
type jsonPath []jsonStep

// A jsonStep is an object or a list.
type jsonStep struct {
	list bool
	// key is the key of the current value. isKey reports whether a key comes next.
	key   string
	isKey bool
	n     int // of a list, how many values have begun
}

// read moves the path past a token.
func (p *jsonPath) read(token json.Token, opens, closes bool) {
	if closes {
		*p = (*p)[:len(*p)-1]
	} else if in := p.last(); in != nil && in.isKey {
		in.key, in.isKey = token.(string), false
		return
	} else if in != nil && in.list {
		in.n++
	}
	if opens {
		list := token == json.Delim('[')
		*p = append(*p, jsonStep{list: list, isKey: !list})
	} else if in := p.last(); in != nil && !in.list {
		in.isKey = true // the value has ended
	}
}

func (p *jsonPath) last() *jsonStep {
	if len(*p) == 0 {
		return nil
	}
	return &(*p)[len(*p)-1]
}

// String returns the path of the innermost object or list: user.eve.teams[0].
func (p jsonPath) String() string {
	var text []byte
	for _, step := range p[:max(len(p)-1, 0)] {
		switch {
		case step.list:
			text = strconv.AppendInt(append(text, '['), int64(step.n-1), 10)
			text = append(text, ']')
		case len(text) > 0:
			text = append(append(text, '.'), step.key...)
		default:
			text = append(text, step.key...)
		}
	}
	return string(text)
}
