package project

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/rolecall/rolecall/internal/importer/terraform/resource"
)

// provided begins the types of resources of the provider grafana.
const provided = "grafana_"

// resourceValue returns the value of a resource, with all its instances.
func (i *instance) resourceValue(name string, at hcl.Range) cty.Value {
	if i.resources[name] == nil {
		return i.unknownName("resource", name, keys(i.resources), at)
	}
	return i.resource(name)
}

// resource evaluates a resource, and adds its instances to the project. One of another provider is unknown.
func (i *instance) resource(name string) cty.Value {
	d := i.resources[name]
	if !strings.HasPrefix(d.typ, provided) {
		i.reasons[i.address+name] = fmt.Sprintf("%s%s is of another provider%s.", i.address, name, resource.PlaceOf(d.at))
		return cty.DynamicVal
	}
	return i.remember(name, d.at, func() cty.Value {
		kind, ids, names, why := i.expand(d)
		if why != "" {
			i.reasons[i.address+name] = why
			i.project.Notes = append(i.project.Notes, resource.Note{
				What: "everything that " + i.address + name + " declares", Why: why,
			})
			return cty.DynamicVal
		}
		values := make([]cty.Value, len(ids))
		for n, key := range ids {
			r := &resource.Resource{
				Address: i.address + name + keyText(key), Type: d.typ, Provider: i.providerOf(d), Data: d.data, At: d.at,
				Reasons: map[string]string{},
			}
			r.Import = i.evaluator.imports[r.Address]
			r.Values = i.body(d.typ, d.bodies, names[n], r.Reasons, "")
			i.unknownOrg(r)
			i.completer.Complete(r)
			i.project.Resources = append(i.project.Resources, r)
			others := resource.Attributes(d.typ)
			if len(others) == 0 {
				values[n] = cty.DynamicVal // no access depends on it
				continue
			}
			object := maps.Clone(map[string]cty.Value(r.Values))
			for _, attr := range others {
				if _, ok := object[attr]; !ok {
					object[attr] = cty.DynamicVal
				}
			}
			values[n] = cty.ObjectVal(object)
		}
		return gather(kind, ids, values)
	})
}

// unknownOrg makes an unknown org of a resource null where it is the one of the sign-in.
func (i *instance) unknownOrg(r *resource.Resource) {
	if v, ok := r.Values["org_id"]; ok && v.IsKnown() && v.IsNull() {
		delete(r.Values, "org_id")
	}
}

// meta are the attributes and blocks of a resource that are Terraform's, and not the provider's.
var meta = []string{"count", "for_each", "provider", "depends_on", "lifecycle", "provisioner", "connection", "timeouts"}

// body evaluates the attributes and the nested blocks of a block. Reasons are kept by the name of the attribute of
// the resource, which is attr inside a nested block.
func (i *instance) body(typ string, bodies []hcl.Body, names map[string]cty.Value, reasons map[string]string,
	attr string) resource.Values {
	values := resource.Values{}
	for _, body := range bodies {
		blocks := &hcl.BodySchema{Blocks: []hcl.BlockHeaderSchema{{Type: "dynamic", LabelNames: []string{"type"}}}}
		for _, name := range resource.Blocks(typ) {
			blocks.Blocks = append(blocks.Blocks, hcl.BlockHeaderSchema{Type: name})
		}
		content, rest, _ := body.PartialContent(blocks)
		attrs, _ := rest.JustAttributes() // other blocks are no business of ours
		for _, name := range slices.Sorted(maps.Keys(attrs)) {
			if slices.Contains(meta, name) {
				continue
			}
			v := i.value(attrs[name].Expr, names)
			values[name] = v
			if !v.IsWhollyKnown() {
				of := name
				if attr != "" {
					of = attr
				}
				reasons[of] = i.why(attrs[name].Expr, names)
			}
		}
		nested := map[string][]cty.Value{}
		unknown := map[string]bool{}
		for _, b := range content.Blocks {
			name := b.Type
			if b.Type == "dynamic" {
				name = b.Labels[0]
				if !resource.IsBlock(typ, name) {
					continue
				}
			}
			of := name
			if attr != "" {
				of = attr
			}
			if b.Type != "dynamic" {
				nested[name] = append(nested[name], object(i.body(name, []hcl.Body{b.Body}, names, reasons, of)))
				continue
			}
			made, known := i.dynamic(name, b, names, reasons, of)
			nested[name] = append(nested[name], made...)
			unknown[name] = unknown[name] || !known
		}
		for name, all := range nested {
			if unknown[name] {
				all = append(all, cty.DynamicVal)
			}
			values[name] = cty.TupleVal(all)
		}
	}
	return values
}

// object returns values as one of cty.
func object(values resource.Values) cty.Value { return cty.ObjectVal(values) }

// dynamic evaluates a dynamic block. It returns false if its elements are not known.
func (i *instance) dynamic(typ string, b *hcl.Block, names map[string]cty.Value, reasons map[string]string,
	of string) (all []cty.Value, known bool) {
	content, _ := b.Body.Content(&hcl.BodySchema{
		Attributes: []hcl.AttributeSchema{{Name: "for_each", Required: true}, {Name: "iterator"}, {Name: "labels"}},
		Blocks:     []hcl.BlockHeaderSchema{{Type: "content"}},
	})
	each := content.Attributes["for_each"]
	if each == nil || len(content.Blocks) != 1 {
		i.report(hcl.Diagnostics{{
			Severity: hcl.DiagError, Summary: "Unsuitable dynamic block",
			Detail: "It takes for_each and one block content.", Subject: b.DefRange.Ptr(),
		}})
		return nil, true
	}
	iterator := typ
	if x := content.Attributes["iterator"]; x != nil {
		if name := hcl.ExprAsKeyword(x.Expr); name != "" {
			iterator = name
		}
	}
	elements, known := i.elements(each.Expr, names)
	if !known {
		reasons[of] = i.why(each.Expr, names)
	}
	for _, e := range elements {
		inner := maps.Clone(names)
		if inner == nil {
			inner = map[string]cty.Value{}
		}
		inner[iterator] = cty.ObjectVal(map[string]cty.Value{"key": e.key, "value": e.value})
		all = append(all, object(i.body(typ, []hcl.Body{content.Blocks[0].Body}, inner, reasons, of)))
	}
	return all, known
}
