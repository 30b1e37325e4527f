package askers

import (
	"maps"
	"slices"

	"github.com/rolecall/rolecall/engine/internal/access"
	"github.com/rolecall/rolecall/engine/internal/bitset"
	"github.com/rolecall/rolecall/engine/internal/index"
	"github.com/rolecall/rolecall/engine/internal/representatives"
)

// A kind has what users are in an org in the layers of the kind, by their member classes. Layers of
// the kind 0, which has none, are as layer 0 but for the teams that their groups tell.
type kind map[representatives.MemberClass]*access.SessionClass

// An inOrg has what sessions are in an org of a side.
type inOrg struct {
	kinds  []kind
	layers []layerIn
	// odd are the layers that are not of the kind 0, and telling those that tell teams.
	odd, telling []int32
	// told holds all that is granted to teams that layers tell.
	told index.Subject
}

// A layerIn is what the sessions of a layer are in an org of a side.
type layerIn struct {
	kind int
	// key tells the same for the same groups but for the names of the teams that they tell.
	key string
	// teams are the teams that the groups tell, told holds what is granted to them, and telling are
	// the classes of users that become members of them.
	teams   []string
	told    index.Subject
	telling bitset.Set
}

// of returns the kind of a layer.
func (in *inOrg) of(layer int) int {
	if layer == 0 {
		return 0
	}
	return in.layers[layer].kind
}

// findLayers finds out what sessions are in each org, and the users who may hold something else in
// them on the two sides. The errors are those of Match.
func (a *All) findLayers(raw *classesOf) error {
	for i, x := range a.sides {
		a.in[i] = make([]inOrg, len(x.Orgs))
		if len(a.Layers) == 1 {
			continue
		}
		f := &finder{All: a, side: i, raw: raw, asleep: a.disabled(i)}
		for n := 0; n < len(x.Orgs); n++ {
			a.in[i][n] = inOrg{}
			if err := f.findIn(&a.in[i][n], x.Orgs[n]); err != nil {
				return err
			}
			if f.wakes {
				// Then it counts what disabled users hold.
				f.wakes, f.asleep, n = false, bitset.New(len(a.users)), -1
			}
		}
	}
	if len(a.Layers) > 1 {
		for i := range a.pairs {
			if a.across[i].known {
				a.addMoved(&a.pairs[i], &a.across[i])
			}
		}
	}
	return nil
}

// disabled returns the users who cannot sign in to any org of a side without a session.
func (a *All) disabled(side int) bitset.Set {
	set := bitset.New(len(a.users))
	for n, class := range a.users {
		enabled := class.on[side].user < 0
		for org := range a.sides[side].Orgs {
			enabled = enabled || !a.plain(side, int32(org), class).Disabled
		}
		if !enabled {
			set.Add(int32(n))
		}
	}
	return set
}

// A finder finds out what sessions are on a side.
type finder struct {
	*All
	side int
	raw  *classesOf
	// asleep are the users who cannot sign in anywhere, unless wakes reports that a session lets one.
	asleep bitset.Set
	wakes  bool
}

// findIn finds out what sessions are in an org.
func (a *finder) findIn(in *inOrg, o *index.Org) error {
	x := a.sides[a.side]
	in.kinds, in.layers = []kind{nil}, make([]layerIn, len(a.Layers))
	known := map[string]*layerIn{}
	var all []string
	for l := 1; l < len(a.Layers); l++ {
		told, err := x.Told(a.ctx, o, a.Layers[l])
		if err != nil {
			return err
		}
		of := known[told.Key]
		if of == nil {
			if of, err = a.newKind(in, o, told); err != nil {
				return err
			}
			of.key = told.Key
			known[told.Key] = of
		}
		in.layers[l] = *of
		if of.kind != 0 {
			in.odd = append(in.odd, int32(l))
		}
		var holders []string
		for _, team := range told.Teams {
			holders = append(holders, "team:"+team)
		}
		in.layers[l].teams, in.layers[l].told = told.Teams, x.NewSubject(o, holders)
		if len(in.layers[l].told.Own) > 0 && !of.telling.Empty() {
			in.telling = append(in.telling, int32(l))
			all = append(all, holders...)
		}
	}
	in.told = x.NewSubject(o, all)
	return nil
}

