package decode

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/typeexpr"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/rolecall/rolecall/internal/files"
	"github.com/rolecall/rolecall/internal/limits"
	"github.com/rolecall/rolecall/internal/nesting"
	"github.com/rolecall/rolecall/internal/printable"
	"github.com/rolecall/rolecall/loader/internal/diag"
	"github.com/rolecall/rolecall/loader/internal/expr"
)

// variableBlock is a variable block as written.
type variableBlock struct {
	Name        string            `hcl:"name,label"`
	NameRange   hcl.Range         `hcl:"name,label_range"`
	Type        hcl.Expression    `hcl:"type,optional"`
	Default     hcl.Expression    `hcl:"default,optional"`
	Description string            `hcl:"description,optional"`
	Validations []validationBlock `hcl:"validation,block"`
	Range       hcl.Range         `hcl:",def_range"`
}

// validationBlock is a validation block of a variable as written.
type validationBlock struct {
	Condition    hcl.Expression `hcl:"condition"`
	ErrorMessage hcl.Expression `hcl:"error_message"`
	Range        hcl.Range      `hcl:",def_range"`
}

// Given is a source of values of variables. Later sources win.
type Given struct {
	// Values are raw texts by name of variable; nil for a file.
	Values map[string]string
	// Strict makes values of variables that are not declared errors.
	Strict bool
	// File and Src are the name and the content of a file of values.
	File string
	Src  []byte
}

// A setting is a value given for a variable: text, or an expression of a file.
type setting struct {
	text string
	expr hcl.Expression
}

// settings returns the values given for variables, the last of each.
func (e *Evaluator) settings(from []Given, files map[string]*hcl.File) map[string]setting {
	all := map[string]setting{}
	for _, g := range from {
		for _, name := range slices.Sorted(maps.Keys(g.Values)) {
			if _, declared := e.variables[name]; declared {
				all[name] = setting{text: g.Values[name]}
			} else if g.Strict && !e.broken {
				e.Diags = append(e.Diags, &hcl.Diagnostic{
					Severity: hcl.DiagError,
					Summary:  "Value for undeclared variable",
					Detail:   fmt.Sprintf("A value is given for the variable %q, and the configuration does not declare it.%s", name, e.DidYouMean(name, len(e.variables), maps.Keys(e.variables))),
				})
			}
		}
		if g.File == "" {
			continue
		}
		for name, x := range e.settingsOf(g, files) {
			if _, declared := e.variables[name]; declared {
				all[name] = setting{expr: x}
			}
		}
	}
	return all
}

// settingsOf reads a file of values of variables.
func (e *Evaluator) settingsOf(g Given, files map[string]*hcl.File) map[string]hcl.Expression {
	read := File{Path: g.File}
	read.parse(g.Src)
	e.Diags = append(e.Diags, read.Diags...)
	if read.HCL != nil {
		files[g.File] = read.HCL
	}
	if read.Broken {
		return nil
	}
	attrs, diags := read.HCL.Body.JustAttributes()
	e.Diags = append(e.Diags, diags...)
	out := map[string]hcl.Expression{}
	for _, name := range slices.Sorted(maps.Keys(attrs)) {
		out[name] = attrs[name].Expr
		if _, declared := e.variables[name]; !declared && !e.broken {
			at := attrs[name].NameRange
			e.Diags = append(e.Diags, &hcl.Diagnostic{
				Severity: hcl.DiagWarning,
				Summary:  "Value for undeclared variable",
				Detail:   fmt.Sprintf("The configuration declares no variable %q.%s", name, e.DidYouMean(name, len(e.variables), maps.Keys(e.variables))),
				Subject:  &at,
			})
		}
	}
	return out
}

