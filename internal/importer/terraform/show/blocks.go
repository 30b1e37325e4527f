package show

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	tfjson "github.com/hashicorp/terraform-json"
	"github.com/zclconf/go-cty/cty"

	"github.com/rolecall/rolecall/internal/importer/terraform/resource"
)

// A configured block has the expressions of a nested block by attribute.
type configured = map[string]*tfjson.Expression

// blocks resolves nested blocks. Those of the configuration are in the order of the file, and those of the
// plan in that of a set, so that only the attributes that are known join them. It returns false if they can be joined
// in several ways that differ, or if a value stays unknown.
func (f *finder) blocks(m *module, r *resource.Resource, name string, config []configured) bool {
	value := r.Values[name]
	if !value.IsKnown() || value.IsNull() || !value.Type().IsTupleType() || len(config) != value.LengthInt() {
		return false
	}
	all := value.AsValueSlice()
	planned := make([]map[string]cty.Value, len(all))
	for i, block := range all {
		if !block.IsKnown() || block.IsNull() || !block.Type().IsObjectType() {
			return false
		}
		planned[i] = block.AsValueMap()
	}
	of, ok := f.join(m, planned, config)
	if !ok {
		return false
	}
	resolved := true
	for i, attrs := range planned {
		for attr, value := range attrs {
			if value.IsKnown() {
				continue
			}
			if found, ok := f.expression(m, config[of[i]][attr], 0); ok {
				attrs[attr] = found
			} else {
				resolved = false
			}
		}
		all[i] = cty.ObjectVal(attrs)
	}
	r.Values[name] = cty.TupleVal(all)
	return resolved
}

// join returns the block of the configuration for each planned one. Blocks that are planned alike have as many blocks
// of the configuration that fit, whose order does not matter. Otherwise it is not known which is which.
func (f *finder) join(m *module, planned []map[string]cty.Value, config []configured) (of []int, ok bool) {
	of = make([]int, len(planned))
	alike := map[string][]int{}
	for i, attrs := range planned {
		of[i] = -1
		alike[knownOf(attrs)] = append(alike[knownOf(attrs)], i)
	}
	taken := make([]bool, len(config))
	for left := len(alike); left > 0; {
		before := left
		for _, key := range slices.Sorted(maps.Keys(alike)) {
			blocks := alike[key]
			if of[blocks[0]] >= 0 {
				continue
			}
			var fitting []int
			for n, block := range config {
				if !taken[n] && f.fits(m, block, planned[blocks[0]]) {
					fitting = append(fitting, n)
				}
			}
			if len(fitting) != len(blocks) {
				continue
			}
			for n, i := range blocks {
				of[i], taken[fitting[n]] = fitting[n], true
			}
			left--
		}
		if left == before {
			return nil, false
		}
	}
	return of, true
}

// knownOf returns the known attributes of a planned block, and which ones are unknown, as text.
func knownOf(attrs map[string]cty.Value) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(attrs)) {
		if value := attrs[name]; value.IsWhollyKnown() {
			fmt.Fprintf(&b, "%q=%#v\n", name, resource.Plain(value))
		} else {
			fmt.Fprintf(&b, "%q\n", name)
		}
	}
	return b.String()
}

// fits reports whether a block of a plan may be one of the configuration: it has the same values as far as they are
// known there, and its unknown attributes have expressions.
func (f *finder) fits(m *module, config configured, attrs map[string]cty.Value) bool {
	for name, value := range attrs {
		x := config[name]
		there, known := f.known(m, x)
		switch {
		case !value.IsKnown():
			if x == nil || x.ExpressionData == nil || len(x.References) == 0 {
				return false
			}
		case value.IsNull():
			if known && !there.IsNull() {
				return false
			}
		case known && !there.IsNull() &&
			resource.Local(resource.Plain(there)) != resource.Local(resource.Plain(value)): // the provider takes both
			return false
		}
	}
	return true
}

// known returns the value of an expression that is a constant, a reference to a resource, or one to a variable of
// the project.
func (f *finder) known(m *module, x *tfjson.Expression) (cty.Value, bool) {
	if x == nil || x.ExpressionData == nil {
		return cty.DynamicVal, false
	}
	if len(x.References) == 0 {
		if x.ConstantValue == nil || x.ConstantValue == tfjson.UnknownConstantValue {
			return cty.DynamicVal, false
		}
		return resource.Of(x.ConstantValue, nil), true
	}
	if names := longest(x.References); len(names) == 1 && m != nil && m.call == nil {
		name, isVariable := strings.CutPrefix(names[0], "var.")
		if v := f.plan.Variables[name]; isVariable && v != nil {
			return resource.Of(v.Value, nil), true
		}
	}
	return f.expression(m, x, 0)
}
