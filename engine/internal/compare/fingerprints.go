package compare

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/engine/internal/access"
	"github.com/rolecall/rolecall/engine/internal/index"
	"github.com/rolecall/rolecall/engine/internal/representatives"
	"github.com/rolecall/rolecall/engine/internal/vocabulary"
)

// Fingerprints are numbers for what is in an index, by the names of what it
// consists of: the same number in two indexes that share the numbering of names is the
// same access.
type fingerprints struct {
	x     *access.Matcher
	names *vocabulary.Numbering
	sets  []int32
	// holdings are the fingerprints of what subjects hold, by the numbers of their holders.
	holdings map[string]int32
	places   map[*index.Place]int32
	covers   map[*index.Cover]coverPrint
	wides    map[*index.Wide]coverPrint
	// globs are the fingerprints of the globs of each org.
	globs []int32
}

// A coverPrint is the fingerprint of the grants at places, and reports whether one of them
// is for the creator of a resource.
type coverPrint struct {
	print   int32
	creator bool
}

func newFingerprints(x *access.Matcher, names *vocabulary.Numbering) *fingerprints {
	f := &fingerprints{
		x: x, names: names, holdings: map[string]int32{},
		places: map[*index.Place]int32{}, covers: map[*index.Cover]coverPrint{}, wides: map[*index.Wide]coverPrint{},
	}
	for _, set := range x.Sets {
		var given []string
		for n, permission := range x.Permissions.Names {
			if set.Has(int32(n)) {
				given = append(given, permission)
			}
		}
		f.sets = append(f.sets, f.of(given))
	}
	for _, o := range x.Orgs {
		for key, w := range o.Wides {
			if w != nil {
				f.wides[w] = f.wide(o, strings.Split(key, representatives.StandIn))
			}
		}
		var globs []string
		for _, g := range o.Globs {
			globs = append(globs, g.Glob.Where+g.Glob.Text+" "+f.grant(o, g.Grant))
		}
		f.globs = append(f.globs, f.of(globs))
	}
	return f
}

// of returns the fingerprint of a set of texts.
func (f *fingerprints) of(texts []string) int32 {
	for i := range texts {
		texts[i] = oneLine.Replace(texts[i])
	}
	slices.Sort(texts)
	return f.names.Number(strings.Join(texts, representatives.StandIn)) // which no name has in it
}

// oneLine keeps names with line feeds from being taken for several.
var oneLine = strings.NewReplacer(`\`, `\\`, "\n", `\n`)

func (f *fingerprints) grant(o *index.Org, g index.Grant) string {
	return fmt.Sprintf("%s %d %t", f.x.HolderName(o, g.Holder), f.sets[g.Set], g.Creator)
}

func (f *fingerprints) place(o *index.Org, at *index.Place) int32 {
	if print, ok := f.places[at]; ok {
		return print
	}
	grants := make([]string, len(at.Grants))
	for i, g := range at.Grants {
		grants[i] = f.grant(o, g)
	}
	print := f.of(grants)
	f.places[at] = print
	return print
}

func hasCreator(at *index.Place) bool {
	return slices.ContainsFunc(at.Grants, func(g index.Grant) bool { return g.Creator })
}

func (f *fingerprints) wide(o *index.Org, places []string) coverPrint {
	var prints []string
	var p coverPrint
	for _, name := range places {
		if at := o.Places[name]; at != nil {
			prints = append(prints, fmt.Sprint(f.place(o, at)))
			p.creator = p.creator || hasCreator(at)
		}
	}
	p.print = f.of(prints)
	return p
}

// nothing is the fingerprint of places without grants.
func (f *fingerprints) nothing() int32 { return f.of(nil) }

func (f *fingerprints) wideOf(w *index.Wide) coverPrint {
	if w == nil {
		return coverPrint{print: f.nothing()}
	}
	return f.wides[w]
}

func (f *fingerprints) cover(o *index.Org, c *index.Cover) coverPrint {
	if c == nil {
		return coverPrint{print: f.names.Number("no cover")}
	}
	if p, ok := f.covers[c]; ok {
		return p
	}
	p := f.wideOf(c.Wide)
	prints := []string{fmt.Sprint("wide ", p.print)}
	for at := range c.Places {
		prints = append(prints, fmt.Sprint(f.place(o, at)))
		p.creator = p.creator || hasCreator(at)
	}
	p.print = f.of(prints)
	f.covers[c] = p
	return p
}

// matching returns the fingerprint of the grants of globs that match the name of a place.
func (f *fingerprints) matching(o *index.Org, name string) int32 {
	var grants []string
	for _, g := range o.Globs {
		if g.Glob.Matches(name) {
			grants = append(grants, f.grant(o, g.Grant))
		}
	}
	return f.of(grants)
}

// held returns the fingerprint of what a subject holds in an org.
func (f *fingerprints) held(o *index.Org, s *index.Subject) int32 {
	key := binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint32(nil, uint32(o.Number)), s.Mask)
	for _, h := range s.Own {
		key = binary.LittleEndian.AppendUint32(key, uint32(h))
	}
	n, ok := f.holdings[string(key)]
	if !ok {
		n = f.of(f.x.HolderNames(o, s))
		f.holdings[string(key)] = n
	}
	return n
}

// A demand is what a request without a subject needs in an index.
type demand struct {
	// possible reports whether some subject may be allowed the request.
	possible bool
	// prints are the fingerprints of the grants at the places of the needs.
	prints         []int32
	createdMatters bool
}

// demand returns the demand of a request that MatchAccess matched.
func (s side) demand(q *access.Query) demand {
	a := demand{possible: true}
	f, o := s.prints, q.Org
	add := func(p coverPrint) {
		a.prints = append(a.prints, p.print)
		a.createdMatters = a.createdMatters || p.creator
	}
	look := func(n vocabulary.Need) {
		first, c, scopes := q.At(n.At)
		add(f.wideOf(first))
		add(f.cover(o, c))
		if q.ID == "" {
			return
		}
		for _, scope := range scopes {
			if at := o.Exact(scope, q.Word(scope)); at != nil {
				add(coverPrint{f.place(o, at), hasCreator(at)})
			}
			add(coverPrint{print: f.globs[o.Number]})
		}
	}
	for i := range q.Plan.Ways {
		w := &q.Plan.Ways[i]
		for _, n := range q.Needs(w) {
			look(n)
		}
	}
	return a
}
