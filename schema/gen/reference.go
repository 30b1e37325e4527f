package main

import (
	_ "embed"
	"fmt"
	"reflect"
	"strings"

	"github.com/rolecall/rolecall/schema"
)

// introduction is the text before the reference of the blocks.
//
//go:embed language.md
var introduction string

// reference returns the reference of the language: every block with its attributes and
// nested blocks, from the tags of their structs.
func reference() []byte {
	var b strings.Builder
	b.WriteString("<!-- Written by go generate ./schema, from the structs of package schema and from schema/gen/language.md. -->\n\n")
	b.WriteString(introduction)
	b.WriteString("\n| block | declares |\n| --- | --- |\n")
	blocks := schema.ShapeOf(reflect.TypeFor[schema.Blocks]()).Blocks
	for _, block := range blocks {
		fmt.Fprintf(&b, "| [`%s`](#%s) | %s |\n", header(block.Name, block.Block), block.Name, firstSentence(block.Block.Doc))
	}
	for _, block := range blocks {
		writeBlock(&b, block.Name, block.Name, block.Block, 3)
	}
	return []byte(b.String())
}

// writeBlock writes a block under its path of names, as in grafana.anonymous, and then
// its nested blocks.
func writeBlock(b *strings.Builder, name, path string, shape *schema.Shape, depth int) {
	fmt.Fprintf(b, "\n%s %s\n\n", strings.Repeat("#", min(depth, 4)), path)
	fmt.Fprintf(b, "`%s { … }`\n\n%s%s\n", header(name, shape), shape.Doc, versionsOf(shape.Tags))
	if len(shape.Attributes) > 0 {
		b.WriteString("\n| attribute | type | default | |\n| --- | --- | --- | --- |\n")
		for _, a := range shape.Attributes {
			fmt.Fprintf(b, "| `%s` | %s | %s | %s%s |\n", a.Name, a.Type, defaultOf(a), cell(a.Doc), cell(versionsOf(a.Tags)))
		}
	}
	if len(shape.Blocks) > 0 {
		b.WriteString("\nBlocks inside it:\n\n")
		for _, inner := range shape.Blocks {
			often := "at most once"
			if inner.Repeated {
				often = "any number"
			}
			fmt.Fprintf(b, "- [`%s`](#%s), %s\n", header(inner.Name, inner.Block), anchor(path+"."+inner.Name), often)
		}
		for _, inner := range shape.Blocks {
			writeBlock(b, inner.Name, path+"."+inner.Name, inner.Block, depth+1)
		}
	}
}

// header returns the first line of a block.
func header(name string, shape *schema.Shape) string {
	for _, label := range shape.Labels {
		name += fmt.Sprintf(" %q", strings.ToUpper(label.Name))
	}
	return name
}

// anchor returns the fragment of a link to a heading on GitHub.
func anchor(heading string) string {
	return strings.ReplaceAll(strings.ToLower(heading), ".", "")
}

func defaultOf(a schema.Field) string {
	switch {
	case !a.Optional:
		return "**required**"
	case a.Default != "":
		return a.Default
	case strings.HasPrefix(a.Type, "list"):
		return "none"
	case a.Type == "bool":
		return "false"
	default:
		return "none"
	}
}

// versionsOf returns the end of a description, with the versions that have the part.
func versionsOf(t schema.Tags) string {
	var said []string
	if t.Since != "" {
		said = append(said, fmt.Sprintf("From Grafana %s.", t.Since))
	}
	if t.Until != "" {
		said = append(said, fmt.Sprintf("Not in Grafana %s and newer. %s", t.Until, t.Instead))
	}
	if t.Ignored != "" {
		said = append(said, fmt.Sprintf("Without effect from Grafana %s.", t.Ignored))
	}
	for value, since := range t.Values { // one at most so far, so the order is none
		said = append(said, fmt.Sprintf("%s from Grafana %s.", value, since))
	}
	if len(said) == 0 {
		return ""
	}
	return " *" + strings.TrimSpace(strings.Join(said, " ")) + "*"
}

func firstSentence(s string) string {
	if i := strings.Index(s, ". "); i >= 0 {
		s = s[:i+1]
	}
	return cell(s)
}

// cell returns a text that may stand in a cell of a table.
func cell(s string) string { return strings.ReplaceAll(s, "|", `\|`) }
