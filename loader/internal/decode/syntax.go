package decode

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// syntaxHints has what to write after hcl's diagnostics about syntax, by summary.
var syntaxHints = map[string]string{
	"Invalid single-argument block definition": "Write each argument on a line of its own, and the brace after them.",
	"Argument or block definition required":    "A comment begins with #.",
	"Invalid 'for' expression":                 "Write [for x in list : x], or { for k, v in map : k => v }.",
	"Unclosed configuration block":             "Write } after the last line of the block.",
	"Missing newline after argument":           "Write each argument on a line of its own.",
}

// spaced matches a reference before a space.
var spaced = regexp.MustCompile(`\.[\pL\pN_-]+ +$`)

// nameHasSpaces reports whether a place has the second word of a name that a reference has
// with its spaces, as in folder.Network Operations.
func nameHasSpaces(src []byte, at hcl.Range) bool {
	if !at.CanSliceBytes(src) || !hclsyntax.ValidIdentifier(string(at.SliceBytes(src))) {
		return false
	}
	line := src[bytes.LastIndexByte(src[:at.Start.Byte], '\n')+1 : at.Start.Byte]
	return spaced.Match(line) && !bytes.HasPrefix(bytes.TrimLeft(src[at.End.Byte:], " \t"), []byte("="))
}

// explainSyntax makes the diagnostics of hcl's parser about a file in native syntax
// fewer and clearer: a string that does not end makes an error of every line after it.
func explainSyntax(diags hcl.Diagnostics, src []byte, filename string) hcl.Diagnostics {
	diags = explainUnended(diags, src, filename)
	quotes := map[int]bool{} // the lines with a character that has no meaning
	return slices.DeleteFunc(diags, func(d *hcl.Diagnostic) bool {
		if d.Subject == nil {
			return false
		}
		switch line := d.Subject.Start.Line; d.Summary {
		case "Invalid character":
			quotes[line] = true
		case "Invalid expression":
			return quotes[line]
		case "Attribute redefined":
			// HCL's place has a path that is not from the working directory.
			if before, after, ok := strings.Cut(d.Detail, " at "+d.Subject.Filename+":"); ok {
				first, _, _ := strings.Cut(after, ",")
				d.Detail = fmt.Sprintf("%s on line %s. Each argument may be set only once.", before, first)
			}
		}
		if _, two := syntaxHints[d.Summary]; two && nameHasSpaces(src, *d.Subject) {
			d.Detail = fmt.Sprintf("%q follows a reference. A label has no spaces in it: refer to the label of the block.", d.Subject.SliceBytes(src))
			return false
		}
		if hint := syntaxHints[d.Summary]; hint != "" && !strings.Contains(d.Detail, "equals sign") {
			d.Detail += " " + hint
		}
		return false
	})
}

// explainUnended puts one diagnostic at the beginning of a string or a heredoc that
// does not end, in place of those about the lines after it.
func explainUnended(diags hcl.Diagnostics, src []byte, filename string) hcl.Diagnostics {
	first := slices.IndexFunc(diags, func(d *hcl.Diagnostic) bool {
		return d.Summary == "Unterminated template string" || d.Summary == "Invalid multi-line string"
	})
	if first < 0 {
		return diags
	}
	if d := diags[first]; d.Summary == "Invalid multi-line string" {
		d.Detail = `This string has no closing quote on its line. For several lines write \n in it, or a heredoc: <<EOT, the lines, and a line with EOT alone.`
	} else if begins, marker := openHeredoc(src, filename); marker != "" {
		diags[first] = &hcl.Diagnostic{
			Severity: hcl.DiagError,
			Summary:  "Heredoc without end",
			Detail:   fmt.Sprintf("No line after this one has %s alone, which ends the heredoc. Write %s on a line of its own after the text.", marker, marker),
			Subject:  &begins,
		}
	}
	return diags[:first+1]
}

// openHeredoc returns the place and the marker of the heredoc that does not end; the
// marker is empty if all do.
func openHeredoc(src []byte, filename string) (at hcl.Range, marker string) {
	tokens, _ := hclsyntax.LexConfig(src, filename, hcl.InitialPos)
	for _, t := range tokens {
		switch t.Type {
		case hclsyntax.TokenOHeredoc:
			at, marker = t.Range, strings.TrimSpace(strings.TrimLeft(string(t.Bytes), "<-"))
			at.End = at.Start
			at.End.Byte += len(strings.TrimSpace(string(t.Bytes)))
			at.End.Column += len(strings.TrimSpace(string(t.Bytes)))
		case hclsyntax.TokenCHeredoc:
			marker = ""
		}
	}
	return at, marker
}

// explainJSON returns the first of the diagnostics of hcl's parser about a file in
// JSON: the others follow from it.
func explainJSON(diags hcl.Diagnostics) hcl.Diagnostics {
	const general = "Root value must be object"
	if len(diags) < 2 {
		return diags
	}
	first := slices.IndexFunc(diags, func(d *hcl.Diagnostic) bool { return d.Summary != general })
	return diags[max(first, 0):][:1]
}
