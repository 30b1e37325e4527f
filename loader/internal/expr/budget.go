package expr

import (
	"context"
	"fmt"
	"iter"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/rolecall/rolecall/internal/limits"
	"github.com/rolecall/rolecall/loader/internal/diag"
)

// A Budget limits the work of evaluation. HCL has no limit of its own: for expressions
// may repeat any number of times, and templates may make texts of any length. So every
// part of an expression is guarded. It reports the cost of its value, and nothing is
// evaluated once a limit is passed or the context has ended.
type Budget struct {
	Ctx         context.Context
	steps, text int  // of the expression being evaluated
	total       int  // steps of all
	Spent       bool // no more is to be evaluated, which is reported
	Blocks      int
	References  int
	compared    int // pairs of names, to suggest one for a misspelt name
}

// Begin starts to count for an expression. The function that it returns ends that, and
// continues to count for the expression around it.
func (b *Budget) Begin() func() {
	steps, text := b.steps, b.text
	b.steps, b.text = 0, 0
	return func() { b.steps, b.text = steps, text }
}

// Measure counts the cost of a value: a step for each value in it, and the length of
// each string.
func (b *Budget) Measure(v cty.Value, at hcl.Range) hcl.Diagnostics {
	if b.Spent {
		return nil
	}
	if b.Ctx.Err() != nil {
		b.Spent = true
		return nil // Load reports it
	}
	before := b.steps
	problem := b.Walk(v)
	b.total += (b.steps - before) / 2
	b.total++
	if problem == "" && b.total > limits.MaxTotalSteps {
		problem = fmt.Sprintf("The expressions of the configuration go through more than %d values.", limits.MaxTotalSteps)
		b.Spent = true
	}
	if problem == "" {
		return nil
	}
	where := at // else every at would be allocated
	return hcl.Diagnostics{{Severity: hcl.DiagError, Summary: "Expression beyond limits", Detail: problem, Subject: &where}}
}

var tooManySteps = fmt.Sprintf("This goes through more than %d values.", limits.MaxSteps)

// Walk counts the values inside a value until there are too many.
func (b *Budget) Walk(v cty.Value) string {
	b.steps++
	if b.steps > limits.MaxSteps {
		return tooManySteps
	}
	if !v.IsKnown() || v.IsNull() {
		return ""
	}
	switch typ := v.Type(); {
	case typ == cty.String:
		b.text += len(v.AsString())
		if b.text > limits.MaxTextSize {
			return fmt.Sprintf("The strings that this makes are larger than %d bytes.", limits.MaxTextSize)
		}
	case typ == cty.Number:
		if limits.TooLarge(v.AsBigFloat()) {
			return fmt.Sprintf("A number may have %d bits.", limits.MaxNumberSize)
		}
	case isTable(typ):
		// The strings were counted where they were made.
		if b.steps += v.LengthInt() * (1 + columns(typ)); b.steps > limits.MaxSteps {
			return tooManySteps
		}
	case v.CanIterateElements():
		for it := v.ElementIterator(); it.Next(); {
			_, element := it.Element()
			if problem := b.Walk(element); problem != "" {
				return problem
			}
		}
	}
	return ""
}

// isTable reports whether a type is a collection of strings, or of objects with
// strings alone. A table of a file is one, and may be large.
func isTable(typ cty.Type) bool {
	if !typ.IsCollectionType() {
		return false
	}
	element := typ.ElementType()
	if element.IsObjectType() {
		for _, attr := range element.AttributeTypes() {
			if attr != cty.String {
				return false
			}
		}
		return true
	}
	return element == cty.String
}

func columns(typ cty.Type) int {
	if element := typ.ElementType(); element.IsObjectType() {
		return len(element.AttributeTypes())
	}
	return 0
}

// MaxCompared is how many pairs of names are compared to suggest names for misspelt
// ones. It is enough for ten misspelt references among 100,000 users. If the file
// that declares the users is missing, all references to them look misspelt, and to
// compare each with all other names takes the product of their numbers.
const MaxCompared = 1_000_000

// DidYouMean is diag.DidYouMean for the n names of a configuration, in any order. It
// returns an empty sentence, too, if that took too many comparisons.
func (b *Budget) DidYouMean(unknown string, n int, known iter.Seq[string]) string {
	if n > MaxCompared-b.compared {
		return ""
	}
	b.compared += n
	return diag.Meant(unknown, known)
}