// newKind finds out what users are in the layers of what groups tell, and adds their kind unless it is
// 0.
func (a *finder) newKind(in *inOrg, o *index.Org, told *access.Told) (*layerIn, error) {
	x, made := a.sides[a.side], kind{}
	odd, differs := false, map[representatives.MemberClass]bool{}
	of := &layerIn{telling: bitset.New(len(a.users))}
	for n, number := range a.raw.of[a.side][o.Number] {
		if number < 0 {
			continue
		}
		class := a.raw.all[number]
		s, ok := made[class]
		if !ok {
			var err error
			if s, err = x.InSession(a.ctx, class, told); err != nil {
				return nil, err
			}
			made[class] = s
			plain, disabled := x.Plain(o, class)
			a.wakes = a.wakes || disabled && !s.Disabled
			differs[class] = plain == nil || s.Disabled != disabled || s.Member != class.Member() || !alike(s.Template, plain)
		}
		odd = odd || differs[class] && !(s.Disabled && a.asleep.Has(int32(n)))
		if s.Told {
			of.telling.Add(int32(n))
		}
	}
	if odd {
		of.kind = len(in.kinds)
		in.kinds = append(in.kinds, made)
	}
	return of, nil
}

// alike reports whether two templates of an org make the same subjects, but for teams that groups
// tell.
func alike(t, other *index.Template) bool {
	return t.Base.Mask == other.Base.Mask && slices.Equal(t.Base.Own, other.Base.Own) && alikeItself(t, other)
}

func alikeItself(t, other *index.Template) bool {
	sorted := func(names []string) []string { return slices.Sorted(slices.Values(names)) }
	return slices.Equal(sorted(t.Itself), sorted(other.Itself)) && maps.Equal(t.Teams, other.Teams)
}

// addMoved adds the users to the moved ones who may hold something else on the two sides in a session.
func (a *All) addMoved(p *Pair, to *across) {
	old, now := &a.in[0][p.Numbers[0]], &a.in[1][p.Numbers[1]]
	type keys [2]string
	done := map[keys]bool{}
	for l := 1; l < len(a.Layers); l++ {
		was, is := &old.layers[l], &now.layers[l]
		if !to.sameOwners(was.told.Own, is.told.Own) {
			a.moved.Union(was.telling)
			a.moved.Union(is.telling)
		} else if len(was.told.Own) > 0 {
			a.moved.Union(was.telling.Without(is.telling))
			a.moved.Union(is.telling.Without(was.telling))
		}
		if was.kind == 0 && is.kind == 0 || done[keys{was.key, is.key}] {
			continue
		}
		done[keys{was.key, is.key}] = true
		for n := range a.users {
			if !a.sameIn(p, to, [2]int{was.kind, is.kind}, n) {
				a.moved.Add(int32(n))
			}
		}
	}
}

// sameIn reports whether the users of a class hold the same in the layers of two kinds, one of each
// side, of all that both sides know.
func (a *All) sameIn(p *Pair, to *across, kinds [2]int, n int) bool {
	class := a.users[n]
	if class.on[0].user < 0 || class.on[1].user < 0 {
		return class.on[0].user < 0 && class.on[1].user < 0
	}
	s, there := a.userIn(0, p.Numbers[0], kinds[0], class), a.userIn(1, p.Numbers[1], kinds[1], class)
	return s.Disabled == there.Disabled && to.same(s, there)
}

type crowdKey struct {
	side, org, kind int
	moved           bool
}

// crowd returns the users of the classes in an org of a side, in the layers of a kind: all of them or
// only the moved ones.
func (a *All) crowd(side int, o *index.Org, kind int, moved bool) *index.Crowd {
	key := crowdKey{side, int(o.Number), kind, moved}
	if known := a.crowds[key]; known != nil {
		return known
	}
	made := a.sides[side].NewCrowd(o, len(a.users))
	for n, class := range a.users {
		if class.on[side].user >= 0 && (!moved || a.moved.Has(int32(n))) {
			made.Add(int32(n), a.userIn(side, o.Number, kind, class))
		}
	}
	a.crowds[key] = &made
	return &made
}
