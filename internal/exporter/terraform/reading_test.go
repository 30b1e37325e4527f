package terraform_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/typeexpr"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
	"pgregory.net/rapid"
)

// A providerSchema is a part of the provider's schema.
type providerSchema struct {
	Resources   map[string]blockSchema `json:"resource_schemas"`
	DataSources map[string]blockSchema `json:"data_source_schemas"`
}

type blockSchema struct {
	Attributes map[string]struct {
		Type               cty.Type
		Required, Optional bool
		Computed           bool
	}
	Blocks map[string]struct {
		Block blockSchema
	} `json:"block_types"`
}

func readSchema(t rapid.TB) providerSchema {
	t.Helper()
	raw, err := os.ReadFile("testdata/provider-schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var s providerSchema
	if err := json.Unmarshal(raw, &s); err != nil {
		t.Fatal(err)
	}
	return s
}

// A readBlock is a block of a project, evaluated.
type readBlock struct {
	mode, typ, name string
	body            *hclsyntax.Body
	// values are its attributes. A reference to an id, a number or a uid that the server makes has the
	// text "TYPE NAME", by Grafana's name for the thing.
	values map[string]cty.Value
	// entries are its nested blocks, but lifecycle.
	entries []map[string]cty.Value
}

// A reading is a project as Terraform reads it.
type reading struct {
	t      rapid.TB
	schema providerSchema
	blocks []*readBlock
	ctx    *hcl.EvalContext
}

// read reads a project. It reports all that Terraform and the provider's schema do not allow: what does not
// parse, unknown blocks and attributes, what is missing, references to nothing, and values of other types.
func read(t rapid.TB, files map[string][]byte) *reading {
	t.Helper()
	r := &reading{t: t, schema: readSchema(t), ctx: &hcl.EvalContext{Functions: map[string]function.Function{
		"jsonencode": stdlib.JSONEncodeFunc, "lookup": stdlib.LookupFunc, "split": splitID,
	}}}
	variables := map[string]cty.Value{}
	var imports []*hclsyntax.Body
	for _, name := range slices.Sorted(maps.Keys(files)) {
		parsed, diags := hclsyntax.ParseConfig(files[name], name, hcl.InitialPos)
		if diags.HasErrors() {
			t.Fatalf("%v\n%s", diags, files[name])
		}
		for _, b := range parsed.Body.(*hclsyntax.Body).Blocks {
			switch b.Type {
			case "resource", "data":
				r.blocks = append(r.blocks, &readBlock{mode: b.Type, typ: b.Labels[0], name: b.Labels[1], body: b.Body})
			case "variable":
				typ, _, diags := typeexpr.TypeConstraintWithDefaults(b.Body.Attributes["type"].Expr)
				if diags.HasErrors() {
					t.Error(diags)
				}
				variables[b.Labels[0]] = cty.UnknownVal(typ.WithoutOptionalAttributesDeep())
			case "import":
				imports = append(imports, b.Body)
			case "terraform":
			default:
				t.Errorf("%s: a block %s", name, b.Type)
			}
		}
	}
	r.ctx.Variables = map[string]cty.Value{"var": cty.ObjectVal(variables)}
	r.references()
	for _, b := range r.blocks {
		s, ok := r.schemas(b.mode)[b.typ]
		if !ok {
			t.Errorf("the provider has no %s %s", b.mode, b.typ)
			continue
		}
		b.values = r.body(b.String(), s, b.body, &b.entries)
	}
	for _, body := range imports {
		r.importBlock(body)
	}
	return r
}

// splitID is Terraform's split for ids, which have no org before them here.
var splitID = function.New(&function.Spec{
	Params: []function.Parameter{{Name: "separator", Type: cty.String}, {Name: "id", Type: cty.String}},
	Type:   function.StaticReturnType(cty.List(cty.String)),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		return cty.ListVal([]cty.Value{cty.StringVal("org"), args[1]}), nil
	},
})

func (b *readBlock) String() string { return b.mode + " " + b.typ + "." + b.name }

func (r *reading) schemas(mode string) map[string]blockSchema {
	if mode == "data" {
		return r.schema.DataSources
	}
	return r.schema.Resources
}

// references makes the values that references have.
func (r *reading) references() {
	objects := map[string]map[string]map[string]cty.Value{"resource": {}, "data": {}}
	for _, b := range r.blocks {
		attributes := map[string]cty.Value{}
		for name, a := range r.schemas(b.mode)[b.typ].Attributes {
			attributes[name] = r.attribute(b, name, a.Type)
		}
		if objects[b.mode][b.typ] == nil {
			objects[b.mode][b.typ] = map[string]cty.Value{}
		}
		if _, twice := objects[b.mode][b.typ][b.name]; twice {
			r.t.Errorf("%s is there twice", b)
		}
		objects[b.mode][b.typ][b.name] = cty.ObjectVal(attributes)
	}
	data := map[string]cty.Value{}
	for typ, named := range objects["data"] {
		data[typ] = cty.ObjectVal(named)
	}
	for typ, named := range objects["resource"] {
		r.ctx.Variables[typ] = cty.ObjectVal(named)
	}
	r.ctx.Variables["data"] = cty.ObjectVal(data)
}

