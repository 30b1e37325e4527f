package show

import (
	"fmt"
	"strings"

	tfjson "github.com/hashicorp/terraform-json"
	"github.com/zclconf/go-cty/cty"

	"github.com/rolecall/rolecall/internal/importer/terraform/resource"
)

// ofPlan returns the resources as they are after a plan. Values that the plan does not know are made up
// where they are ids, and resolved by the references of the configuration where they lead to one.
func ofPlan(plan *tfjson.Plan) *resource.Project {
	p := &resource.Project{Providers: providers(plan)}
	p.SignIn = p.Providers[""].SignIn
	planned := map[string]bool{}
	made := resource.Completer{}
	lost := &finder{plan: plan, resources: map[string]*resource.Resource{}}
	for _, c := range plan.ResourceChanges {
		if c == nil || c.Change == nil || !strings.HasSuffix(c.ProviderName, providerName) || c.DeposedKey != "" {
			continue
		}
		planned[c.Address] = true
		if gone(c.Change.Actions) {
			continue
		}
		after, _ := c.Change.After.(map[string]any)
		r := &resource.Resource{
			Address: c.Address, Type: c.Type, Data: c.Mode == tfjson.DataResourceMode,
			Values: resource.ValuesOf(after, c.Change.AfterUnknown), Reasons: map[string]string{},
		}
		if c.Change.Importing != nil {
			r.Import = c.Change.Importing.ID
		}
		if before, ok := c.Change.Before.(map[string]any); ok && !c.Change.Actions.Replace() {
			r.Was = resource.ValuesOf(before, nil)
			keep(r, before)
		}
		p.Resources = append(p.Resources, r)
		lost.resources[c.Address] = r
	}
	if plan.PriorState != nil && plan.PriorState.Values != nil {
		modules(plan.PriorState.Values.RootModule, func(r *tfjson.StateResource) {
			if r.Mode == tfjson.DataResourceMode && !planned[r.Address] {
				add(p, r)
			} else if read := lost.resources[r.Address]; read != nil && read.Data {
				keep(read, r.AttributeValues)
			}
		})
	}
	for _, r := range p.Resources {
		r.Provider = lost.provider(r)
		forget(r)
		made.Complete(r)
	}
	for _, r := range p.Resources {
		lost.resolve(r)
	}
	if plan.Complete != nil && !*plan.Complete {
		p.Notes = append(p.Notes, resource.Note{What: "the parts of the project that the plan leaves out",
			Why: "The plan is not complete, as one with -target."})
	}
	return p
}

// gone reports whether a resource is not there after its actions.
func gone(actions tfjson.Actions) bool {
	return actions.Delete() || actions.Forget()
}

// providers returns the configurations of the provider in the root module.
func providers(plan *tfjson.Plan) map[string]resource.Provider {
	if plan.Config == nil {
		return nil
	}
	all := map[string]resource.Provider{}
	for _, c := range plan.Config.ProviderConfigs {
		if c == nil || !strings.HasSuffix(c.FullName, providerName) && c.FullName != "" || c.ModuleAddress != "" ||
			c.FullName == "" && c.Name != "grafana" {
			continue
		}
		own := resource.Provider{Known: true}
		if x := c.Expressions["url"]; x != nil && x.ExpressionData != nil {
			own.URL, own.Known = constant(plan, x)
		}
		if x := c.Expressions["auth"]; x != nil && x.ExpressionData != nil {
			auth, _ := constant(plan, x)
			own.SignIn = resource.SignInOf(auth)
		}
		all[c.Alias] = own
	}
	return all
}

// constant returns the text of an expression that is a constant or a variable. The values of variables may be secrets:
// they are looked at, and never kept.
func constant(plan *tfjson.Plan, x *tfjson.Expression) (string, bool) {
	text, known := x.ConstantValue.(string)
	for _, name := range x.References {
		if name, ok := strings.CutPrefix(name, "var."); ok && plan.Variables[name] != nil {
			text, known = plan.Variables[name].Value.(string)
		}
	}
	return text, known
}

// keep puts the values from before in place of unknown ones that Terraform reads again or that Grafana
// gave once: ids stay while a resource stays.
func keep(r *resource.Resource, before map[string]any) {
	was := resource.ValuesOf(before, nil)
	same := true
	for name, value := range r.Values {
		if value.IsWhollyKnown() && !value.IsNull() && resource.Plain(value) != resource.Plain(was.Attr(name)) {
			same = false
		}
	}
	for name, value := range r.Values {
		if !value.IsKnown() && (resource.Makes(r.Kind(), name) || r.Data && same) {
			r.Values[name] = was.Attr(name)
		}
	}
	if r.Data && same {
		for name, value := range was {
			if _, ok := r.Values[name]; !ok {
				r.Values[name] = value
			}
		}
	}
}

// forget makes unknown ids null, so that they can be made up.
func forget(r *resource.Resource) {
	for name, value := range r.Values {
		if resource.Makes(r.Kind(), name) && !value.IsKnown() {
			r.Values[name] = cty.NullVal(cty.String)
		}
	}
}

// unresolved is the reason of an unknown value of a plan.
func unresolved(r *resource.Resource, attr string, references []string) string {
	of := ""
	if len(references) > 0 {
		of = " of " + references[0]
	}
	return fmt.Sprintf("The plan does not know the value%s that %s.%s gets, and its configuration does not tell it; "+
		"the folder of the project, or the state after the apply, does.", of, r.Address, attr)
}
