package roundtrip

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"pgregory.net/rapid"

	"github.com/rolecall/rolecall/internal/exporter"
	"github.com/rolecall/rolecall/schema"
)

// Losses are parts of a configuration that an export left out, by their places.
type losses map[hcl.Range][]string

func placed(all []exporter.Loss) losses {
	l := losses{}
	for _, loss := range all {
		l[loss.At] = append(l[loss.At], loss.String())
	}
	return l
}

// at reports whether there is a loss at a place about one of some names. A place may be that of many things, as that
// of a block with for_each.
func (l losses) at(at hcl.Range, names ...string) bool {
	return slices.ContainsFunc(l[at], func(sentence string) bool {
		return slices.ContainsFunc(names, func(name string) bool { return strings.Contains(sentence, name) })
	})
}

// unmanaged is said of an org whose members the project does not have, as they are those of Grafana Cloud.
const unmanaged = " has members"

// block reports whether the block of a thing is lost.
func (l losses) block(thing schema.Thing) bool {
	d := thing.Declared()
	begins := func(sentence string) bool {
		return strings.HasPrefix(sentence, d.Addr.String()+" ") && !strings.HasPrefix(sentence, d.Addr.String()+unmanaged)
	}
	if name := thing.GrafanaName(); name.Value == schema.General && slices.ContainsFunc(l[name.Range], begins) {
		return true
	}
	return slices.ContainsFunc(l[d.Range], begins)
}

// without returns a configuration without the losses of an export. It is an error if something is left that refers
// to a lost thing, as the export would have to report that, too.
func without(t rapid.TB, w *schema.World, all []exporter.Loss) *schema.World {
	t.Helper()
	l := placed(all)
	w = w.Clone()
	w.Invariants, w.Tests = nil, nil
	gone := map[any]bool{}
	drop(&w.Orgs, l, gone)
	drop(&w.Users, l, gone)
	drop(&w.Teams, l, gone)
	drop(&w.Folders, l, gone)
	drop(&w.Dashboards, l, gone)
	drop(&w.DataSources, l, gone)
	drop(&w.APIKeys, l, gone)
	drop(&w.Roles, l, gone)
	drop(&w.ServiceAccounts, l, gone)
	l.lists(w, gone)
	l.access(w)
	l.settings(&w.Grafana)
	findGone(t, reflect.ValueOf(w), gone, map[any]bool{}, "the configuration")
	return w
}

// drop takes the lost things out of a list.
func drop[T schema.Thing](things *[]T, l losses, gone map[any]bool) {
	*things = slices.DeleteFunc(*things, func(thing T) bool {
		if l.block(thing) {
			gone[thing] = true
			return true
		}
		return false
	})
}

// lists takes lost members, entries, creators and tokens out.
func (l losses) lists(w *schema.World, gone map[any]bool) {
	refs := func(all []schema.Ref[schema.User]) []schema.Ref[schema.User] {
		return slices.DeleteFunc(all, func(u schema.Ref[schema.User]) bool { return l.at(u.Range, u.To.Addr.String()) })
	}
	for _, o := range w.Orgs {
		for i, m := range o.Members {
			if l.at(m.User.Range, o.Addr.String()+": "+m.User.To.Addr.String()) {
				o.Members[i].Role = schema.Admin // as Grafana makes the account that the provider signs in with
			}
		}
		others := l.at(o.Range, o.Addr.String()+unmanaged)
		o.Members = slices.DeleteFunc(o.Members, func(m schema.Member) bool {
			return others && gone[m.User.To] || m.Role != schema.Admin && l.at(m.User.Range, m.User.To.Addr.String()) ||
				l.at(m.User.Range, " names "+m.User.To.Addr.String()+",")
		})
	}
	for _, team := range w.Teams {
		team.Members, team.Admins = refs(team.Members), refs(team.Admins)
		team.CreatedBy = l.creator(team.CreatedBy)
	}
	for _, f := range w.Folders {
		l.list(&f.Permissions)
		f.CreatedBy = l.creator(f.CreatedBy)
	}
	for _, d := range w.Dashboards {
		l.list(&d.Permissions)
		d.CreatedBy = l.creator(d.CreatedBy)
	}
	for _, d := range w.DataSources {
		l.list(&d.Permissions)
	}
	for _, a := range w.ServiceAccounts {
		l.list(&a.Permissions)
		a.CreatedBy = l.creator(a.CreatedBy)
		a.Tokens = slices.DeleteFunc(a.Tokens, func(token schema.Token) bool {
			name := fmt.Sprintf("%v token %q", a.Addr, token.Name.Value)
			return l.at(token.Range, name) || l.at(token.ExpiresRange, name)
		})
	}
}

