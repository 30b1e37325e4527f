package decode

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/rolecall/rolecall/loader/internal/diag"
	"github.com/rolecall/rolecall/schema"
)

// syntaxHints has what to write after hcl's diagnostics about syntax, by summary.
var syntaxHints = map[string]string{
	"Invalid single-argument block definition": "Write each argument on a line of its own, and the brace after them.",
	"Argument or block definition required":    "A comment begins with #.",
	"Invalid 'for' expression":                 "Write [for x in list : x], or { for k, v in map : k => v }.",
	"Unclosed configuration block":             "Write } after the last line of the block.",
	"Missing newline after argument":           "Write each argument on a line of its own.",
}

var (
	// spaced matches a reference before a space, and more matches further words.
	spaced = regexp.MustCompile(`([\pL_]+)\.([\pL\pN_-]+) +$`)
	more   = regexp.MustCompile(`^(?: *[\pL\pN_-]+)+`)
	// inside matches a block on one line that has a block in it.
	inside = regexp.MustCompile(`^\s*([^{]*\{)\s*(.*?\{.*\})\s*\}\s*$`)
)

// nameWithSpaces returns the reference before a place, and the whole name that it was to have,
// if the place has the second word of a name with spaces, as in folder.Network Operations. The
// name is empty if it has not.
func nameWithSpaces(src []byte, at hcl.Range) (typ, name string) {
	if !at.CanSliceBytes(src) || !hclsyntax.ValidIdentifier(string(at.SliceBytes(src))) {
		return "", ""
	}
	reference := spaced.FindSubmatch(lineBefore(src, at))
	if reference == nil || !slices.Contains(schema.Types, schema.Type(reference[1])) || bytes.HasPrefix(bytes.TrimLeft(src[at.End.Byte:], " \t"), []byte("=")) {
		return "", ""
	}
	return string(reference[1]), string(reference[2]) + " " + string(more.Find(src[at.Start.Byte:]))
}

// lineBefore returns the line of a place up to it.
func lineBefore(src []byte, at hcl.Range) []byte {
	return src[bytes.LastIndexByte(src[:at.Start.Byte], '\n')+1 : at.Start.Byte]
}

// onLines returns how to write a block on one line that has another block in it; empty if the
// line of a place has anything else.
func onLines(src []byte, at hcl.Range) string {
	line, _, _ := bytes.Cut(src[at.Start.Byte-len(lineBefore(src, at)):], []byte("\n"))
	parts := inside.FindSubmatch(line)
	if parts == nil {
		return ""
	}
	return fmt.Sprintf("\n\n  %s\n    %s\n  }", parts[1], parts[2])
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
		hint := syntaxHints[d.Summary]
		if typ, name := nameWithSpaces(src, *d.Subject); hint != "" && name != "" {
			d.Detail = fmt.Sprintf("A label has no spaces, and neither has a reference to it. Write %s, and refer to that label.", diag.Labelled(schema.Type(typ), name))
			return false
		}
		switch {
		case d.Summary == "Argument definition required" && strings.Contains(d.Detail, "single-line block"):
			d.Detail = "A block on one line holds one argument, and no other block. Write the inner block on a line of its own:" + onLines(src, *d.Subject)
		case hint != "" && !strings.Contains(d.Detail, "equals sign"):
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

// jsonHints has what to write after hcl's diagnostics about a file in JSON, by the part of
// them that is always the same.
var jsonHints = map[string]string{
	"The JSON data ends prematurely.":                                                                       "Write the object of the file, { … }, up to its last brace.",
	"There is a syntax error in the given JSON string.":                                                     `A string ends on its line, with a double quote; \n stands for a line break, \" for a quote and \\ for a backslash.`,
	"There is a syntax error in the given JSON number.":                                                     "A number is written as in 12, -1 or 0.5.",
	"The root value in a JSON-based configuration must be either a JSON object or a JSON array of objects.": `Write an object, as in { "user": { "eve": {} } }.`,
	"A JSON value must start with a brace, a bracket, a number, a string, or a keyword.":                    "A string has double quotes, and there are no comments.",
}

// explainJSON returns the first of the diagnostics of hcl's parser about a file in
// JSON, with what to write: the others follow from it.
func explainJSON(diags hcl.Diagnostics) hcl.Diagnostics {
	const general = "Root value must be object"
	if len(diags) > 1 {
		first := slices.IndexFunc(diags, func(d *hcl.Diagnostic) bool { return d.Summary != general })
		diags = diags[max(first, 0):][:1]
	}
	for _, d := range diags {
		d.Summary = strings.ReplaceAll(d.Summary, "seperator", "separator")
		if hint := jsonHints[d.Detail]; hint != "" {
			d.Detail += " " + hint
		}
	}
	return diags
}
