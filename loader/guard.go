package loader

import (
	"fmt"
	"math"
	"math/big"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// A budget is what evaluation may still spend. HCL evaluates an expression
// without asking, however often its for expressions go round and however long
// its templates get, so every part of an expression is guarded: it reports
// what its value costs, and once a limit is passed nothing is evaluated.
type budget struct {
	steps, text int  // of the expression being evaluated
	total       int  // steps of all
	spent       bool // says that a limit was passed, which is reported
	blocks      int
	references  int
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

// guarded is a part of an expression whose value is accounted for.
type guarded struct {
	hclsyntax.Expression
	b *budget
	// number says that a string will be taken for a number.
	number bool
	// unify says that the type will be brought together with another.
	unify bool
}

func (g *guarded) Value(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	if g.b.spent {
		return cty.DynamicVal, nil
	}
	if g.b.steps > MaxSteps || g.b.text > MaxTextSize {
		return cty.DynamicVal, nil // reported by the part that passed the limit
	}
	v, diags := g.Expression.Value(ctx)
	if diags.HasErrors() {
		return v, diags
	}
	if g.number && v.IsKnown() && !v.IsNull() && v.Type() == cty.String {
		if n, err := cty.ParseNumberVal(v.AsString()); err == nil {
			v = n
		}
	}
	if _, name := g.Expression.(*hclsyntax.ScopeTraversalExpr); name && g.unify {
		// What it names has been accounted for.
	} else if more := g.b.measure(v, g.Range()); more.HasErrors() {
		return cty.DynamicVal, append(diags, more...)
	}
	v = uniform(v)
	if g.unify && !unifiable(v.Type()) {
		at := g.Range()
		return cty.DynamicVal, append(diags, &hcl.Diagnostic{Severity: hcl.DiagError, Summary: "Expression beyond limits", Detail: mixedTypes, Subject: &at})
	}
	return v, diags
}

// many is the number of elements from which on uniform acts.
const many = 500

// uniform makes a list of a tuple, and a map of an object, that has many
// elements of one type. To cty every element of those has a type of its own,
// and to bring them together takes it the square of their number.
func uniform(v cty.Value) cty.Value {
	if !v.IsKnown() || v.IsNull() {
		return v
	}
	switch typ := v.Type(); {
	case typ.IsTupleType() && typ.Length() > many:
		types := typ.TupleElementTypes()
		for _, t := range types[1:] {
			if !t.Equals(types[0]) {
				return v
			}
		}
		if types[0] != cty.DynamicPseudoType {
			return cty.ListVal(v.AsValueSlice())
		}
	case typ.IsObjectType() && len(typ.AttributeTypes()) > many:
		first := cty.NilType
		for _, t := range typ.AttributeTypes() {
			if first == cty.NilType {
				first = t
			}
			if !t.Equals(first) {
				return v
			}
		}
		if first != cty.DynamicPseudoType {
			return cty.MapVal(v.AsValueMap())
		}
	}
	return v
}

var mixedTypes = fmt.Sprintf("More than %d values of several types cannot be brought to one type.", MaxMixed)

// unifiable says of a type that cty can bring its parts to one in good time.
func unifiable(typ cty.Type) bool {
	left := MaxMixed
	var count func(cty.Type) bool
	count = func(typ cty.Type) bool {
		if left--; left < 0 {
			return false
		}
		switch {
		case typ.IsTupleType():
			for _, t := range typ.TupleElementTypes() {
				if !count(t) {
					return false
				}
			}
		case typ.IsObjectType():
			for _, t := range typ.AttributeTypes() {
				if !count(t) {
					return false
				}
			}
		case typ.IsCollectionType():
			return count(typ.ElementType())
		}
		return true
	}
	return count(typ)
}

// UnwrapExpression is for hcl's static analysis.
func (g *guarded) UnwrapExpression() hcl.Expression { return g.Expression }

// unifies are the functions that bring the elements of an argument to one type.
var unifies = map[string]bool{
	"coalesce": true, "coalescelist": true, "distinct": true, "setintersection": true,
	"setproduct": true, "setsubtract": true, "setunion": true, "tolist": true, "tomap": true, "toset": true,
	"zipmap": true, "chunklist": true,
}

// guardParts guards the parts of an expression, in place. Those that are only
// names are left: they have been accounted for where their values were made.
func guardParts(expr hclsyntax.Expression, b *budget) {
	number, unify := false, false
	part := func(p *hclsyntax.Expression) {
		switch inner := (*p).(type) {
		case nil, *guarded, *hclsyntax.AnonSymbolExpr:
			return
		case *hclsyntax.ScopeTraversalExpr:
			capIndexes(inner.Traversal)
			return
		case *hclsyntax.LiteralValueExpr:
			if inner.Val.Type() != cty.Number {
				return
			}
		default:
			guardParts(inner, b)
		}
		*p = &guarded{*p, b, number, unify}
	}
	always := func(p *hclsyntax.Expression) {
		if *p == nil {
			return
		}
		if _, done := (*p).(*guarded); !done {
			guardParts(*p, b)
			*p = &guarded{*p, b, number, unify}
		}
	}
	switch x := expr.(type) {
	case *hclsyntax.ScopeTraversalExpr:
		capIndexes(x.Traversal)
	case *hclsyntax.ParenthesesExpr:
		part(&x.Expression)
	case *hclsyntax.FunctionCallExpr:
		unify = unifies[x.Name]
		for i := range x.Args {
			if unify {
				always(&x.Args[i])
			} else {
				part(&x.Args[i])
			}
		}
	case *hclsyntax.ConditionalExpr:
		part(&x.Condition)
		unify = true
		always(&x.TrueResult)
		always(&x.FalseResult)
	case *hclsyntax.IndexExpr:
		part(&x.Collection)
		part(&x.Key)
	case *hclsyntax.RelativeTraversalExpr:
		part(&x.Source)
		capIndexes(x.Traversal)
	case *hclsyntax.TupleConsExpr:
		for i := range x.Exprs {
			part(&x.Exprs[i])
		}
	case *hclsyntax.ObjectConsExpr:
		for i := range x.Items {
			// The key itself stays, for hcl looks at its syntax.
			if key, ok := x.Items[i].KeyExpr.(*hclsyntax.ObjectConsKeyExpr); ok {
				guardParts(key.Wrapped, b)
			}
			part(&x.Items[i].ValueExpr)
		}
	case *hclsyntax.ForExpr:
		part(&x.CollExpr)
		// Even a name costs a step for each time round.
		for _, p := range []*hclsyntax.Expression{&x.KeyExpr, &x.ValExpr, &x.CondExpr} {
			always(p)
		}
	case *hclsyntax.SplatExpr:
		part(&x.Source)
		part(&x.Each)
	case *hclsyntax.BinaryOpExpr:
		number = x.Op.Type == cty.Number
		always(&x.LHS)
		always(&x.RHS)
	case *hclsyntax.UnaryOpExpr:
		number = x.Op.Type == cty.Number
		always(&x.Val)
	case *hclsyntax.TemplateExpr:
		for i := range x.Parts {
			if literal, ok := x.Parts[i].(*hclsyntax.LiteralValueExpr); ok && literal.Val.Type() == cty.String {
				continue
			}
			// A name too: the same long text many times over.
			always(&x.Parts[i])
		}
	case *hclsyntax.TemplateJoinExpr:
		guardParts(x.Tuple, b) // itself it has to stay a tuple
	case *hclsyntax.TemplateWrapExpr:
		part(&x.Wrapped)
	}
}

// capIndexes makes indexes that are too large to be written out, as the key of
// a map would be, ones that are merely too large for any list.
func capIndexes(t hcl.Traversal) {
	for i, step := range t {
		index, ok := step.(hcl.TraverseIndex)
		if ok && index.Key.Type() == cty.Number && index.Key.IsKnown() && !index.Key.IsNull() && tooLarge(index.Key.AsBigFloat()) {
			index.Key = cty.NumberIntVal(math.MaxInt64)
			t[i] = index
		}
	}
}
