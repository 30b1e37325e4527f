package project

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/rolecall/rolecall/internal/importer/terraform/resource"
)

// provider is the name of the provider in a project.
const provider = "grafana"

// readProviders reads the configurations of the provider: the Grafana that each is of, and how it signs in.
func (i *instance) readProviders() {
	i.project.Providers = map[string]resource.Provider{}
	for _, d := range i.providers {
		if d.name != provider {
			continue
		}
		if x := d.attr("org_id"); x != nil {
			i.project.Notes = append(i.project.Notes, resource.Note{
				What: "the org_id of a provider" + resource.PlaceOf(d.at),
				Why: "The provider disregards it with a login and password: " +
					"things without an org_id of their own are in the first org.",
			})
		}
		alias := ""
		if x := d.attr("alias"); x != nil {
			alias, _ = i.text(x)
		}
		if _, configured := i.project.Providers[alias]; configured {
			continue
		}
		own := resource.Provider{Known: true}
		if x := d.attr("url"); x != nil {
			own.URL, own.Known = i.text(x)
		}
		if x := d.attr("auth"); x != nil {
			if auth, known := i.text(x); known {
				own.SignIn = resource.SignInOf(auth)
			}
		} else if i.options.Auth != "" {
			own.SignIn = resource.SignInOf(i.options.Auth)
		}
		i.project.Providers[alias] = own
	}
	if _, configured := i.project.Providers[""]; !configured {
		own := resource.Provider{Known: true} // the environment has everything
		if i.options.Auth != "" {
			own.SignIn = resource.SignInOf(i.options.Auth)
		}
		i.project.Providers[""] = own
	}
	i.project.SignIn = i.project.Providers[""].SignIn
}

// text returns the value of an expression that is a text; false if it is not known, or none.
func (i *instance) text(x hcl.Expression) (string, bool) {
	value := i.value(x, nil)
	if !value.IsWhollyKnown() || value.IsNull() || value.Type() != cty.String {
		return "", false
	}
	return value.AsString(), true
}

// providerOf returns the alias, in the root module, of the configuration that a resource is of.
func (i *instance) providerOf(d *declared) string {
	return i.inRoot(aliasOf(d.attr("provider")))
}

// aliasOf returns the alias that a reference to a configuration names; empty for the one without.
func aliasOf(x hcl.Expression) string {
	if x == nil {
		return ""
	}
	at, diags := hcl.AbsTraversalForExpr(x)
	if diags.HasErrors() {
		return ""
	}
	return stepName(at, 1)
}

// inRoot returns the alias in the root module of a configuration that has one in this module. A module gets the
// configurations that its call passes, and the one without alias by itself.
func (i *instance) inRoot(alias string) string {
	if i.above == nil {
		return alias
	}
	if x := i.from.attr("providers"); x != nil {
		pairs, _ := hcl.ExprMap(x)
		for _, pair := range pairs {
			if at, diags := hcl.AbsTraversalForExpr(pair.Key); !diags.HasErrors() &&
				at.RootName() == provider && stepName(at, 1) == alias {
				return i.above.inRoot(aliasOf(pair.Value))
			}
		}
	}
	for _, d := range i.providers {
		if d.name == provider && (alias == "") == (d.attr("alias") == nil) {
			return i.address + alias // a configuration of the module itself, which is not read
		}
	}
	if alias == "" {
		return i.above.inRoot("")
	}
	return i.address + alias
}
