package index

import (
	"maps"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/engine/internal/bitset"
	"github.com/rolecall/rolecall/engine/internal/representatives"
	"github.com/rolecall/rolecall/engine/internal/vocabulary"
	"github.com/rolecall/rolecall/internal/scopes"
)

// A Cover has the places that cover a resource, arranged for decisions: its own places,
// those of the resource itself and of the folders above it, and the places that it shares
// with all resources of its class.
type Cover struct {
	// Wide has the shared places.
	Wide *Wide
	// Near are the first own places, or nil, and More the others.
	Near [2]*Place
	More []*Place
}

// An Inside is the cover of the undeclared resources in a folder. Created are the places
// that count for the creator of a dashboard there.
type Inside struct {
	Cover
	Created *Wide
}

// add adds an own place.
func (c *Cover) add(at *Place) {
	for i := range c.Near {
		if c.Near[i] == nil {
			c.Near[i] = at
			return
		}
	}
	c.More = append(c.More, at)
}

// A Wide is several shared places in one.
type Wide struct {
	// Any has for each permission a mask of the role-like holders that have it, and
	// creator a mask of those that have it if they created the resource.
	Any, creator []uint64
	// Own are the permissions of individual holders.
	Own map[Holder]bitset.Set
}

// covers builds the covers of everything in an org.
func (b *builder) covers(o *Org) {
	o.Wides = map[string]*Wide{}
	o.Fixed = make([]Cover, len(b.Selectors.Names))
	for n, name := range b.Selectors.Names {
		if c, ok := b.covering[name]; ok {
			o.Fixed[n] = b.coverOf(o, c)
		} else {
			o.Fixed[n].Wide = b.wide(o, b.FixedPlaces(name))
		}
	}
	o.Kinds = make([]Cover, len(b.Kinds.Names))
	for n, kind := range b.Kinds.Names {
		o.Kinds[n].Wide = b.wide(o, b.Rows.KindPlaces[kind])
	}
	o.Members.Wide = b.wide(o, b.Rows.MemberPlaces.Above)

	own := map[string]map[string]bool{"folder": {representatives.General: true}}
	for key := range b.items {
		if key.org == o.Label {
			if own[key.typ] == nil {
				own[key.typ] = map[string]bool{}
			}
			own[key.typ][key.id] = true
		}
	}
	patterns := map[*string]pattern{}
	o.Things = make([]things, len(representatives.ItemTypes))
	o.Folders = map[string]*Inside{}
	for i, typ := range representatives.ItemTypes {
		items := typ.Items(o.Data)
		t := &o.Things[i]
		t.IDs = make([]string, 0, len(items)+1)
		for id := range items {
			if !own[typ.Type][id] {
				t.IDs = append(t.IDs, id)
			}
		}
		t.IDs = slices.AppendSeq(t.IDs, maps.Keys(own[typ.Type]))
		slices.Sort(t.IDs)
		t.Numbers = vocabulary.NewWords(t.IDs)
		t.Covers = make([]Cover, len(t.IDs))
		for n, id := range t.IDs {
			t.Covers[n] = b.instance(o, patterns, b.ItemPattern(o, typ, id))
		}
	}
	if len(o.Things[b.DataSources.Number].IDs) > 0 {
		o.Fixed[b.SomeSource].Wide = b.wide(o, b.PlacesOfSources(o))
	}
	for _, uid := range o.Things[b.TypeOf("folder").Number].IDs {
		p, created := b.InsidePattern(o, uid)
		o.Folders[uid] = &Inside{b.instance(o, patterns, p), b.wide(o, created)}
	}
}

// PlacesOfSources returns the places of all data sources of an org, sorted. For an org
// without any, they are those of one without permissions.
func (x *Index) PlacesOfSources(o *Org) []string {
	of := map[string]bool{}
	typ := representatives.ItemTypes[x.DataSources.Number]
	for id := range typ.Items(o.Data) {
		pattern := x.ItemPattern(o, typ, id)
		for _, place := range pattern.Names() {
			of[place] = true
		}
	}
	if len(of) == 0 {
		return x.FixedPlaces(x.Selectors.Name(int32(x.SomeSource)))
	}
	return slices.Sorted(maps.Keys(of))
}

// FixedPlaces returns the places of a selector that does not depend on the request.
func (x *Index) FixedPlaces(selector string) []string {
	if places, ok := x.Rows.FixedPlaces[selector]; ok {
		return places
	}
	if c, ok := x.covering[selector]; ok {
		return c.names()
	}
	return x.Rows.Covering[selector]
}

// coverOf returns the cover of a scope of custom roles. The places that contain the name
// of the scope are its own; all scopes of a class share the rest.
func (b *builder) coverOf(o *Org, c covering) Cover {
	var made Cover
	var wide []string
	for _, place := range c.places {
		if c.name == "" || !strings.Contains(place, representatives.StandIn) {
			wide = append(wide, place)
		} else if at := o.Places[named(place, c.name)]; at != nil {
			made.add(at)
		}
	}
	made.Wide = b.wide(o, wide)
	return made
}

