package terraform

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclwrite"

	"github.com/rolecall/rolecall/internal/exporter"
	"github.com/rolecall/rolecall/schema"
)

// settings reports the settings of the server, and writes the org mappings.
func (p *project) settings() {
	g := &p.w.Grafana
	for _, s := range exporter.Settings(g) {
		if s.On {
			p.cannot("setting", s.At, "grafana."+s.Name)
		}
	}
	if g.MaxFolderDepth != 0 {
		p.cannot("setting", g.FolderDepthRange, "grafana.max_folder_depth")
	}
	if len(g.FeatureToggles) > 0 {
		for _, name := range g.FeatureToggles {
			p.cannot("toggle", g.TogglesRange, quotedNames([]string{name}))
		}
	}
	if g.Anonymous != nil {
		p.cannot("anonymous", g.Anonymous.Range, "grafana.anonymous")
	}
	for _, k := range p.w.APIKeys {
		p.cannot("api key", k.Range, k.Addr)
	}
	p.mappings()
}

// signInVariable is the variable with the settings for signing in that a configuration does not have.
const signInVariable = "sign_in"

// mappings writes the settings for signing in with the org mappings.
func (p *project) mappings() {
	var mapped []expr
	ldap := slices.ContainsFunc(p.w.OrgMappings, func(m *schema.OrgMapping) bool { return m.GrafanaAdmin != nil })
	for _, m := range p.w.OrgMappings {
		what := "org_mapping of " + quotedNames([]string{m.Group})
		switch {
		case ldap:
			p.cannot("ldap", rangeOr(m.AdminRange, m.Range), what)
		case p.old("org_mapping", m.Range, what):
		case p.o.SignIn == "":
			p.cannot("no sign-in", m.Range, what)
		case m.Org != nil && p.gone(what, m.Org, m.Range):
		default:
			mapped = append(mapped, p.mapping(m))
		}
	}
	if len(mapped) == 0 {
		return
	}
	settings := p.SignIn.Blocks[p.o.SignIn]
	p.signInVariable(settings)
	b := p.resource("org_mapping", p.o.SignIn,
		"All settings for signing in are in this resource: a setting that the variable leaves out is the default.")
	b.set("provider", text(p.o.SignIn))
	body := b.AppendNewBlock(settings, nil).Body()
	body.SetAttributeRaw(b.of.attribute("org_mapping"), call("jsonencode", list(mapped)))
	for _, name := range p.SignIn.Settings[settings] {
		body.SetAttributeRaw(name, ref("var", signInVariable, name))
	}
}

// signInVariable declares the variable with the settings of a block.
func (p *project) signInVariable(settings string) {
	var attributes []hclwrite.ObjectAttrTokens
	for _, name := range p.SignIn.Settings[settings] {
		typ := call("optional", ref("string"))
		if slices.Contains(p.SignIn.Required, name) {
			typ = ref("string")
		}
		attributes = append(attributes, hclwrite.ObjectAttrTokens{Name: ref(name), Value: typ})
	}
	v := p.file(variablesFile).block("variable", []string{signInVariable})
	v.SetAttributeRaw("description", text("The settings for signing in, but for the org mapping. "+
		"A setting that is left out is the default."))
	v.SetAttributeRaw("type", call("object", hclwrite.TokensForObject(attributes)))
	v.SetAttributeRaw("sensitive", flag(true))
}

// mapping returns GROUP:ORG:ROLE. A colon in the group has a backslash before it, and the org has its number.
func (p *project) mapping(m *schema.OrgMapping) expr {
	group := strings.ReplaceAll(m.Group, ":", `\:`)
	if m.Org == nil || p.cloud { // which has one org
		return text(group + ":*:" + string(m.Role))
	}
	return template(group+":", p.to(m.Org, "id"), ":"+string(m.Role))
}
