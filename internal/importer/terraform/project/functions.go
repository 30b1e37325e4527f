package project

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"net/url"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/rolecall/rolecall/internal/nesting"
)

// moreFunctions adds the functions of Terraform that the language of configurations does not have. Those that read the
// clock, make random values, or make values that no access depends on, have unknown results.
func (e *evaluator) moreFunctions() {
	for _, name := range []string{"sensitive", "nonsensitive", "ephemeralasnull"} {
		e.functions[name] = same
	}
	for name, of := range map[string]func(string) (string, error){
		"base64encode": func(s string) (string, error) { return base64.StdEncoding.EncodeToString([]byte(s)), nil },
		"base64decode": func(s string) (string, error) {
			decoded, err := base64.StdEncoding.DecodeString(s)
			return string(decoded), err
		},
		"urlencode": func(s string) (string, error) { return url.QueryEscape(s), nil },
		"md5":       func(s string) (string, error) { sum := md5.Sum([]byte(s)); return hex.EncodeToString(sum[:]), nil },
		"sha1":      func(s string) (string, error) { sum := sha1.Sum([]byte(s)); return hex.EncodeToString(sum[:]), nil },
		"sha256": func(s string) (string, error) {
			sum := sha256.Sum256([]byte(s))
			return hex.EncodeToString(sum[:]), nil
		},
		"sha512": func(s string) (string, error) {
			sum := sha512.Sum512([]byte(s))
			return hex.EncodeToString(sum[:]), nil
		},
	} {
		e.functions[name] = textFunction(of)
	}
	for _, name := range []string{
		"abspath", "base64gzip", "base64sha256", "base64sha512", "bcrypt", "cidrcontains", "cidrhost", "cidrnetmask", "cidrsubnet",
		"cidrsubnets", "convert", "filebase64", "filebase64sha256", "filebase64sha512", "filemd5", "filesha1", "filesha256", "filesha512",
		"issensitive", "pathexpand", "plantimestamp", "rsadecrypt", "textdecodebase64", "textencodebase64", "timestamp", "type", "uuid",
		"uuidv5", "yamlencode",
	} {
		e.functions[name] = unknown
	}
	read := e.functions["file"]
	e.functions["templatefile"] = e.template(func(name cty.Value) (cty.Value, error) { return read.Call([]cty.Value{name}) })
	e.functions["templatestring"] = e.template(func(text cty.Value) (cty.Value, error) { return text, nil })
}

// same returns its argument.
var same = function.New(&function.Spec{
	Description: "Returns the value.",
	Params:      []function.Parameter{{Name: "value", Type: cty.DynamicPseudoType, AllowNull: true, AllowUnknown: true, AllowDynamicType: true}},
	Type:        func(args []cty.Value) (cty.Type, error) { return args[0].Type(), nil },
	Impl:        func(args []cty.Value, _ cty.Type) (cty.Value, error) { return args[0], nil },
})

// unknown has a result that is not known.
var unknown = function.New(&function.Spec{
	Description: "Returns a value that only a run of Terraform knows.",
	VarParam:    &function.Parameter{Name: "values", Type: cty.DynamicPseudoType, AllowNull: true, AllowUnknown: true, AllowDynamicType: true},
	Type:        function.StaticReturnType(cty.DynamicPseudoType),
	Impl:        func([]cty.Value, cty.Type) (cty.Value, error) { return cty.DynamicVal, nil },
})

// textFunction makes a text of a text.
func textFunction(of func(string) (string, error)) function.Function {
	return function.New(&function.Spec{
		Description: "Makes a text of a text.",
		Params:      []function.Parameter{{Name: "text", Type: cty.String}},
		Type:        function.StaticReturnType(cty.String),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			text, err := of(args[0].AsString())
			if err != nil {
				return cty.UnknownVal(cty.String), function.NewArgError(0, err)
			}
			return cty.StringVal(text), nil
		},
	})
}

// template renders a template, which a function finds by the first argument, with the names of the second one.
func (e *evaluator) template(find func(cty.Value) (cty.Value, error)) function.Function {
	return function.New(&function.Spec{
		Description: "Renders a template.",
		Params: []function.Parameter{
			{Name: "template", Type: cty.String},
			{Name: "names", Type: cty.DynamicPseudoType, AllowUnknown: true},
		},
		Type: function.StaticReturnType(cty.String),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			none := cty.UnknownVal(cty.String)
			text, err := find(args[0])
			if err != nil || !text.IsKnown() {
				return none, err
			}
			if !args[1].IsKnown() || !args[1].Type().IsObjectType() && !args[1].Type().IsMapType() {
				return none, nil
			}
			if nesting.TooDeep([]byte(text.AsString()), true) {
				return none, function.NewArgErrorf(0, "the template is nested too deep")
			}
			x, diags := hclsyntax.ParseTemplate([]byte(text.AsString()), "template", hcl.InitialPos)
			if diags.HasErrors() {
				return none, function.NewArgErrorf(0, "it is no template: %s", diags[0].Summary)
			}
			functions := map[string]function.Function{}
			for name, f := range e.functions {
				if name != "templatefile" && name != "templatestring" {
					functions[name] = f
				}
			}
			v, diags := x.Value(&hcl.EvalContext{Functions: functions, Variables: args[1].AsValueMap()})
			if diags.HasErrors() {
				return none, function.NewArgErrorf(0, "the template cannot be rendered: %s", diags[0].Summary)
			}
			rendered, ok := v, v.Type() == cty.String
			if !ok {
				return none, nil
			}
			return rendered, nil
		},
	})
}
