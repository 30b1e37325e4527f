package loader

import (
	"context"
	"fmt"
	"math/big"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
)

// A budget is what evaluation may still spend. HCL evaluates an expression
// without asking, however often its for expressions go round and however long
// its templates get, so every part of an expression is guarded: it reports
// what its value costs, and once a limit is passed, or the context has ended, nothing
// is evaluated.
type budget struct {
	ctx         context.Context
	steps, text int  // of the expression being evaluated
	total       int  // steps of all
	spent       bool // no more is to be evaluated, which is reported
	blocks      int
	references  int
	compared    int // names with others, to offer one that is meant
}

// begin starts the account of an expression, and returns what goes back to
// that of the expression which needs it.
func (b *budget) begin() func() {
	steps, text := b.steps, b.text
	b.steps, b.text = 0, 0
	return func() { b.steps, b.text = steps, text }
}

// measure accounts for a value: a step for each value in it, and the length
// of a string.
func (b *budget) measure(v cty.Value, at hcl.Range) hcl.Diagnostics {
	if b.spent {
		return nil
	}
	if b.ctx.Err() != nil {
		b.spent = true
		return nil // Load reports it
	}
	before := b.steps
	problem := b.walk(v)
	b.total += (b.steps - before) / 2
	b.total++
	if problem == "" && b.total > MaxTotalSteps {
		problem = fmt.Sprintf("The expressions of the configuration go through more than %d values.", MaxTotalSteps)
		b.spent = true
	}
	if problem == "" {
		return nil
	}
	where := at // else every at would be allocated
	return hcl.Diagnostics{{Severity: hcl.DiagError, Summary: "Expression beyond limits", Detail: problem, Subject: &where}}
}

var tooManySteps = fmt.Sprintf("This goes through more than %d values.", MaxSteps)

// walk counts the values inside a value until there are too many.
func (b *budget) walk(v cty.Value) string {
	b.steps++
	if b.steps > MaxSteps {
		return tooManySteps
	}
	if !v.IsKnown() || v.IsNull() {
		return ""
	}
	switch typ := v.Type(); {
	case typ == cty.String:
		b.text += len(v.AsString())
		if b.text > MaxTextSize {
			return fmt.Sprintf("The strings that this makes are larger than %d bytes.", MaxTextSize)
		}
	case typ == cty.Number:
		if tooLarge(v.AsBigFloat()) {
			return fmt.Sprintf("A number may have %d bits.", MaxNumberSize)
		}
	case isTable(typ):
		// The strings have been accounted for where they were made.
		if b.steps += v.LengthInt() * (1 + columns(typ)); b.steps > MaxSteps {
			return tooManySteps
		}
	case v.CanIterateElements():
		for it := v.ElementIterator(); it.Next(); {
			_, element := it.Element()
			if problem := b.walk(element); problem != "" {
				return problem
			}
		}
	}
	return ""
}

// isTable says of a type that it is a collection of strings, or of objects that
// have only strings, as a table of any size is.
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

// tooLarge says of a number that its digits would be very many.
func tooLarge(f *big.Float) bool {
	exp := f.MantExp(nil)
	return exp > MaxNumberSize || exp < -MaxNumberSize
}