// list takes the lost entries out of a list.
func (l losses) list(p *schema.Permissions) {
	p.Entries = slices.DeleteFunc(p.Entries, func(e schema.Entry) bool { return l.at(e.Range, e.Holder.String()) })
}

// creator returns a creator, or nil if it is lost.
func (l losses) creator(by *schema.Creator) *schema.Creator {
	if by == nil {
		return nil
	}
	holder := schema.Holder{User: by.User, ServiceAccount: by.ServiceAccount}
	if l.at(by.Range, ".created_by", holder.String()) {
		return nil
	}
	return by
}

// access takes lost permissions, assignments and mappings out.
func (l losses) access(w *schema.World) {
	permissions := func(all []schema.RolePermission) []schema.RolePermission {
		return slices.DeleteFunc(all, func(p schema.RolePermission) bool { return len(l[p.Range]) > 0 })
	}
	for _, r := range w.Roles {
		r.Permissions = permissions(r.Permissions)
	}
	w.BasicRoles = slices.DeleteFunc(w.BasicRoles, func(b *schema.BasicRole) bool {
		b.Add, b.Remove = permissions(b.Add), permissions(b.Remove)
		return len(l[b.Range]) > 0
	})
	w.RoleAssignments = slices.DeleteFunc(w.RoleAssignments, func(a *schema.RoleAssignment) bool {
		a.Holders = slices.DeleteFunc(a.Holders, func(h schema.Assignee) bool {
			names := []string{h.Holder.String()}
			if a.Org != nil {
				names = append(names, a.Org.Addr.String())
			}
			return l.at(h.Range, names...)
		})
		return l.at(a.Range, a.Addr.String()) || len(a.Holders) == 0
	})
	w.OrgMappings = slices.DeleteFunc(w.OrgMappings, func(m *schema.OrgMapping) bool {
		return len(l[m.Range]) > 0 || !m.AdminRange.Empty() && len(l[m.AdminRange]) > 0
	})
}

// settings turns lost toggles and anonymous access off. Flags are in grafana.ini.
func (l losses) settings(g *schema.Grafana) {
	g.FeatureToggles = slices.DeleteFunc(g.FeatureToggles, func(name string) bool {
		return l.at(g.TogglesRange, fmt.Sprintf("%q", name))
	})
	if g.Anonymous != nil && len(l[g.Anonymous.Range]) > 0 {
		g.Anonymous = nil
	}
}

// findGone reports the pointers to things that are gone.
func findGone(t rapid.TB, v reflect.Value, gone, seen map[any]bool, in string) {
	t.Helper()
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() || seen[v.Interface()] {
			return
		}
		if gone[v.Interface()] {
			addr := v.Interface().(schema.Thing).Declared().Addr
			t.Errorf("%s names %s, which is left out: nothing tells that", in, addr)
			return
		}
		seen[v.Interface()] = true
		if thing, ok := v.Interface().(interface{ Declared() *schema.Declaration }); ok {
			in = thing.Declared().Addr.String()
		}
		findGone(t, v.Elem(), gone, seen, in)
	case reflect.Slice:
		for i := range v.Len() {
			findGone(t, v.Index(i), gone, seen, in)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			// Files and values are of other packages.
			if field := v.Type().Field(i); field.IsExported() && field.Name != "Files" && field.Name != "Values" {
				findGone(t, v.Field(i), gone, seen, in)
			}
		}
	}
}
