package request

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/internal/printable"
	"github.com/rolecall/rolecall/schema"
)

// Resolve replaces the names of people in a request by Grafana's: a label by the login, uid
// or name. It sets the org if the request has none, and the subject or the resource is in
// one org alone. The labels are those of the World of the view; a bundle has none. It
// returns an error for a name that means two things, in any orgs if the request has none, and
// for a subject and a resource that are each in one org alone, but not in the same.
func Resolve(view *engine.View, r *engine.Request) error {
	names := []asked{
		{r.Subject.Type, &r.Subject.ID}, {r.Resource.Type, &r.Resource.ID},
		{"folder", &r.Resource.Folder}, {"dashboard", &r.Resource.Dashboard}, {"user", &r.Resource.CreatedBy},
	}
	found := make([][]match, len(names))
	for i, n := range names {
		if i > 0 || !isBasicRole(r.Subject) {
			found[i] = n.matches(view)
		}
	}
	if r.Org == "" && len(view.Names("org", "")) > 1 {
		for i, n := range names {
			if err := n.twoThings(found[i]); err != nil {
				return err
			}
		}
		subject, resource := orgsOf(view, found[0]), []string(nil)
		for _, place := range found[1:4] {
			if resource = orgsOf(view, place); len(resource) > 0 {
				break
			}
		}
		var err error
		if r.Org, err = inferredOrg(r, subject, resource); r.Org == "" {
			return err
		}
	}
	label := orgLabel(view.World(), r.Org)
	for i, n := range names {
		if err := n.pick(found[i], label); err != nil {
			return err
		}
	}
	return nil
}

// isBasicRole reports whether a subject is a role such as "role:Editor", whatever custom role
// has that label.
func isBasicRole(s engine.Subject) bool {
	return s.Type == "role" && slices.Contains(basicRoles, s.ID)
}

// basicRoles are the roles that every configuration has, if the release has them.
var basicRoles = append([]string{string(schema.NoBasicRole)}, namesOf(schema.BasicRoles)...)

func namesOf(roles []schema.OrgRole) []string {
	var names []string
	for _, role := range roles {
		names = append(names, string(role))
	}
	return names
}

// An asked is a name in a request, and the type of what it names.
type asked struct {
	typ string
	id  *string
}

// A match is one thing that a name can mean: how it is named so, and Grafana's name for it.
type match struct {
	typ, id, how, label string
	// org is the label of the org that the thing is in; empty for a user and what is in
	// all orgs.
	org string
}

// matches returns everything that a name can mean, in all orgs.
func (n asked) matches(view *engine.View) []match {
	if *n.id == "" || n.typ == "org" {
		return nil
	}
	var all []match
	w := view.World()
	if w == nil {
		for _, org := range view.Names("org", "") {
			if _, ok := slices.BinarySearch(view.Names(n.typ, org), *n.id); ok {
				all = append(all, match{typ: n.typ, id: *n.id, org: org})
			}
		}
		return all
	}
	for thing := range w.Things {
		d := thing.Declared()
		if how := named(thing, *n.id); how != "" && string(d.Addr.Type) == n.typ {
			m := match{typ: n.typ, id: thing.GrafanaName().Value, how: how, label: d.Addr.Label}
			if d.Org != nil {
				m.org = d.Org.Addr.Label
			}
			all = append(all, m)
		}
	}
	return all
}

// named returns how a thing is called by a name; empty if it is not.
func named(thing schema.Thing, id string) string {
	user, isUser := thing.(*schema.User)
	role, isRole := thing.(*schema.Role)
	switch {
	case thing.GrafanaName().Value == id && isUser:
		return "login"
	case thing.GrafanaName().Value == id:
		return "name in Grafana"
	case isUser && user.Email.Value == id:
		return "email"
	case isRole && role.Name.Value == id:
		return "name"
	case thing.Declared().Addr.Label == id:
		return "label"
	}
	return ""
}

