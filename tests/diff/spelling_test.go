package diff

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"
	"pgregory.net/rapid"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/diff"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/tests/generate"
)

// TestSpelling writes configurations in another way: with other labels, where attributes keep
// Grafana's names, in another order, with comments and another format. The access is the same, and
// nothing is new or gone.
func TestSpelling(t *testing.T) {
	generate.Each(t, generate.Servers, func(t *rapid.T, server generate.Server) {
		was := generate.Cases(server, 0).Draw(t, "case")
		now := generate.Case{Config: rewritten(t, was.Config)}
		d, err := engine.Diff(context.Background(), view(t, was.World(t)), view(t, now.World(t)), at)
		if err != nil {
			t.Fatal(err)
		}
		for _, declared := range [][]diff.Item{d.New.Subjects, d.New.Resources, d.Gone.Subjects, d.Gone.Resources} {
			for _, item := range declared {
				t.Fatalf("%s is new or gone\n%s\n%s", item, was.Config, now.Config)
			}
		}
		if !d.Same() || len(d.Notes) > 0 {
			t.Fatalf("%s %s: %v\n%s\n%s", d.Groups[0].Change, d.Groups[0].Example, d.Notes, was.Config, now.Config)
		}
	})
}

// rewritten returns a configuration with other labels, comments, format and order. Org mappings
// stay in their order, which counts.
func rewritten(t *rapid.T, config string) string {
	f, diags := hclwrite.ParseConfig([]byte(config), "main.hcl", hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	var labels [][2][]string
	for _, b := range f.Body().Blocks() {
		typ := schema.Type(b.Type())
		if len(b.Labels()) == 0 || typ == schema.RoleAssignmentType || typ == schema.BasicRoleType {
			continue
		}
		label := b.Labels()[0]
		labels = append(labels, [2][]string{{b.Type(), label}, {b.Type(), "other_" + label}})
		b.SetLabels([]string{"other_" + label})
		if attr := typ.NameAttribute(); b.Body().GetAttribute(attr) == nil {
			b.Body().SetAttributeValue(attr, cty.StringVal(label))
		}
	}
	rename(f.Body(), labels)
	var blocks, mappings []string
	for _, b := range f.Body().Blocks() {
		text := fmt.Sprintf("# %s\n%s\n", b.Type(), b.BuildTokens(nil).Bytes())
		if rapid.Bool().Draw(t, "formatted") {
			text = string(hclwrite.Format([]byte(text)))
		}
		if b.Type() == "org_mapping" {
			mappings = append(mappings, text)
		} else {
			blocks = append(blocks, text)
		}
	}
	blocks = rapid.Permutation(blocks).Draw(t, "order")
	return strings.Join(slices.Concat(blocks, mappings), "\n")
}

// rename renames the references in a body and its blocks.
func rename(b *hclwrite.Body, labels [][2][]string) {
	for _, attr := range b.Attributes() {
		for _, names := range labels {
			attr.Expr().RenameVariablePrefix(names[0], names[1])
		}
	}
	for _, nested := range b.Blocks() {
		rename(nested.Body(), labels)
	}
}