// DeclareVariables declares the variables of all files. They get their values when
// they are first used.
func (e *Evaluator) DeclareVariables(files []*File, from []Given, sources map[string]*hcl.File) {
	var blocks []*variableBlock
	for _, f := range files {
		for _, b := range f.variables {
			if first, twice := e.variables[b.Name]; twice {
				e.Error("Duplicate variable", fmt.Sprintf("There is another variable with the name %q, at %s.", b.Name, diag.Place(first.At)), b.NameRange)
				e.Also(first.At)
				continue
			}
			if !hclsyntax.ValidIdentifier(b.Name) {
				e.Error("Invalid label", fmt.Sprintf("The label %q cannot be referred to: a label begins with a letter or an underscore and has only letters, digits, underscores and dashes.", b.Name), b.NameRange)
			}
			e.variables[b.Name] = &node{name: "var." + b.Name, At: b.NameRange}
			blocks = append(blocks, b)
		}
	}
	settings := e.settings(from, sources)
	for _, b := range blocks {
		n := e.variables[b.Name]
		set, given := settings[b.Name]
		n.evaluate = func() cty.Value { return e.variable(b, set, given) }
		e.checks = append(e.checks, func() { e.validateVariable(b, set, given) })
	}
}

// variable returns the value of a variable.
func (e *Evaluator) variable(b *variableBlock, set setting, given bool) cty.Value {
	typ, defaults := cty.DynamicPseudoType, (*typeexpr.Defaults)(nil)
	if !expr.IsAbsent(b.Type) {
		if nesting.TooDeep(typeSource(b.Type), false) {
			e.Diags = append(e.Diags, nesting.Error(b.Type.Range()))
			return cty.DynamicVal
		}
		var diags hcl.Diagnostics
		if typ, defaults, diags = typeexpr.TypeConstraintWithDefaults(b.Type); diags.HasErrors() {
			for _, d := range diags {
				if v, more := b.Type.Value(nil); !more.HasErrors() && v.IsKnown() && !v.IsNull() && v.Type() == cty.String && typeSource(b.Type) == nil {
					d.Detail = fmt.Sprintf("Write the type without quotes: type = %s.", v.AsString())
				}
				d.Detail += " Types are string, number, bool and any, and of these list(string), set(string), map(string), object({ name = string }) and tuple([string, number])."
			}
			e.Diags = append(e.Diags, diags...)
			return cty.DynamicVal
		}
	}
	var v cty.Value
	at := b.NameRange
	switch {
	case !given && expr.IsAbsent(b.Default) && b.Default == nil:
		e.Error("Missing value for variable", fmt.Sprintf("The variable %q has no default and no value is given for it. Give one with --var '%s=…', in a file with --var-file, or as %s%s in the environment.%s", b.Name, b.Name, diag.EnvironmentPrefix, b.Name, e.unreadValues()), at)
		return cty.DynamicVal
	case !given:
		at = b.Default.Range()
		var ok bool
		if v, ok = e.Value(b.Default); !ok {
			return cty.DynamicVal
		}
	case set.expr != nil:
		at = set.expr.Range()
		var ok bool
		if v, ok = e.literal(set.expr); !ok {
			return cty.DynamicVal
		}
	case typ.IsPrimitiveType() || typ == cty.DynamicPseudoType:
		v = cty.StringVal(set.text)
		if typ == cty.Number {
			if n, err := cty.ParseNumberVal(set.text); err == nil && limits.TooLarge(n.AsBigFloat()) {
				e.Error("Unsuitable value for variable", fmt.Sprintf("The number given for the variable %q has more than %d bits.", b.Name, limits.MaxNumberSize), at)
				return cty.DynamicVal
			}
		}
	default:
		var ok bool
		if v, ok = e.textValue(b, set.text); !ok {
			return cty.DynamicVal
		}
	}
	if defaults != nil && !v.IsNull() {
		v = defaults.Apply(v)
	}
	v, err := convert.Convert(v, typ)
	if err != nil {
		e.Error("Unsuitable value for variable", fmt.Sprintf("The value of the variable %q does not have its type, %s: %s.", b.Name, typeexpr.TypeString(typ), err), at)
		return cty.DynamicVal
	}
	return v
}

// unreadValues returns " A sentence" about a file of values that Terraform would read; empty if there is none.
func (e *Evaluator) unreadValues() string {
	if e.unread == nil {
		e.unread = new(string)
		if found, err := files.Find(e.Ctx, e.fsys, ".", isValues); err == nil && len(found) > 0 {
			*e.unread = fmt.Sprintf(" The file %s is not read by itself; give it with --var-file.", printable.Name(path.Base(found[0])))
		}
	}
	return *e.unread
}

