package generate

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// odd are names that would mean something if names were patterns or parts of
// scopes, or that begin like others.
var odd = []string{
	"*", "**", "a/*", "a:*", "a", "a/b", "a:b", "a b", "id:*", "{a,b}", "who?", "[a-z]*", "%2A", "\\*",
	"general", "role:Admin", "anonymous", "Ärger", "a, b",
}

// named draws Grafana's name for a thing, mostly its label.
func (g *generator) named(typ, label string) string {
	name := label
	if g.seldom(typ + " named oddly") {
		name = one(g, "odd name", odd...)
	} else if g.seldom(typ + " named") {
		name = typ + " of " + label
	}
	taken := thingLabel{typ, strings.ToLower(name)} // logins may be the same in any case
	if g.taken[taken] {
		name = label
	}
	g.names[thingLabel{typ, label}], g.taken[taken] = name, true
	return name
}

// attribute writes the attribute that names something, unless the label does.
func (g *generator) attribute(attribute, typ, label string) {
	if name := g.named(typ, label); name != label {
		g.line("  %s = %s", attribute, text(name))
	}
}

// text is a string of HCL.
func text(s string) string { return strings.ReplaceAll(fmt.Sprintf("%q", s), "%{", "%%{") }

// spelled draws another spelling of a name: decomposed, or a login in other
// letters, which is another name in most versions.
func (g *generator) spelled(typ, name string) string {
	switch {
	case rare(g, "decomposed"):
		return norm.NFD.String(name)
	case (typ == "user" || typ == "team") && rare(g, "in capitals"):
		return strings.ToUpper(name)
	}
	return name
}

// nameOf returns Grafana's name for a thing.
func (g *generator) nameOf(typ, label string) string {
	if name, ok := g.names[thingLabel{typ, label}]; ok {
		return name
	}
	return label
}

// namesOf returns Grafana's names for things.
func (g *generator) namesOf(typ string, labels []string) []string {
	var names []string
	for _, label := range labels {
		names = append(names, g.nameOf(typ, label))
	}
	return names
}

// words returns ids of things and words with a meaning, and an unknown word.
func (g *generator) words() []string {
	words := []string{"nothing", "general", "delegate", "organization", "dashboard"}
	for _, o := range g.orgs {
		words = append(words, o, "The "+o)
		words = slices.Concat(words, g.teams[o], g.folders[o], g.dashboards[o], g.sources[o], g.keys[o], g.accs[o])
	}
	for _, u := range g.users {
		words = append(words, u, "user of "+u, u+"@x.org")
	}
	return append(words, g.roles...)
}

// scopeTypes maps beginnings of scopes to types of things.
var scopeTypes = map[string]string{
	"users:": "user", "users:id:": "user", "global.users:": "user", "global:users:": "user", "global.users:id:": "user",
	"teams:": "team", "teams:id:": "team", "serviceaccounts:": "service_account", "serviceaccounts:id:": "service_account",
	"folders:": "folder", "folders:uid:": "folder", "dashboards:": "dashboard", "dashboards:uid:": "dashboard",
	"datasources:uid:": "data_source", "roles:": "role", "roles:uid:": "role",
}

// labels returns the labels of all things of a type.
func (g *generator) labels(typ string) []string {
	switch typ {
	case "user":
		return g.users
	case "role":
		return g.roles
	}
	var labels []string
	for _, o := range g.orgs {
		labels = slices.Concat(labels, map[string][]string{
			"team": g.teams[o], "service_account": g.accs[o], "folder": g.folders[o], "dashboard": g.dashboards[o], "data_source": g.sources[o],
		}[typ])
	}
	return labels
}

// written returns ids for scopes that are strings: names without wildcards, and if the
// version has patterns, wildcards for parts of a name.
func (g *generator) written() []string {
	words := g.words()
	for _, name := range odd {
		if !strings.ContainsAny(name, `*?[]{}\\`) {
			words = append(words, name)
		}
	}
	if g.before("8.2") {
		return append(words, "a*", "?", "**", "[a-z]*", "{a,u0}", "*A", "a/*", "a:*")
	}
	return append(words, "a/*", "a:*")
}
