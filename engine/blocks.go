package engine

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// blocks name the block around each of some bytes of a file: as HCL's own
// navigation does, which looks through the whole file for each.
type blocks map[int]string

// ContextString implements what HCL's writer asks the navigation of a file.
func (b blocks) ContextString(at int) string { return b[at] }

// find finds the blocks around the bytes that have an entry.
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

// header is the beginning of a block without its brace.
func header(block *hclsyntax.Block) string {
	text := block.Type
	for _, label := range block.Labels {
		text += fmt.Sprintf(" %q", label)
	}
	return text
}

// findJSON is find for a file of JSON, where objects and lists are around a byte,
// as in user.eve. It goes over the file once, but for what is said of one that is
// broken, which is little: HCL stops where it is.
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

// A jsonPath is what a byte of JSON is in, from the outside.
type jsonPath []jsonStep

// A jsonStep is an object or a list.
type jsonStep struct {
	list bool
	// key is that of the value that is read; isKey says that a key comes next.
	key   string
	isKey bool
	n     int // of a list, how many values have begun
}

// read goes over a token.
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

// String is the way to the innermost object or list: user.eve.teams[0].
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
