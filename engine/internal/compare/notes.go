package compare

import (
	"cmp"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/engine/diff"
	"github.com/rolecall/rolecall/engine/internal/access"
	"github.com/rolecall/rolecall/engine/internal/askers"
	"github.com/rolecall/rolecall/engine/internal/bitset"
	"github.com/rolecall/rolecall/engine/internal/index"
	"github.com/rolecall/rolecall/engine/internal/vocabulary"
)

// A noteKey identifies a note about subjects or resources.
type noteKey struct {
	kind diff.NoteKind
	side int
	org  string
}

// noted are the items of notes.
type noted struct {
	items map[noteKey]map[diff.Item]bool
	// classes are those of the org that is compared which are noted for what they have been allowed.
	classes map[noteKey]bitset.Set
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

// addClasses notes some classes, or those of them that are in another set unless it is nil.
func (n *noted) addClasses(key noteKey, classes, in bitset.Set) {
	if in != nil {
		classes = slices.Clone(classes)
		classes.Intersect(in)
	}
	if classes.Empty() {
		return
	}
	if n.classes == nil {
		n.classes = map[noteKey]bitset.Set{}
	}
	n.classes[key] = n.classes[key].With(classes)
}

// note notes what is worth a look about a cell that a side alone allows. What is asked from another
// org is noted there. That a resource is new gives nobody from outside access, and nobody more to
// give away.
func (g *grouper) note(f *cell, side int) {
	if q := &f.queries[side]; q.Org != q.Context {
		return
	}
	org, known := g.c.org.Name, f.problems[1-side] == access.NoProblem
	heavy := known && !f.creators && g.c.decides(f.action)
	if side == 0 && heavy && !g.c.builtIn(f.things) && !slices.Contains(g.noted.suspects, f.things) {
		g.noted.suspects = append(g.noted.suspects, f.things)
	}
	plain := f.only[side][0]
	if g.in.anonymous == nil {
		g.in.anonymous, g.in.outside = outsiders(g.c.org)
	}
	g.noted.addClasses(noteKey{diff.Anonymous, side, org}, plain, g.in.anonymous)
	if known {
		g.noted.addClasses(noteKey{diff.Outside, side, org}, plain, g.in.outside[side])
	}
	if heavy {
		g.noted.addClasses(noteKey{diff.GivesAway, side, org}, plain, nil)
	}
}

// outsiders returns the classes of anonymous access, and those of the users outside of an org on each
// side.
func outsiders(o *askers.Org) (anonymous bitset.Set, outside [2]bitset.Set) {
	anonymous = bitset.New(len(o.Classes))
	for n, class := range o.Classes {
		if class.Members[0].Type == "anonymous" {
			anonymous.Add(int32(n))
		}
	}
	for side := range outside {
		outside[side] = bitset.New(len(o.Classes))
		for n := range o.Users.Each {
			if s := o.Subject(side, 0, n); s != nil && !s.Member {
				outside[side].Add(n)
			}
		}
	}
	return anonymous, outside
}

// leaveNotes notes, about an org that has been compared, the subjects that have been allowed what is
// noted, those that administer everything on one side only, and the resources that nobody administers
// any more.
func (g *grouper) leaveNotes() {
	org := g.c.org
	for key, classes := range g.noted.classes {
		for n := range classes.Each {
			for _, s := range org.Classes[n].Members {
				item := diff.Item{Org: key.org, Type: s.Type, ID: s.ID}
				if s.Type == askers.UserType {
					item.Org = ""
				}
				if s.Token == "" {
					g.noted.add(key, item)
				}
			}
		}
	}
	g.noted.classes = nil
	w := &weighing{grouper: g, known: [2]map[uint64]weighty{{}, {}}}
	w.shared = slices.ContainsFunc(g.c.pairs, func(p askers.Pair) bool { return p.Numbers[0] >= 0 && p.Numbers[1] >= 0 })
	for n := range int32(len(org.Classes)) {
		w.note(0, n)
	}
	odd := slices.Concat(org.Odd(0), org.Odd(1))
	slices.Sort(odd)
	for _, layer := range slices.Compact(odd) {
		for n := range org.Users.Each {
			w.note(int(layer), n)
		}
	}
	for _, things := range g.noted.suspects {
		if things.members[0].ID != "" && g.c.administered(0, things) && g.c.known(1, things) && !g.c.administered(1, things) {
			for _, r := range things.members {
				g.noted.add(noteKey{diff.Unadministered, 0, org.Name}, diff.Item{Org: org.Name, Type: r.Type, ID: r.ID})
			}
		}
	}
	g.noted.suspects = nil
}

// A weighing finds the subjects that administer everything, in an org or on the server, on one side
// only.
type weighing struct {
	*grouper
	// known are the kinds of subjects on each side, by their role-like holders.
	known [2]map[uint64]weighty
	// shared reports whether both sides have an org.
	shared bool
}

// A weighty has the names that the policies have for holders that administer everything, and reports
// for each whether a role in an org is such a holder: others are the same in every org.
type weighty map[diff.NoteKind]bool

func (w weighty) has(kind diff.NoteKind) bool {
	_, ok := w[kind]
	return ok
}

// note notes a class in a layer. Sessions are noted if the same users without one do not administer
// everything.
func (w *weighing) note(layer int, n int32) {
	o := w.c.org
	kinds := [2]weighty{w.of(0, layer, n), w.of(1, layer, n)}
	for side := range kinds {
		alone := o.Numbers[1-side] < 0
		for kind, ofOrg := range kinds[side] {
			key := noteKey{kind, side, o.Name}
			if !ofOrg {
				key.org = ""
			}
			switch {
			case alone && (!ofOrg && w.shared || !o.Subject(side, layer, n).Member):
				// It is the same in an org that both sides have.
			case kinds[1-side].has(kind) || layer > 0 && w.of(side, 0, n).has(kind):
			case layer > 0:
				w.noted.add(key, diff.Item{Type: "external_group", ID: strings.Join(o.Layers[layer], ", ")})
			default:
				for _, s := range o.Classes[n].Members {
					if s.Token == "" {
						w.noted.add(key, diff.Item{Type: s.Type, ID: s.ID})
					}
				}
			}
		}
	}
}

// of returns what a class administers.
func (w *weighing) of(side, layer int, n int32) weighty {
	s := w.c.org.Subject(side, layer, n)
	if s == nil {
		return nil
	}
	found, ok := w.known[side][s.Mask]
	if !ok {
		x := &w.c.sides[side]
		found = weighty{}
		for _, name := range x.HolderNames(nil, &index.Subject{Mask: s.Mask}) {
			if kind := x.Rows.WeightyHolders[name]; kind != "" {
				_, role, _ := strings.Cut(name, ":")
				found[diff.NoteKind(kind)] = x.Rows.OrgRoles[role]
			}
		}
		w.known[side][s.Mask] = found
	}
	return found
}

// builtIn reports whether resources are roles that Grafana brings along, which nobody declares.
func (c *comparer) builtIn(things *resourceClass) bool {
	r, x := things.members[0], c.sides[0]
	t := x.TypeOf(r.Type)
	return t != nil && t.Shape == vocabulary.RoleShape && x.Rows.FixedRoles[r.ID]
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
		if !c.decides(action) {
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
		f.layers = c.special(f)
		if all := c.allowed(f, false, false); !allEmpty(all[side]) {
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
	for i := range g.c.pairs {
		rest = append(rest, g.c.credentials(&g.c.pairs[i])...)
	}
	slices.SortFunc(rest, func(a, b diff.Note) int {
		return cmp.Or(
			cmp.Compare(a.Change, b.Change), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Org, b.Org),
			slices.CompareFunc(a.Items, b.Items, compareItems),
		)
	})
	return append(all, rest...)
}

func compareItems(a, b diff.Item) int {
	return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Org, b.Org),
		cmp.Compare(a.Token, b.Token))
}
