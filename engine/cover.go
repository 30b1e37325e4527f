package engine

import (
	"maps"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/engine/internal/bitset"
	"github.com/rolecall/rolecall/engine/internal/representatives"
	"github.com/rolecall/rolecall/internal/scopes"
)

// A cover is the places that cover a resource, arranged for decisions: near
// are those of the resource itself and of the folders that it is in, wide
// those that it shares with all of its class.
type cover struct {
	wide *wide
	// near are the first places, or nil, and more the others.
	near [2]*placeIndex
	more []*placeIndex
}

// add adds a place that is near.
func (c *cover) add(at *placeIndex) {
	for i := range c.near {
		if c.near[i] == nil {
			c.near[i] = at
			return
		}
	}
	c.more = append(c.more, at)
}

// A wide is several places taken as one.
type wide struct {
	// any says for each permission which holders that are no instances
	// have it, as a mask, and creator which have it if they created the
	// resource.
	any, creator []uint64
	// own are the permissions of owners.
	own map[holder]bitset.Set
}

// covers finds the places of all that is in an org.
func (b *builder) covers(o *orgIndex) {
	o.wides = map[string]*wide{}
	o.fixed = make([]cover, len(b.selectors.names))
	for n, name := range b.selectors.names {
		if c, ok := b.covering[name]; ok {
			o.fixed[n] = b.coverOf(o, c)
		} else {
			o.fixed[n].wide = b.wide(o, b.fixedPlaces(name))
		}
	}
	o.kinds = make([]cover, len(b.kinds.names))
	for n, kind := range b.kinds.names {
		o.kinds[n].wide = b.wide(o, b.rows.KindPlaces[kind])
	}
	o.members.wide = b.wide(o, b.rows.MemberPlaces.Above)

	own := map[string]map[string]bool{"folder": {representatives.General: true}}
	for key := range b.items {
		if key.org == o.label {
			if own[key.typ] == nil {
				own[key.typ] = map[string]bool{}
			}
			own[key.typ][key.id] = true
		}
	}
	patterns := map[*string]pattern{}
	o.things = make([]things, len(representatives.ItemTypes))
	o.folders = map[string]*cover{}
	for i, typ := range representatives.ItemTypes {
		items := typ.Items(o.data)
		t := &o.things[i]
		t.ids = make([]string, 0, len(items)+1)
		for id := range items {
			if !own[typ.Type][id] {
				t.ids = append(t.ids, id)
			}
		}
		t.ids = slices.AppendSeq(t.ids, maps.Keys(own[typ.Type]))
		slices.Sort(t.ids)
		t.numbers = newWords(t.ids)
		t.covers = make([]cover, len(t.ids))
		for n, id := range t.ids {
			t.covers[n] = b.instance(o, patterns, b.itemPattern(o, typ, id))
		}
	}
	for _, uid := range o.things[b.typeOf("folder").number].ids {
		c := b.instance(o, patterns, b.insidePattern(o, uid))
		o.folders[uid] = &c
	}
}

// fixedPlaces are the places of a selector that does not depend on the
// request.
func (x *index) fixedPlaces(selector string) []string {
	if places, ok := x.rows.FixedPlaces[selector]; ok {
		return places
	}
	if c, ok := x.covering[selector]; ok {
		return c.names()
	}
	return x.rows.Covering[selector]
}

// coverOf is the cover of a scope of custom roles: near is where its name stands
// in the place of a stand-in, and those of a class share the rest.
func (b *builder) coverOf(o *orgIndex, c covering) cover {
	var made cover
	var wide []string
	for _, place := range c.places {
		if c.name == "" || !strings.Contains(place, representatives.StandIn) {
			wide = append(wide, place)
		} else if at := o.places[named(place, c.name)]; at != nil {
			made.add(at)
		}
	}
	made.wide = b.wide(o, wide)
	return made
}

// A pattern is the places of a stand-in, and what it stands for.
type pattern struct {
	places []string
	// name is the id of the stand-in, empty for places that are written
	// out; id is that of the thing itself, and chain the folders of the
	// chain, the nearest first.
	name, id string
	chain    []string

	near []placeRef
	wide *wide
}

// A placeRef is a place of a thing itself, or of one of the folders of its
// chain.
type placeRef struct {
	scope  string
	folder int // of the chain, from 0; itself for the thing
}

const itself = -1

