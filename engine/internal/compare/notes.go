package compare

import (
	"cmp"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/engine/diff"
	"github.com/rolecall/rolecall/engine/internal/access"
	"github.com/rolecall/rolecall/engine/internal/index"
	"github.com/rolecall/rolecall/engine/internal/representatives"
	"github.com/rolecall/rolecall/engine/internal/vocabulary"
)

// heaviest is the weight of an action that decides what others can do.
const heaviest = 3

// A noteKey identifies a note about subjects or resources.
type noteKey struct {
	kind diff.NoteKind
	side int
	org  string
}

// noted are the items of notes.
type noted struct {
	items map[noteKey]map[diff.Item]bool
	// suspects are resources on which somebody has lost an action that decides what others can
	// do, in the order in which they were found.
	suspects []*resourceClass
}

func (n *noted) add(key noteKey, item diff.Item) {
	if n.items == nil {
		n.items = map[noteKey]map[diff.Item]bool{}
	}
	if n.items[key] == nil {
		n.items[key] = map[diff.Item]bool{}
	}
	n.items[key][item] = true
}

// note notes what is worth a look about a cell that a side alone allows. What is asked from another
// org is noted there. That a resource is new gives nobody from outside access, and nobody more to
// give away.
func (g *grouper) note(f *cell, side int) {
	if q := &f.queries[side]; q.Org != q.Context {
		return
	}
	org, known := g.c.org.name, f.problems[1-side] == access.NoProblem
	heavy := known && !f.creators && g.c.weight(f.action) >= heaviest
	if side == 0 && heavy && !slices.Contains(g.noted.suspects, f.things) {
		g.noted.suspects = append(g.noted.suspects, f.things)
	}
	for n := range f.only[side].Each {
		class := g.c.classes[n]
		anonymous := class.members[0].Type == "anonymous"
		outside := known && class.members[0].Type == userType && !class.on[side].member
		if !anonymous && !outside && !heavy {
			continue
		}
		for _, v := range class.members {
			if v.users != nil || v.Token != "" {
				continue
			}
			item := diff.Item{Org: org, Type: v.Type, ID: v.ID}
			if v.Type == userType {
				item.Org = ""
			}
			if anonymous {
				g.noted.add(noteKey{diff.Anonymous, side, org}, item)
			}
			if outside {
				g.noted.add(noteKey{diff.Outside, side, org}, item)
			}
			if heavy {
				g.noted.add(noteKey{diff.GivesAway, side, org}, item)
			}
		}
	}
}

// leaveNotes notes, about an org that has been compared, the subjects that administer
// everything on one side only, and the resources that nobody administers any more.
func (g *grouper) leaveNotes() {
	org := g.c.org.name
	for n := range g.c.moved.Each {
		class := g.c.classes[n]
		var kinds [2]map[string]bool
		for side := range g.c.sides {
			kinds[side] = g.c.weighty(side, class)
		}
		for side := range kinds {
			if g.c.org.numbers[1-side] < 0 && !class.on[side].member {
				continue // a server admin is one in a new org, too
			}
			for kind := range kinds[side] {
				if kinds[1-side][kind] {
					continue
				}
				for _, v := range class.members {
					key := noteKey{diff.NoteKind(kind), side, org}
					switch {
					case v.users == nil && v.Token == "":
						g.noted.add(key, diff.Item{Type: v.Type, ID: v.ID})
					case v.users != nil && !g.c.weighty(side, g.c.plain[v.users[0]])[kind]:
						g.noted.add(key, diff.Item{Type: "external_group", ID: strings.Join(v.Groups, ", ")})
					}
				}
			}
		}
	}
	for _, things := range g.noted.suspects {
		if things.members[0].ID != "" && g.c.administered(0, things) && g.c.known(1, things) && !g.c.administered(1, things) {
			for _, r := range things.members {
				g.noted.add(noteKey{diff.Unadministered, 0, org}, diff.Item{Org: org, Type: r.Type, ID: r.ID})
			}
		}
	}
	g.noted.suspects = nil
}

// weighty returns the names that the policies have for the holders of a class that administer
// everything.
func (c *comparer) weighty(side int, of *class) map[string]bool {
	s, found := &c.sides[side], map[string]bool{}
	if of.on[side].in == nil {
		return found
	}
	o := s.Orgs[c.org.numbers[side]]
	for _, name := range s.HolderNames(o, of.on[side].in[o.Number]) {
		if kind := s.Rows.WeightyHolders[name]; kind != "" {
			found[kind] = true
		}
	}
	return found
}

