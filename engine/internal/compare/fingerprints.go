package compare

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/engine/authzen"
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
	ctx   context.Context
	// err is the error of a session that could not be decided.
	err    error
	sets   []int32
	places map[*index.Place]int32
	covers map[*index.Cover]coverPrint
	wides  map[*index.Wide]coverPrint
	// globs are the fingerprints of the globs of each org.
	globs []int32
}

// A coverPrint is the fingerprint of the grants at places, and reports whether one of them
// is for the creator of a resource.
type coverPrint struct {
	print   int32
	creator bool
}

func newFingerprints(ctx context.Context, x *access.Matcher, names *vocabulary.Numbering) *fingerprints {
	f := &fingerprints{
		x: x, names: names, ctx: ctx,
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

// subject returns the fingerprint of the access of a subject in all orgs: for a request in
// one org, its rights in another may count.
func (f *fingerprints) subject(org string, s authzen.Subject) int32 {
	x := f.x
	var parts []string
	for _, o := range x.Orgs {
		if s.Type != "user" && o.Label != org {
			continue
		}
		q, p, err := x.MatchSubject(f.ctx, &authzen.Request{Subject: s, Org: o.Label})
		f.err = cmp.Or(f.err, err)
		if p == access.UnknownSubject || q.Subject == nil {
			continue
		}
		names := x.HolderNames(o, q.Subject)
		slices.Sort(names)
		ends, shown := q.Ends(q.Subject)
		parts = append(parts, fmt.Sprint(o.Label, names, q.Subject.Member, q.Subject.Disabled, ends.Text, shown))
	}
	return f.of(parts)
}

// A demand is what a request without a subject needs in an index.
type demand struct {
	// possible reports whether some subject may be allowed the request.
	possible bool
	// prints are the fingerprints of the grants at the places of the needs.
	prints         []int32
	createdMatters bool
}

// demand returns the demand of a request.
func (s side) demand(r *authzen.Request) demand {
	q, p := s.MatchAccess(r)
	if p != access.NoProblem {
		return demand{}
	}
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