// pick sets Grafana's name of what a name means in an org.
func (n asked) pick(found []match, org string) error {
	var means []match
	for _, m := range found {
		if m.org == "" || org == "" || m.org == org {
			means = append(means, m)
		}
	}
	if err := n.twoThings(means); err != nil {
		return err
	}
	if len(means) > 0 && means[0].how != "email" {
		*n.id = means[0].id
	}
	return nil
}

// twoThings returns an error if a name means things with different names in Grafana.
func (n asked) twoThings(means []match) error {
	for _, m := range means {
		first := means[0]
		if m.id == first.id {
			continue
		}
		or := ""
		if m.org != first.org {
			or = ", or --org"
		}
		return fmt.Errorf("%s means two things: it is the %s of %s, and the %s of %s; write %s or %s%s", n.word(*n.id),
			first.how, first.place(or != ""), m.how, m.place(or != ""), n.word(first.other(*n.id)), n.word(m.other(*n.id)), or)
	}
	return nil
}

// word returns a name as on a command line.
func (n asked) word(id string) string { return printable.Name(n.typ + ":" + id) }

// place returns the address of a thing, with its org if the org is to be told.
func (m match) place(org bool) string {
	address := printable.Name(schema.Addr{Type: schema.Type(m.typ), Label: m.label}.String())
	if org && m.org != "" {
		return address + " in org " + printable.Name(m.org)
	}
	return address
}

// other returns another name of a thing, if it has one.
func (m match) other(id string) string {
	if m.id != id {
		return m.id
	}
	return m.label
}

// orgsOf returns the orgs that the things which a name means are in, sorted. A user is in
// the orgs that it is a member of.
func orgsOf(view *engine.View, found []match) []string {
	var orgs []string
	for _, org := range view.Names("org", "") {
		if slices.ContainsFunc(found, func(m match) bool {
			if m.typ != "user" {
				return m.org == org
			}
			_, member := slices.BinarySearch(view.Names("user", org), m.id)
			return member
		}) {
			orgs = append(orgs, org)
		}
	}
	return orgs
}

// inferredOrg returns the org that a subject or a resource is in alone; empty if there are
// several. A subject or resource without an org does not count.
func inferredOrg(r *engine.Request, subject, resource []string) (string, error) {
	in := func(org string, orgs []string) bool { return len(orgs) == 0 || slices.Contains(orgs, org) }
	switch {
	case len(subject) == 1 && in(subject[0], resource):
		return subject[0], nil
	case len(resource) == 1 && in(resource[0], subject):
		return resource[0], nil
	case len(subject) > 0 && len(resource) > 0 && (len(subject) == 1 || len(resource) == 1):
		return "", fmt.Errorf("%s is in org %s, and %s in org %s; write --org", r.Subject, list(subject), r.Resource, list(resource))
	}
	return "", nil
}

// AnyOrg returns an org to ask in for a declared user who is in no org, if every org gives the
// same decision; empty otherwise.
func AnyOrg(ctx context.Context, view *engine.View, r engine.Request) string {
	orgs := view.Names("org", "")
	if _, declared := slices.BinarySearch(view.Names("user", ""), r.Subject.ID); r.Subject.Type != "user" || !declared {
		return ""
	}
	var first bool
	for i, org := range orgs {
		if _, member := slices.BinarySearch(view.Names("user", org), r.Subject.ID); member {
			return ""
		}
		r.Org = org
		d, err := view.Check(ctx, r)
		if i == 0 {
			first = d.Allowed
		}
		if err != nil || d.Allowed != first || Problem(view, r).Kind != "" {
			return ""
		}
	}
	if len(orgs) < 2 {
		return ""
	}
	return orgs[0]
}

// list returns names as a list, safe to print.
func list(names []string) string {
	printed := make([]string, len(names))
	for i, name := range names {
		printed[i] = printable.Name(name)
	}
	return strings.Join(printed, ", ")
}

// orgLabel returns the label of the org with a label or name. It returns one that is not
// declared unchanged.
func orgLabel(w *schema.World, org string) string {
	if w != nil {
		for _, o := range w.Orgs {
			if o.Addr.Label == org || o.Name.Value == org {
				return o.Addr.Label
			}
		}
	}
	return org
}