// attribute returns the value of an attribute for references: its own if it is a literal, and else a text with
// the name of the thing. A number is unknown unless it stands for a thing.
func (r *reading) attribute(b *readBlock, name string, typ cty.Type) cty.Value {
	if a := b.body.Attributes[name]; a != nil {
		if v, diags := a.Expr.Value(nil); !diags.HasErrors() {
			if v, err := convert.Convert(v, typ); err == nil {
				return v
			}
		}
		return cty.UnknownVal(typ)
	}
	if json := b.body.Attributes["config_json"]; json != nil && name == "uid" {
		if v, diags := json.Expr.Value(r.ctx); !diags.HasErrors() {
			if v, err := stdlib.JSONDecode(v); err == nil {
				return v.GetAttr("uid")
			}
		}
	}
	for _, by := range []string{"login", "uid", "name"} {
		a := b.body.Attributes[by]
		if a == nil {
			continue
		}
		if v, diags := a.Expr.Value(nil); !diags.HasErrors() {
			// Numbers are texts here, so that they show their thing. TestSchema has their types.
			return cty.StringVal(b.typ + " " + v.AsString())
		}
	}
	return cty.UnknownVal(typ)
}

// body evaluates the attributes of a block, and adds those of its nested blocks to entries.
func (r *reading) body(
	where string, s blockSchema, body *hclsyntax.Body, entries *[]map[string]cty.Value,
) map[string]cty.Value {
	values := map[string]cty.Value{}
	for name, a := range body.Attributes {
		known, ok := s.Attributes[name]
		if !ok || !known.Required && !known.Optional {
			r.t.Errorf("%s: there is no attribute %s to set", where, name)
			continue
		}
		v, diags := a.Expr.Value(r.ctx)
		if diags.HasErrors() {
			r.t.Errorf("%s: %v", where, diags)
			continue
		}
		values[name] = v
		if _, err := convert.Convert(v, known.Type); err != nil && !numbered(known.Type) {
			r.t.Errorf("%s: %s: %v", where, name, err)
		}
	}
	for name, a := range s.Attributes {
		if a.Required && values[name] == cty.NilVal {
			r.t.Errorf("%s: %s is missing", where, name)
		}
	}
	for _, inner := range body.Blocks {
		if inner.Type == "lifecycle" {
			continue
		}
		known, ok := s.Blocks[inner.Type]
		if !ok {
			r.t.Errorf("%s: there is no block %s", where, inner.Type)
			continue
		}
		*entries = append(*entries, r.body(where+" "+inner.Type, known.Block, inner.Body, entries))
	}
	return values
}

// numbered reports whether a type has numbers, for which read has texts.
func numbered(t cty.Type) bool {
	return t == cty.Number || t.IsSetType() && t.ElementType() == cty.Number
}

func (r *reading) importBlock(body *hclsyntax.Body) {
	to, diags := hcl.AbsTraversalForExpr(body.Attributes["to"].Expr)
	if diags.HasErrors() || len(to) != 2 {
		r.t.Errorf("import: %v", diags)
		return
	}
	if _, diags := to.TraverseAbs(r.ctx); diags.HasErrors() {
		r.t.Errorf("import: %v", diags)
	}
	id, diags := body.Attributes["id"].Expr.Value(r.ctx)
	if diags.HasErrors() || !id.Type().Equals(cty.String) {
		r.t.Errorf("import into %s: %v %#v", to.RootName(), diags, id)
	}
	for _, t := range body.Attributes["id"].Expr.Variables() {
		if t.RootName() != "data" {
			r.t.Errorf("import into %s: the id is known only after %s is imported", to.RootName(), t.RootName())
		}
	}
}

// of returns the blocks of a type.
func (r *reading) of(mode, typ string) []*readBlock {
	var all []*readBlock
	for _, b := range r.blocks {
		if b.mode == mode && b.typ == typ {
			all = append(all, b)
		}
	}
	return all
}

// str returns a text for an attribute; empty for none.
func str(values map[string]cty.Value, name string) string {
	v, ok := values[name]
	switch {
	case !ok || v.IsNull():
		return ""
	case !v.IsKnown():
		return "?"
	case v.Type() == cty.String:
		return v.AsString()
	}
	return fmt.Sprintf("%#v", v)
}

// texts returns the texts of a list, sorted.
func texts(values map[string]cty.Value, name string) []string {
	var all []string
	if v, ok := values[name]; ok && v.IsKnown() && !v.IsNull() {
		for it := v.ElementIterator(); it.Next(); {
			_, item := it.Element()
			if item.IsKnown() {
				all = append(all, item.AsString())
			}
		}
	}
	slices.Sort(all)
	return all
}