// itemPattern is the pattern of a declared thing, or of General.
func (x *index) itemPattern(o *orgIndex, typ representatives.ItemType, id string) pattern {
	if places, ok := x.items[itemKey{o.label, typ.Type, id}]; ok {
		return pattern{places: places}
	}
	item := typ.Items(o.data)[id]
	class, _ := representatives.ClassOfItem(o.data, typ, id, item)
	name := x.sample.Items[class]
	return pattern{places: x.items[itemKey{representatives.StandIn, typ.Type, name}], name: name, id: id, chain: representatives.Chain(typ, id, item, o.data)}
}

// insidePattern is the pattern of what is not declared and lies in a folder.
func (x *index) insidePattern(o *orgIndex, uid string) pattern {
	p := x.itemPattern(o, representatives.FolderType, uid)
	if p.name == "" {
		p.places = x.inside[itemKey{o.label, "folder", uid}]
	} else {
		p.places = x.inside[itemKey{representatives.StandIn, "folder", p.name}]
	}
	return p
}

// ref says what a place of a stand-in stands for; it is not ok for a place
// that is written out.
func (p *pattern) ref(place string) (ref placeRef, ok bool) {
	if p.name == "" || !strings.Contains(place, representatives.StandIn) {
		return placeRef{}, false
	}
	scope, id := representatives.SplitPlace(place)
	if depth, ok := representatives.DepthOf(id); ok {
		return placeRef{scope, len(p.chain) - 1 - depth}, true
	}
	return placeRef{scope, itself}, true
}

// name is the place that a ref means.
func (p *pattern) place(ref placeRef) string {
	if ref.folder == itself {
		return scopes.Of(ref.scope, p.id)
	}
	return scopes.Of(ref.scope, p.chain[ref.folder])
}

// names are the places of the thing that a pattern is of, nearest first.
func (p *pattern) names() []string {
	names := make([]string, len(p.places))
	for i, place := range p.places {
		names[i] = place
		if ref, ok := p.ref(place); ok {
			names[i] = p.place(ref)
		}
	}
	return names
}

// instance is the cover of the thing that a pattern is of. Those of a class
// share the rest of the pattern.
func (b *builder) instance(o *orgIndex, shared map[*string]pattern, p pattern) cover {
	if len(p.places) == 0 {
		return cover{}
	}
	s, ok := shared[&p.places[0]]
	if !ok {
		var wide []string
		for _, place := range p.places {
			if ref, ok := p.ref(place); ok {
				s.near = append(s.near, ref)
			} else {
				wide = append(wide, place)
			}
		}
		s.wide = b.wide(o, wide)
		shared[&p.places[0]] = s
	}
	c := cover{wide: s.wide}
	for _, ref := range s.near {
		if at := o.places[p.place(ref)]; at != nil {
			c.add(at)
		}
	}
	return c
}

// wide puts places together; it is nil when nothing is granted at any.
func (b *builder) wide(o *orgIndex, places []string) *wide {
	key := strings.Join(places, representatives.StandIn) // which no name has in it
	if w, ok := o.wides[key]; ok {
		return w
	}
	var w *wide
	for _, place := range places {
		at := o.places[place]
		if at == nil {
			continue
		}
		if w == nil {
			n := len(b.permissions.names)
			w = &wide{any: make([]uint64, n), creator: make([]uint64, n), own: map[holder]bitset.Set{}}
		}
		b.count(w, at)
	}
	o.wides[key] = w
	return w
}

// count adds what is granted at a place.
func (b *builder) count(w *wide, at *placeIndex) {
	for _, g := range at.grants {
		given := b.sets[g.set]
		if g.holder >= firstOwner {
			w.own[g.holder] = w.own[g.holder].With(given)
			continue
		}
		masks := w.any
		if g.creator {
			masks = w.creator
		}
		for n := range masks {
			if given.Has(int32(n)) {
				masks[n] |= 1 << g.holder
			}
		}
	}
}

// gives says whether a subject has a permission at one of the places.
func (w *wide) gives(s *subject, permission int32, creator bool) bool {
	if w.any[permission]&s.mask != 0 || creator && w.creator[permission]&s.mask != 0 {
		return true
	}
	if s.roles {
		for _, h := range s.own {
			if held := w.own[h]; held.Has(permission) {
				return true
			}
		}
	}
	return false
}
