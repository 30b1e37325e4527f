package loader

import (
	"bytes"
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"

	"github.com/rolecall/rolecall/internal/limits"
	"github.com/rolecall/rolecall/internal/nesting"
	"github.com/rolecall/rolecall/loader/internal/decode"
	"github.com/rolecall/rolecall/loader/internal/diag"
)

// maxPasses bounds how often a file is formatted until nothing changes. No file is
// known that changes after the second time.
const maxPasses = 8

// Format returns the source of a file in its canonical form: HCL's own indentation
// and alignment, labels in quotes, one blank line at most, lines that end in a
// line feed. Comments and strings stay as they are. Formatting twice changes no
// more than formatting once.
//
// A file that cannot be parsed is returned as it is, with the errors.
func Format(src []byte, filename string) ([]byte, hcl.Diagnostics) {
	if at, over := decode.OverLimit(src); over {
		at.Filename = filename
		return src, hcl.Diagnostics{{Severity: hcl.DiagError, Summary: "File beyond limits", Detail: fmt.Sprintf("A file may have %d bytes, and a line of it %d.", limits.MaxFileSize, limits.MaxLineLength), Subject: &at}}
	}
	if problem := nesting.Check(src, filename); problem != nil {
		return src, hcl.Diagnostics{problem}
	}
	f, diags := hclsyntax.ParseConfig(src, filename, hcl.InitialPos)
	if diags.HasErrors() {
		return src, diag.Printed(diags)
	}
	out := quoteLabels(f.Body.(*hclsyntax.Body), src)
	for range maxPasses {
		next := format(out)
		if bytes.Equal(next, out) {
			break
		}
		out = next
	}
	if bytes.Equal(out, src) {
		return src, nil
	}
	// If the result could not be parsed, the file is better left alone.
	if _, diags := hclsyntax.ParseConfig(out, filename, hcl.InitialPos); diags.HasErrors() {
		return src, nil
	}
	return out, nil
}

func format(src []byte) []byte {
	out := hclwrite.Format(lines(src))
	if len(out) > 0 && out[len(out)-1] != '\n' {
		out = append(out, '\n')
	}
	return out
}

// quoteLabels puts the labels of blocks in quotes, which HCL lets one leave
// out around a word.
func quoteLabels(body *hclsyntax.Body, src []byte) []byte {
	var bare []hcl.Range
	collectBare(body, src, &bare)
	if len(bare) == 0 {
		return src
	}
	starts, ends := map[int]bool{}, map[int]bool{}
	for _, at := range bare {
		starts[at.Start.Byte], ends[at.End.Byte] = true, true
	}
	out := make([]byte, 0, len(src)+2*len(bare))
	for i := 0; i <= len(src); i++ {
		if ends[i] {
			out = append(out, '"')
		}
		if starts[i] {
			out = append(out, '"')
		}
		if i < len(src) {
			out = append(out, src[i])
		}
	}
	return out
}

func collectBare(body *hclsyntax.Body, src []byte, bare *[]hcl.Range) {
	for _, block := range body.Blocks {
		for _, at := range block.LabelRanges {
			if at.CanSliceBytes(src) && !bytes.HasPrefix(at.SliceBytes(src), []byte(`"`)) {
				*bare = append(*bare, at)
			}
		}
		collectBare(block.Body, src, bare)
	}
}

// lines ends every line in a line feed and leaves one blank line where there
// are more, and none at the beginning and the end of the file. It does not
// look into heredocs, whose lines are the words of strings.
func lines(src []byte) []byte {
	tokens, _ := hclsyntax.LexConfig(src, "", hcl.InitialPos)
	out := make([]byte, 0, len(src)+1)
	last := 0   // the byte after the last token
	breaks := 2 // line breaks since the last other token; as if after a blank line
	for _, token := range tokens {
		switch token.Type {
		case hclsyntax.TokenNewline:
			if breaks < 2 {
				out = append(out, '\n')
			}
			breaks++
		case hclsyntax.TokenEOF:
		default:
			out = append(out, src[last:token.Range.Start.Byte]...)
			text := token.Bytes
			breaks = 0
			if token.Type == hclsyntax.TokenComment && bytes.HasSuffix(text, []byte("\n")) {
				text = append(bytes.TrimRight(bytes.TrimSuffix(text, []byte("\n")), " \t\r"), '\n')
				breaks = 1
			}
			out = append(out, text...)
		}
		last = token.Range.End.Byte
	}
	if trimmed := bytes.TrimRight(out, "\n"); len(trimmed) == 0 {
		return nil
	} else if len(out)-len(trimmed) > 1 && breaks > 0 {
		out = append(trimmed, '\n')
	}
	return out
}
