package project

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/rolecall/rolecall/internal/importer/terraform/resource"
)

// mostSteps bounds the names from one to the next on the way to a reason.
const mostSteps = 100

// why returns the reason why an expression has a value that is not known, as a sentence with the place of the
// expression.
func (i *instance) why(x hcl.Expression, names map[string]cty.Value) string {
	at := resource.PlaceOf(x.Range())
	if reason := i.reason(x, names, 0); reason != "" {
		return "Its value" + at + " depends on another one. " + reason
	}
	return "Its value is known only once Terraform has applied the project" + at + "."
}

// reason follows the names in an expression to the first one without a value; empty if there is none.
func (i *instance) reason(x hcl.Expression, names map[string]cty.Value, depth int) string {
	if depth > mostSteps || x == nil {
		return ""
	}
	for _, t := range x.Variables() {
		root, name := t.RootName(), stepName(t, 1)
		if v, ok := names[root]; ok && v.IsWhollyKnown() {
			continue
		}
		reason := ""
		switch root {
		case "var":
			if reason = i.reasons[i.address+"var."+name]; reason == "" && i.above != nil && i.from.attr(name) != nil {
				reason = i.above.reason(i.from.attr(name), i.names, depth+1)
			}
		case "local":
			reason = i.reason(i.locals[name], nil, depth+1)
		case "module":
			reason = i.moduleReason(name, output(t), depth)
		case "data":
			reason = i.resourceReason("data."+name+"."+stepName(t, 2), t)
		case "each", "count", "path", "terraform", "self":
		default:
			if _, ok := names[root]; !ok {
				reason = i.resourceReason(root+"."+name, t)
			}
		}
		if reason != "" {
			return reason
		}
	}
	return ""
}

func (i *instance) moduleReason(name, output string, depth int) string {
	if i.calls[name] == nil {
		return ""
	}
	all := i.call(name)
	if all.why != "" {
		return all.why
	}
	for _, child := range all.instances {
		for each, d := range child.outputs {
			if output == "" || output == each {
				if v := child.output(each); !v.IsWhollyKnown() {
					if reason := child.reason(d.attr("value"), nil, depth+1); reason != "" {
						return reason
					}
				}
			}
		}
	}
	return ""
}

func (i *instance) resourceReason(name string, t hcl.Traversal) string {
	d := i.resources[name]
	if d == nil {
		return ""
	}
	if reason := i.reasons[i.address+name]; reason != "" {
		return reason
	}
	last := stepName(t, len(t)-1)
	if v, diags := t.TraverseAbs(&hcl.EvalContext{Variables: i.roots(t)}); diags.HasErrors() || v.IsWhollyKnown() {
		return ""
	}
	return fmt.Sprintf("%s%s.%s is known only to the provider%s.", i.address, name, last, resource.PlaceOf(d.at))
}

// roots returns the variables that a traversal takes.
func (i *instance) roots(t hcl.Traversal) map[string]cty.Value {
	ctx := &hcl.EvalContext{Variables: map[string]cty.Value{}}
	values := map[string]map[string]cty.Value{}
	i.bind(ctx, values, t)
	for root, all := range values {
		ctx.Variables[root] = cty.ObjectVal(all)
	}
	return ctx.Variables
}
