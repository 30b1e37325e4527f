// Package fingerprint numbers what is in an index, by the names of what it consists of: two
// indexes that share the numbering of names have the same number for the same access.
package fingerprint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/engine/internal/access"
	"github.com/rolecall/rolecall/engine/internal/index"
	"github.com/rolecall/rolecall/engine/internal/representatives"
	"github.com/rolecall/rolecall/engine/internal/vocabulary"
)

// Prints are the fingerprints of an index. They are made when they are asked for, so that they are
// not safe for concurrent use.
type Prints struct {
	x      *access.Matcher
	names  *vocabulary.Numbering
	sets   []int32
	places map[*index.Place]int32
	covers map[*index.Cover]Cover
	wides  map[*index.Wide]Cover
	// given are the fingerprints of the holders that have a permission at shared places.
	given map[widePermission]int32
	// globs are the fingerprints of the globs of each org.
	globs []int32
	// roles are the numbers of the names of role-like holders, and owners those of the owners of
	// each org; nil until they are needed.
	roles  []int32
	owners [][]int32
}

type widePermission struct {
	wide       *index.Wide
	permission int32
}

// A Cover is the fingerprint of the grants at places, and reports whether one of them
// is for the creator of a resource.
type Cover struct {
	Print   int32
	Creator bool
}

// New returns the fingerprints of the index of a matcher, with a numbering of names.
func New(x *access.Matcher, names *vocabulary.Numbering) *Prints {
	f := &Prints{
		x: x, names: names, owners: make([][]int32, len(x.Orgs)), given: map[widePermission]int32{},
		places: map[*index.Place]int32{}, covers: map[*index.Cover]Cover{}, wides: map[*index.Wide]Cover{},
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
				f.wides[w] = f.wideAt(o, strings.Split(key, representatives.StandIn))
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
func (f *Prints) of(texts []string) int32 {
	for i := range texts {
		texts[i] = oneLine.Replace(texts[i])
	}
	slices.Sort(texts)
	return f.names.Number(strings.Join(texts, representatives.StandIn)) // which no name has in it
}

// oneLine keeps names with line feeds from being taken for several.
var oneLine = strings.NewReplacer(`\`, `\\`, "\n", `\n`)

func (f *Prints) grant(o *index.Org, g index.Grant) string {
	return fmt.Sprintf("%s %d %t", f.x.HolderName(o, g.Holder), f.sets[g.Set], g.Creator)
}

// Place returns the fingerprint of the grants at a place.
func (f *Prints) Place(o *index.Org, at *index.Place) int32 {
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

// HasCreator reports whether a grant at a place is for creators alone.
func HasCreator(at *index.Place) bool {
	return slices.ContainsFunc(at.Grants, func(g index.Grant) bool { return g.Creator })
}

func (f *Prints) wideAt(o *index.Org, places []string) Cover {
	var prints []string
	var p Cover
	for _, name := range places {
		if at := o.Places[name]; at != nil {
			prints = append(prints, fmt.Sprint(f.Place(o, at)))
			p.Creator = p.Creator || HasCreator(at)
		}
	}
	p.Print = f.of(prints)
	return p
}

// nothing is the fingerprint of places without grants.
func (f *Prints) nothing() int32 { return f.of(nil) }

// Wide returns the fingerprint of shared places, which may be nil.
func (f *Prints) Wide(w *index.Wide) Cover {
	if w == nil {
		return Cover{Print: f.nothing()}
	}
	return f.wides[w]
}

// Cover returns the fingerprint of the places that cover a resource, which may be nil.
func (f *Prints) Cover(o *index.Org, c *index.Cover) Cover {
	if c == nil {
		return Cover{Print: f.names.Number("no cover")}
	}
	if p, ok := f.covers[c]; ok {
		return p
	}
	p := f.Wide(c.Wide)
	prints := []string{fmt.Sprint("wide ", p.Print)}
	for at := range c.Places {
		prints = append(prints, fmt.Sprint(f.Place(o, at)))
		p.Creator = p.Creator || HasCreator(at)
	}
	p.Print = f.of(prints)
	f.covers[c] = p
	return p
}

// Matching returns the fingerprint of the grants of globs that match the name of a place.
func (f *Prints) Matching(o *index.Org, name string) int32 {
	var grants []string
	for _, g := range o.Globs {
		if g.Glob.Matches(name) {
			grants = append(grants, f.grant(o, g.Grant))
		}
	}
	return f.of(grants)
}

// Globs returns the fingerprint of all globs of an org.
func (f *Prints) Globs(o *index.Org) int32 { return f.globs[o.Number] }
