package project

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/typeexpr"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	hcljson "github.com/hashicorp/hcl/v2/json"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/rolecall/rolecall/internal/files"
	"github.com/rolecall/rolecall/internal/importer/terraform/resource"
	"github.com/rolecall/rolecall/internal/limits"
	"github.com/rolecall/rolecall/internal/nearest"
	"github.com/rolecall/rolecall/internal/nesting"
)

// variable returns the value of a variable: the one that is given, or the default.
func (i *instance) variable(name string, at hcl.Range) cty.Value {
	d := i.variables[name]
	if d == nil {
		return i.unknownName("variable", name, keys(i.variables), at)
	}
	return i.remember("var."+name, d.at, func() cty.Value {
		typ, defaults := cty.DynamicPseudoType, (*typeexpr.Defaults)(nil)
		if x := d.attr("type"); x != nil {
			var diags hcl.Diagnostics
			typ, defaults, diags = typeexpr.TypeConstraintWithDefaults(x)
			if diags.HasErrors() {
				typ, defaults = legacyType(x), nil
			}
		}
		v, given := i.argument(name)
		fallback := cty.NilVal
		if x := d.attr("default"); x != nil {
			fallback = i.value(x, nil)
		}
		if x := d.attr("nullable"); given && x != nil && v.IsKnown() && v.IsNull() && fallback != cty.NilVal {
			if nullable := i.value(x, nil); nullable.IsKnown() && nullable.Type() == cty.Bool && nullable.False() {
				v = fallback
			}
		}
		if !given {
			if v = fallback; v == cty.NilVal {
				i.reasons[i.address+"var."+name] = fmt.Sprintf("The variable %s%s has no value%s.",
					i.address, name, resource.PlaceOf(d.at))
				return cty.UnknownVal(typ)
			}
		}
		if defaults != nil && v.IsKnown() && !v.IsNull() {
			v = defaults.Apply(v)
		}
		converted, err := convert.Convert(v, typ)
		if err != nil {
			i.fail("Unsuitable value for variable",
				fmt.Sprintf("The value of the variable %q does not have its type: %s.", name, err), d.at)
			return cty.DynamicVal
		}
		return converted
	})
}

// legacyType returns the type that Terraform 0.11 wrote in quotes.
func legacyType(x hcl.Expression) cty.Type {
	v, _ := x.Value(nil)
	if v.IsWhollyKnown() && !v.IsNull() && v.Type() == cty.String {
		switch v.AsString() {
		case "string":
			return cty.String
		case "list":
			return cty.List(cty.DynamicPseudoType)
		case "map":
			return cty.Map(cty.DynamicPseudoType)
		}
	}
	return cty.DynamicPseudoType
}

// argument returns the value that is given to a variable.
func (i *instance) argument(name string) (cty.Value, bool) {
	if i.above == nil {
		v, ok := i.given[name]
		return v, ok
	}
	x := i.from.attr(name)
	if x == nil {
		return cty.NilVal, false
	}
	return i.above.value(x, i.names), true
}

// givenVariables returns the values of variables of the root module, from the places that Terraform reads, the last of
// which wins: the environment, terraform.tfvars, *.auto.tfvars, and the files and values of the options.
func (i *instance) givenVariables() map[string]cty.Value {
	given := map[string]cty.Value{}
	for name, text := range i.options.Variables {
		if d := i.variables[name]; d != nil {
			given[name] = i.textValue(d, name, text)
		}
	}
	names := []string{"terraform.tfvars", "terraform.tfvars.json"}
	if entries, err := fs.ReadDir(i.fsys, i.dir); err == nil {
		var auto []string
		for _, entry := range entries {
			if name := entry.Name(); strings.HasSuffix(name, ".auto.tfvars") || strings.HasSuffix(name, ".auto.tfvars.json") {
				auto = append(auto, name)
			}
		}
		slices.Sort(auto)
		names = append(names, auto...)
	}
	for _, name := range names {
		full := path.Join(i.dir, name)
		src, err := files.Read(i.ctx, i.fsys, full, limits.MaxFileSize)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			i.fail("Unreadable file", fmt.Sprintf("The file cannot be read: %s.", files.Reason(err)), hcl.Range{Filename: full})
			continue
		}
		i.values(given, full, src)
	}
	for _, f := range i.options.VariableFiles {
		i.values(given, f.Name, f.Content)
	}
	for _, v := range i.options.Last {
		if d := i.variables[v.Name]; d != nil {
			given[v.Name] = i.textValue(d, v.Name, v.Text)
		} else {
			i.fail("Unknown variable", fmt.Sprintf("The project has no variable %q.%s",
				v.Name, didYouMean(v.Name, keys(i.variables))), hcl.Range{})
		}
	}
	return given
}

// values reads a file with values of variables.
func (i *instance) values(into map[string]cty.Value, name string, src []byte) {
	check, parse := nesting.Check, parseNative
	if strings.HasSuffix(name, ".json") {
		check, parse = nesting.CheckJSON, hcljson.Parse
	}
	if problem := check(src, name); problem != nil {
		i.diags = append(i.diags, problem)
		return
	}
	f, diags := parse(src, name)
	i.diags = append(i.diags, diags...)
	if f == nil || diags.HasErrors() {
		return
	}
	attrs, diags := f.Body.JustAttributes() // the file is no source of messages: its values may be secrets
	i.diags = append(i.diags, diags...)
	for _, attr := range attrs {
		v, diags := attr.Expr.Value(nil)
		i.report(diags)
		if !diags.HasErrors() {
			into[attr.Name] = v
		}
	}
}

// textValue reads the text of a variable: as it is for a string, and as an expression for another type.
func (i *instance) textValue(d *declared, name, text string) cty.Value {
	if x := d.attr("type"); x == nil || hcl.ExprAsKeyword(x) == "string" || nesting.TooDeep([]byte(text), false) {
		return cty.StringVal(text)
	}
	x, diags := hclsyntax.ParseExpression([]byte(text), "value of "+name, hcl.InitialPos)
	if diags.HasErrors() {
		return cty.StringVal(text)
	}
	v, diags := x.Value(nil)
	if diags.HasErrors() {
		return cty.StringVal(text)
	}
	return v
}

// workspace returns the name of the workspace: that of the options, or the one that was chosen in the folder.
func (e *evaluator) workspace() string {
	if e.options.Workspace != "" {
		return e.options.Workspace
	}
	const longest = 1 << 10
	chosen, err := files.Read(e.ctx, e.fsys, path.Join(e.root, ".terraform/environment"), longest)
	if name := strings.TrimSpace(string(chosen)); err == nil && name != "" {
		return name
	}
	return "default"
}

// manifest reads the list of modules that terraform init has fetched.
func (e *evaluator) manifest() {
	e.folders = map[string]string{}
	src, err := files.Read(e.ctx, e.fsys, path.Join(e.root, ".terraform/modules/modules.json"), limits.MaxFileSize)
	if err != nil {
		return
	}
	var list struct{ Modules []struct{ Key, Dir string } }
	if json.Unmarshal(src, &list) != nil {
		return
	}
	for _, m := range list.Modules {
		if dir := path.Join(e.root, strings.ReplaceAll(m.Dir, `\`, "/")); fs.ValidPath(dir) {
			e.folders[m.Key] = dir
		}
	}
}

// didYouMean returns a hint at the name that was meant, with a space before it; empty for none.
func didYouMean(name string, known []string) string {
	if near := nearest.Name(name, slices.Values(known)); near != "" {
		return fmt.Sprintf(" Did you mean %q?", near)
	}
	return ""
}
