package show

import (
	"slices"
	"strings"

	tfjson "github.com/hashicorp/terraform-json"
	"github.com/zclconf/go-cty/cty"

	"github.com/rolecall/rolecall/internal/importer/terraform/resource"
)

// A finder finds the values that a plan does not know by the references in its configuration.
type finder struct {
	plan      *tfjson.Plan
	resources map[string]*resource.Resource
}

// A module is an instance of a module: its configuration and the instances that it is in.
type module struct {
	*tfjson.ConfigModule
	// address is that of the instance, with a dot behind it; empty for the root module.
	address string
	// call is the call in the module above.
	call  *tfjson.ModuleCall
	above *module
}

// module returns the instance of a module with an address; nil if the configuration does not have it.
func (f *finder) module(address string) *module {
	if f.plan.Config == nil || f.plan.Config.RootModule == nil {
		return nil
	}
	at := &module{ConfigModule: f.plan.Config.RootModule}
	for _, step := range steps(address) {
		name, isModule := strings.CutPrefix(step, "module.")
		if !isModule {
			break
		}
		name, _, _ = strings.Cut(name, "[")
		call := at.ModuleCalls[name]
		if call == nil || call.Module == nil {
			return nil
		}
		at = &module{call.Module, at.address + step + ".", call, at}
	}
	return at
}

// steps splits an address: module.a["x.y"].grafana_team.t[0] has the steps module.a["x.y"] and
// grafana_team.t[0].
func steps(address string) []string {
	var all []string
	start, dots, quoted := 0, 0, false
	for i := 0; i < len(address); i++ {
		switch c := address[i]; {
		case c == '\\' && quoted:
			i++
		case c == '"':
			quoted = !quoted
		case c == '.' && !quoted:
			if address[start:i] == "data" {
				continue
			}
			if dots++; dots%2 == 0 {
				all = append(all, address[start:i])
				start = i + 1
			}
		}
	}
	return append(all, address[start:])
}

// resolve resolves the unknown attributes and nested blocks of a resource.
func (f *finder) resolve(r *resource.Resource) {
	unknown := false
	for _, value := range r.Values {
		unknown = unknown || !value.IsWhollyKnown()
	}
	if !unknown {
		return
	}
	m, config := f.config(r)
	for name, value := range r.Values {
		if value.IsWhollyKnown() {
			continue
		}
		var x *tfjson.Expression
		if config != nil {
			x = config.Expressions[name]
		}
		switch {
		case x == nil && config != nil && !value.IsKnown() && !resource.IsBlock(r.Type, name):
			r.Values[name] = cty.NullVal(cty.DynamicPseudoType) // the provider gives it a value, and nobody else
		case x == nil || x.ExpressionData == nil:
			r.Reasons[name] = unresolved(r, name, nil)
		case len(x.NestedBlocks) > 0:
			if !f.blocks(m, r, name, x.NestedBlocks) {
				r.Reasons[name] = unresolved(r, name, nil)
			}
		default:
			if found, ok := f.expression(m, x, 0); ok && !value.IsKnown() {
				r.Values[name] = found
			} else if !f.elements(m, r, name, x) {
				r.Reasons[name] = unresolved(r, name, x.References)
			}
		}
	}
}

// config returns the module of a resource and its configuration there; nil for what the plan does not have.
func (f *finder) config(r *resource.Resource) (*module, *tfjson.ConfigResource) {
	m := f.module(r.Address)
	if m == nil {
		return nil, nil
	}
	all := steps(r.Address)
	own, _, _ := strings.Cut(all[len(all)-1], "[")
	at := slices.IndexFunc(m.Resources, func(c *tfjson.ConfigResource) bool { return c.Address == own })
	if at < 0 {
		return m, nil
	}
	return m, m.Resources[at]
}

// provider returns the alias of the configuration of the provider that a resource is of. That of a module itself has
// the address of the module.
func (f *finder) provider(r *resource.Resource) string {
	_, config := f.config(r)
	if config == nil {
		return ""
	}
	key := config.ProviderConfigKey
	if f.plan.Config != nil {
		if c := f.plan.Config.ProviderConfigs[key]; c != nil && c.ModuleAddress == "" {
			return c.Alias
		}
	}
	if !strings.Contains(key, ":") {
		return resource.AliasOf(key)
	}
	return key
}

// mostSteps bounds the references from one to the next.
const mostSteps = 50

// expression returns the value of an expression that is a reference to one attribute of a resource, by
// way of variables and outputs of modules.
func (f *finder) expression(m *module, x *tfjson.Expression, depth int) (cty.Value, bool) {
	if m == nil || x == nil || x.ExpressionData == nil || depth > mostSteps {
		return cty.DynamicVal, false
	}
	names := longest(x.References)
	if len(names) != 1 {
		return cty.DynamicVal, false
	}
	return f.reference(m, names[0], depth)
}

// longest returns the references that no other one begins with: Terraform prints a.b.c, a.b.
func longest(references []string) []string {
	var kept []string
	for _, name := range references {
		if !slices.ContainsFunc(references, func(other string) bool {
			return other != name && (strings.HasPrefix(other, name+".") || strings.HasPrefix(other, name+"["))
		}) {
			kept = append(kept, name)
		}
	}
	return kept
}

func (f *finder) reference(m *module, name string, depth int) (cty.Value, bool) {
	if name, ok := strings.CutPrefix(name, "var."); ok {
		if m.call == nil || strings.ContainsAny(name, ".[") {
			return cty.DynamicVal, false
		}
		return f.expression(m.above, m.call.Expressions[name], depth+1)
	}
	all := steps(m.address + name)
	if len(all) < 2 {
		return cty.DynamicVal, false
	}
	address, attr := strings.Join(all[:len(all)-1], "."), all[len(all)-1]
	if strings.HasPrefix(all[len(all)-2], "module.") {
		inner := f.module(address + ".x.x")
		if inner == nil || inner.Outputs[attr] == nil {
			return cty.DynamicVal, false
		}
		return f.expression(inner, inner.Outputs[attr].Expression, depth+1)
	}
	r := f.resources[address]
	if r == nil {
		return cty.DynamicVal, false
	}
	value := r.Attr(attr)
	return value, value.IsWhollyKnown() && !value.IsNull()
}

// elements resolves a list with one reference for each element that is unknown.
func (f *finder) elements(m *module, r *resource.Resource, name string, x *tfjson.Expression) bool {
	value := r.Values[name]
	if !value.IsKnown() || value.IsNull() || !value.Type().IsTupleType() {
		return false
	}
	all := value.AsValueSlice()
	var missing []int
	for i, item := range all {
		if !item.IsKnown() {
			missing = append(missing, i)
		}
	}
	var found []cty.Value
	for _, name := range longest(x.References) {
		if v, ok := f.reference(m, name, 0); ok {
			found = append(found, v)
		}
	}
	if len(found) != len(missing) {
		return false
	}
	for i, at := range missing {
		all[at] = found[i]
	}
	r.Values[name] = cty.TupleVal(all)
	return true
}