// textValue reads the text given for a variable whose type is not primitive.
func (e *Evaluator) textValue(b *variableBlock, text string) (cty.Value, bool) {
	problem := ""
	if nesting.TooDeep([]byte(text), false) {
		problem = fmt.Sprintf("brackets and operators may be nested %d deep", limits.MaxNesting)
	} else if x, diags := hclsyntax.ParseExpression([]byte(text), "value of "+b.Name, hcl.InitialPos); diags.HasErrors() {
		problem = diags[0].Detail
	} else if len(x.Variables()) > 0 {
		problem = "names mean nothing here, so put strings in quotes"
	} else {
		expr.GuardParts(x, &e.Budget)
		defer e.Begin()()
		v, diags := x.Value(nil)
		if !diags.HasErrors() {
			diags = append(diags, e.Measure(v, b.NameRange)...)
		}
		if !diags.HasErrors() {
			return v, true
		}
		problem = diags[0].Detail
	}
	e.Error("Unsuitable value for variable", fmt.Sprintf("The text given for the variable %q is not an expression in HCL: %s.", b.Name, strings.TrimSuffix(problem, ".")), b.NameRange)
	return cty.DynamicVal, false
}

// literal evaluates an expression of a file of values. It may not have names or
// functions, nor templates in JSON.
func (e *Evaluator) literal(x hcl.Expression) (cty.Value, bool) {
	if native, ok := x.(hclsyntax.Expression); ok {
		expr.GuardParts(native, &e.Budget)
	}
	defer e.Begin()()
	v, diags := x.Value(nil)
	if !diags.HasErrors() {
		diags = append(diags, e.Measure(v, x.Range())...)
	}
	e.Diags = append(e.Diags, expr.WithoutValues(diags)...)
	return v, !diags.HasErrors()
}

// validateVariable checks the value of a variable against its conditions.
func (e *Evaluator) validateVariable(b *variableBlock, set setting, given bool) {
	n := e.variables[b.Name]
	if !e.force(n).IsWhollyKnown() {
		return
	}
	at := b.NameRange
	if given && set.expr != nil {
		at = set.expr.Range()
	} else if !given {
		at = b.Default.Range()
	}
	for _, rule := range b.Validations {
		if rule.Condition == nil || rule.ErrorMessage == nil {
			continue // reported
		}
		v, ok := e.Value(rule.Condition)
		if !ok {
			continue
		}
		holds, err := convert.Convert(v, cty.Bool)
		if err != nil || holds.IsNull() {
			e.Error("Condition expected", "A condition must be true or false.", rule.Condition.Range())
			continue
		}
		if holds.True() {
			continue
		}
		message := "The condition at " + diag.Place(rule.Condition.Range()) + " does not hold."
		if v, ok := e.Value(rule.ErrorMessage); ok {
			if text, err := convert.Convert(v, cty.String); err == nil && !text.IsNull() {
				message = printable.Line(strings.Join(strings.Fields(text.AsString()), " ")) + "\n\n" + message
			}
		}
		e.Error("Invalid value for variable", message, at)
		e.Also(rule.Condition.Range())
	}
}

// typeSource returns the source of a type in JSON, where it is a string. In native
// syntax the parser has checked its limits.
func typeSource(x hcl.Expression) []byte {
	if _, native := x.(hclsyntax.Expression); native {
		return nil
	}
	if v, diags := x.Value(nil); !diags.HasErrors() && v.IsKnown() && !v.IsNull() && v.Type() == cty.String {
		return []byte(v.AsString())
	}
	return nil
}

// DeclareLocals declares the local values of all files.
func (e *Evaluator) DeclareLocals(files []*File) {
	for _, f := range files {
		for _, attr := range f.locals {
			if first, twice := e.locals[attr.Name]; twice {
				e.Error("Duplicate local value", fmt.Sprintf("There is another local value with the name %q, at %s.", attr.Name, diag.Place(first.At)), attr.NameRange)
				e.Also(first.At)
				continue
			}
			x := attr.Expr
			e.locals[attr.Name] = &node{name: "local." + attr.Name, At: attr.NameRange, evaluate: func() cty.Value {
				v, _ := e.Value(x)
				return v
			}}
		}
	}
}
