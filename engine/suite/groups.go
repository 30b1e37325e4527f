package suite

import (
	"cmp"
	"iter"
	"slices"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/schema"
)

// groups resolves the items of lists of subjects to subjects. Disabled users and accounts
// are in no group, as a test of a group expects its access, and they have none.
type groups struct {
	world *schema.World
	view  *engine.View
	// teams and roles cache the members.
	teams map[*schema.Team][]engine.Subject
	roles map[roleIn][]engine.Subject
}

// A roleIn is a role in an org. The org is nil for server admins.
type roleIn struct {
	org  *schema.Org
	role schema.OrgRole
}

// A who identifies a subject without the properties of its session.
type who struct{ typ, id string }

func whoIs(s engine.Subject) who { return who{s.Type, s.ID} }

func newGroups(w *schema.World, view *engine.View) *groups {
	return &groups{world: w, view: view, teams: map[*schema.Team][]engine.Subject{}, roles: map[roleIn][]engine.Subject{}}
}

// all returns the subjects that a list stands for in an org, in the order of the list,
// without duplicates.
func (g *groups) all(refs []schema.SubjectRef, org *schema.Org) []engine.Subject {
	if len(refs) == 1 {
		return g.of(refs[0], org)
	}
	var all []engine.Subject
	for _, subjects := range g.items(refs, org) {
		all = append(all, subjects...)
	}
	return all
}

// items iterates over the items of a list, with the subjects that each stands for in an org
// and no item before it does.
func (g *groups) items(refs []schema.SubjectRef, org *schema.Org) iter.Seq2[schema.SubjectRef, []engine.Subject] {
	return func(yield func(schema.SubjectRef, []engine.Subject) bool) {
		seen := map[who]bool{}
		for _, ref := range refs {
			subjects := g.of(ref, org)
			if len(refs) > 1 {
				subjects = slices.DeleteFunc(slices.Clone(subjects), func(s engine.Subject) bool { return seen[whoIs(s)] })
				for _, s := range subjects {
					seen[whoIs(s)] = true
				}
			}
			if !yield(ref, subjects) {
				return
			}
		}
	}
}

// groupOf returns the team or role that an item of a list stands for, nil for a subject.
func groupOf(ref schema.SubjectRef) *engine.Subject {
	switch {
	case ref.Team != nil:
		return &engine.Subject{Type: "team", ID: ref.Team.Name.Value}
	case ref.Org != nil:
		return &engine.Subject{Type: "role", ID: string(ref.List)}
	case ref.Role != "":
		return &engine.Subject{Type: "role", ID: string(ref.Role)}
	}
	return nil
}

// of returns the subjects that an item of a list stands for in an org.
func (g *groups) of(ref schema.SubjectRef, org *schema.Org) []engine.Subject {
	switch {
	case ref.User != nil:
		return []engine.Subject{user(ref.User)}
	case ref.ServiceAccount != nil:
		return []engine.Subject{account(ref.ServiceAccount)}
	case ref.APIKey != nil:
		return []engine.Subject{key(ref.APIKey)}
	case ref.Anonymous:
		return []engine.Subject{anonymous}
	case ref.Team != nil:
		members, asked := g.teams[ref.Team]
		if !asked && ref.Team.Org != nil {
			members = g.view.Members(ref.Team.Org.Addr.Label, ref.Team.Name.Value)
			g.teams[ref.Team] = members
		}
		return members
	case ref.Org != nil:
		return usersWith(ref.Org, ref.List)
	}
	if ref.Role == schema.GrafanaAdmin {
		org = nil
	}
	key := roleIn{org, ref.Role}
	if _, asked := g.roles[key]; !asked {
		g.roles[key] = g.withRole(key)
	}
	return g.roles[key]
}

// withRole returns the subjects with a role, ordered by type and id.
func (g *groups) withRole(r roleIn) []engine.Subject {
	var all []engine.Subject
	if r.role == schema.GrafanaAdmin {
		for _, u := range g.world.Users {
			if u.GrafanaAdmin && !u.Disabled {
				all = append(all, user(u))
			}
		}
	}
	if r.org != nil {
		all = usersWith(r.org, r.role)
		for _, a := range g.world.ServiceAccounts {
			if a.Org == r.org && a.Role == r.role && !a.Disabled {
				all = append(all, account(a))
			}
		}
		for _, k := range g.world.APIKeys {
			if k.Org == r.org && k.Role == r.role {
				all = append(all, key(k))
			}
		}
		if a := g.world.Grafana.Anonymous; a != nil && a.Org == r.org && a.Role == r.role {
			all = append(all, anonymous)
		}
	}
	slices.SortFunc(all, func(a, b engine.Subject) int {
		return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(a.ID, b.ID))
	})
	return all
}

// usersWith returns the enabled users with a role in an org.
func usersWith(org *schema.Org, role schema.OrgRole) []engine.Subject {
	var users []engine.Subject
	for _, m := range org.Members {
		if m.Role == role && !m.User.To.Disabled {
			users = append(users, user(m.User.To))
		}
	}
	return users
}

var anonymous = engine.Subject{Type: "anonymous"}

func user(u *schema.User) engine.Subject {
	return engine.Subject{Type: "user", ID: u.Login.Value}
}

func account(a *schema.ServiceAccount) engine.Subject {
	return engine.Subject{Type: "service_account", ID: a.Name.Value}
}

func key(k *schema.APIKey) engine.Subject {
	return engine.Subject{Type: "api_key", ID: k.Name.Value}
}