// A pattern has the places of a representative, for the resource that it represents.
type pattern struct {
	places []string
	// name is the id of the representative, empty if places are those of the resource
	// itself. id is the id of the resource, and chain has the folders above it,
	// nearest first.
	name, id string
	chain    []string

	near []placeRef
	wide *Wide
}

// A placeRef is a place of a resource itself, or of one of the folders of its chain.
type placeRef struct {
	scope  string
	folder int // in the chain, from 0; itself for the resource
}

const itself = -1

// ItemPattern returns the pattern of a declared resource, or of General.
func (x *Index) ItemPattern(o *Org, typ representatives.ItemType, id string) pattern {
	if places, ok := x.items[itemKey{o.Label, typ.Type, id}]; ok {
		return pattern{places: places}
	}
	item := typ.Items(o.Data)[id]
	class, _ := representatives.ClassOfItem(o.Data, typ, id, item)
	name := x.sample.Items[class]
	return pattern{places: x.items[itemKey{representatives.StandIn, typ.Type, name}], name: name, id: id, chain: representatives.Chain(typ, id, item, o.Data)}
}

// InsidePattern returns the pattern of an undeclared resource in a folder, and the
// places that count for the creator of an undeclared dashboard there.
func (x *Index) InsidePattern(o *Org, uid string) (p pattern, created []string) {
	p = x.ItemPattern(o, representatives.FolderType, uid)
	key := itemKey{representatives.StandIn, "folder", p.name}
	if p.name == "" {
		key = itemKey{o.Label, "folder", uid}
	}
	p.places = x.inside[key]
	return p, x.created[key]
}

// ref returns the place that a place of the representative stands for. It is not ok for a
// place that stands for itself.
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

// place returns the name of the place that a ref means.
func (p *pattern) place(ref placeRef) string {
	if ref.folder == itself {
		return scopes.Of(ref.scope, p.id)
	}
	return scopes.Of(ref.scope, p.chain[ref.folder])
}

// Names returns the names of the places of the resource, nearest first.
func (p *pattern) Names() []string {
	names := make([]string, len(p.places))
	for i, place := range p.places {
		names[i] = place
		if ref, ok := p.ref(place); ok {
			names[i] = p.place(ref)
		}
	}
	return names
}

// instance returns the cover of the resource of a pattern. All resources of a class share
// what does not depend on their names.
func (b *builder) instance(o *Org, shared map[*string]pattern, p pattern) Cover {
	if len(p.places) == 0 {
		return Cover{}
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
	c := Cover{Wide: s.wide}
	for _, ref := range s.near {
		if at := o.Places[p.place(ref)]; at != nil {
			c.add(at)
		}
	}
	return c
}

// wide returns shared places as one, or nil if nothing is granted at any of them.
func (b *builder) wide(o *Org, places []string) *Wide {
	key := strings.Join(places, representatives.StandIn) // which no name has in it
	if w, ok := o.Wides[key]; ok {
		return w
	}
	var w *Wide
	for _, place := range places {
		at := o.Places[place]
		if at == nil {
			continue
		}
		if w == nil {
			n := len(b.Permissions.Names)
			w = &Wide{Any: make([]uint64, n), creator: make([]uint64, n), Own: map[Holder]bitset.Set{}}
		}
		w.add(b.Sets, at)
	}
	o.Wides[key] = w
	return w
}

// add adds the grants at a place. The sets are those of the index.
func (w *Wide) add(sets []bitset.Set, at *Place) {
	for _, g := range at.Grants {
		given := sets[g.Set]
		if g.Holder >= FirstOwner {
			w.Own[g.Holder] = w.Own[g.Holder].With(given)
			continue
		}
		masks := w.Any
		if g.Creator {
			masks = w.creator
		}
		for n := range masks {
			if given.Has(int32(n)) {
				masks[n] |= 1 << g.Holder
			}
		}
	}
}

// Gives reports whether a subject has a permission at one of the places.
func (w *Wide) Gives(s *Subject, permission int32, creator bool) bool {
	if w.Any[permission]&s.Mask != 0 || creator && w.creator[permission]&s.Mask != 0 {
		return true
	}
	if s.Roles {
		for _, h := range s.Own {
			if held := w.Own[h]; held.Has(permission) {
				return true
			}
		}
	}
	return false
}

// Creators returns a mask of the role-like holders that have a permission if they created the
// resource.
func (w *Wide) Creators(permission int32) uint64 { return w.creator[permission] }

// Granted returns the grants at the own places of a resource that do not depend on its
// creator: to role-like holders, and to individual holders.
func (c *Cover) Granted() (roles, owners []Grant) {
	for at := range c.Places {
		for _, g := range at.Grants {
			switch {
			case g.Creator:
			case g.Holder < FirstOwner:
				roles = append(roles, g)
			default:
				owners = append(owners, g)
			}
		}
	}
	return roles, owners
}