// known reports whether a side has resources of a class.
func (c *comparer) known(side int, things *resourceClass) bool {
	asked := c.request(side, "", things.members[0])
	_, p := c.sides[side].MatchResource(&asked)
	return p == access.NoProblem
}

// administered reports whether somebody can do an action on resources that decides what others
// can do.
func (c *comparer) administered(side int, things *resourceClass) bool {
	for _, action := range c.asked(things.members[0].Type) {
		if c.weight(action) < heaviest {
			continue
		}
		f := &cell{action: action, things: things}
		for i := range c.sides {
			f.problems[i] = access.UnknownAction
		}
		asked := c.request(side, action, things.members[0])
		if f.queries[side], f.problems[side] = c.sides[side].MatchAccess(&asked); f.problems[side] != access.NoProblem {
			continue
		}
		if all := c.allowed(f, false, false); !all[side].Empty() {
			return true
		}
	}
	return false
}

// notes returns all notes: first those about the server, then by kind, direction and org.
func (g *grouper) notes() []diff.Note {
	var all []diff.Note
	old, now := &g.c.sides[0].Data.Grafana, &g.c.sides[1].Data.Grafana
	if old.Version != now.Version {
		all = append(all, diff.Note{Kind: diff.Release, Old: old.Version, New: now.Version})
	}
	if old.Edition != now.Edition {
		all = append(all, diff.Note{Kind: diff.Edition, Old: old.Edition, New: now.Edition})
	}
	var rest []diff.Note
	for key, items := range g.noted.items {
		note := diff.Note{Kind: key.kind, Change: diff.Lost, Org: key.org}
		if key.side == 1 {
			note.Change = diff.Gained
		}
		for item := range items {
			note.Items = append(note.Items, item)
		}
		slices.SortFunc(note.Items, compareItems)
		rest = append(rest, note)
	}
	slices.SortFunc(rest, func(a, b diff.Note) int {
		return cmp.Or(cmp.Compare(a.Change, b.Change), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Org, b.Org))
	})
	return append(all, rest...)
}

func compareItems(a, b diff.Item) int {
	return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Org, b.Org))
}

// declaredOnly returns what a side alone declares.
func (c *comparer) declaredOnly(side int) diff.Declared {
	items := [2]struct{ subjects, resources map[diff.Item]bool }{}
	for i, s := range c.sides {
		items[i].subjects, items[i].resources = map[diff.Item]bool{}, map[diff.Item]bool{}
		for _, login := range s.Logins {
			items[i].subjects[diff.Item{Type: userType, ID: login}] = true
		}
		for _, id := range s.RoleIDs {
			if !s.Rows.FixedRoles[id] {
				items[i].resources[diff.Item{Type: "role", ID: id}] = true
			}
		}
		for _, p := range c.pairs {
			if p.numbers[i] < 0 {
				continue
			}
			items[i].resources[diff.Item{Type: orgType, ID: p.name}] = true
			o := s.Orgs[p.numbers[i]]
			for _, key := range o.OtherKeys {
				typ, id, _ := strings.Cut(key, ":")
				items[i].subjects[diff.Item{Org: p.name, Type: typ, ID: id}] = true
			}
			addThings(items[i].resources, s.Index, o, p.name)
		}
	}
	return diff.Declared{
		Subjects:  notIn(items[side].subjects, items[1-side].subjects),
		Resources: notIn(items[side].resources, items[1-side].resources),
	}
}

func addThings(to map[diff.Item]bool, x *index.Index, o *index.Org, org string) {
	for _, t := range x.TypesByName {
		if !t.Declarable {
			continue
		}
		for _, id := range o.Things[t.Number].IDs {
			if t.Shape != vocabulary.FolderShape || id != representatives.General {
				to[diff.Item{Org: org, Type: t.Name, ID: id}] = true
			}
		}
	}
}

func notIn(items, others map[diff.Item]bool) []diff.Item {
	all := []diff.Item{}
	for item := range items {
		if !others[item] {
			all = append(all, item)
		}
	}
	slices.SortFunc(all, compareItems)
	return all
}
