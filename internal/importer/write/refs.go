package write

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"

	"github.com/rolecall/rolecall/internal/importer/inventory"
)

// Ref returns a reference to a thing as an expression: team.sre, or user.all["eve"].
func (l Labels) Ref(thing inventory.Thing) hclwrite.Tokens {
	address := string(thing.Type()) + "." + l[thing]
	at, diags := hclsyntax.ParseTraversalAbs([]byte(address), "", hcl.InitialPos)
	if diags.HasErrors() {
		panic("write: " + address + " is not an address")
	}
	return hclwrite.TokensForTraversal(at)
}

// refs returns references to things.
func refs[T inventory.Thing](l Labels, things []T) []hclwrite.Tokens {
	all := make([]hclwrite.Tokens, len(things))
	for i, thing := range things {
		all[i] = l.Ref(thing)
	}
	return all
}

// texts returns strings as expressions.
func texts[T ~string](all []T) []hclwrite.Tokens {
	tokens := make([]hclwrite.Tokens, len(all))
	for i, text := range all {
		tokens[i] = Text(string(text))
	}
	return tokens
}
