package engine

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/engine/internal/representatives"
)

// Fingerprints are numbers for what is in an index, by the names of what it
// consists of: the same number in two indexes that share the numbering of names is the
// same access.
type fingerprints struct {
	x     *matcher
	names *numbering
	ctx   context.Context
	// err is why a session could not be decided.
	err    error
	sets   []int32
	places map[*placeIndex]int32
	covers map[*cover]coverPrint
	wides  map[*wide]coverPrint
	// globs are those of each org.
	globs []int32
}

// A coverPrint is the fingerprint of what is granted at places, and whether
// something of it is for who created a resource.
type coverPrint struct {
	print   int32
	creator bool
}

func newFingerprints(ctx context.Context, x *matcher, names *numbering) *fingerprints {
	f := &fingerprints{
		x: x, names: names, ctx: ctx,
		places: map[*placeIndex]int32{}, covers: map[*cover]coverPrint{}, wides: map[*wide]coverPrint{},
	}
	for _, set := range x.sets {
		var given []string
		for n, permission := range x.permissions.names {
			if set.Has(int32(n)) {
				given = append(given, permission)
			}
		}
		f.sets = append(f.sets, f.of(given))
	}
	for _, o := range x.orgs {
		for key, w := range o.wides {
			if w != nil {
				f.wides[w] = f.wide(o, strings.Split(key, representatives.StandIn))
			}
		}
		var globs []string
		for _, g := range o.globs {
			globs = append(globs, g.glob.where+g.glob.text+" "+f.grant(o, g.grant))
		}
		f.globs = append(f.globs, f.of(globs))
	}
	return f
}

// of is the fingerprint of a set of texts.
func (f *fingerprints) of(texts []string) int32 {
	for i := range texts {
		texts[i] = oneLine.Replace(texts[i])
	}
	slices.Sort(texts)
	return f.names.number(strings.Join(texts, representatives.StandIn)) // which no name has in it
}

// oneLine keeps names with line feeds from being taken for several.
var oneLine = strings.NewReplacer(`\`, `\\`, "\n", `\n`)

func (f *fingerprints) grant(o *orgIndex, g grant) string {
	return fmt.Sprintf("%s %d %t", f.x.holderName(o, g.holder), f.sets[g.set], g.creator)
}

func (f *fingerprints) place(o *orgIndex, at *placeIndex) int32 {
	if print, ok := f.places[at]; ok {
		return print
	}
	grants := make([]string, len(at.grants))
	for i, g := range at.grants {
		grants[i] = f.grant(o, g)
	}
	print := f.of(grants)
	f.places[at] = print
	return print
}

func hasCreator(at *placeIndex) bool {
	return slices.ContainsFunc(at.grants, func(g grant) bool { return g.creator })
}

func (f *fingerprints) wide(o *orgIndex, places []string) coverPrint {
	var prints []string
	var p coverPrint
	for _, name := range places {
		if at := o.places[name]; at != nil {
			prints = append(prints, fmt.Sprint(f.place(o, at)))
			p.creator = p.creator || hasCreator(at)
		}
	}
	p.print = f.of(prints)
	return p
}

// nothing is the fingerprint of where nothing is granted.
func (f *fingerprints) nothing() int32 { return f.of(nil) }

func (f *fingerprints) wideOf(w *wide) coverPrint {
	if w == nil {
		return coverPrint{print: f.nothing()}
	}
	return f.wides[w]
}

func (f *fingerprints) cover(o *orgIndex, c *cover) coverPrint {
	if c == nil {
		return coverPrint{print: f.names.number("no cover")}
	}
	if p, ok := f.covers[c]; ok {
		return p
	}
	p := f.wideOf(c.wide)
	prints := []string{fmt.Sprint("wide ", p.print)}
	for at := range c.places {
		prints = append(prints, fmt.Sprint(f.place(o, at)))
		p.creator = p.creator || hasCreator(at)
	}
	p.print = f.of(prints)
	f.covers[c] = p
	return p
}

// subject is the fingerprint of what a subject holds, in all orgs: asked in
// one org, its rights in another may count.
func (f *fingerprints) subject(org string, s Subject) int32 {
	x := f.x
	var parts []string
	for _, o := range x.orgs {
		if s.Type != "user" && o.label != org {
			continue
		}
		q, p, err := x.matchSubject(f.ctx, &Request{Subject: s, Org: o.label})
		f.err = cmp.Or(f.err, err)
		if p == unknownSubject || q.subject == nil {
			continue
		}
		names := x.holderNames(o, q.subject)
		slices.Sort(names)
		ends, shown := q.ends(q.subject)
		parts = append(parts, fmt.Sprint(o.label, names, q.subject.member, q.subject.disabled, ends.text, shown))
	}
	return f.of(parts)
}

// An access is what is asked for with a request, in an index.
type access struct {
	// possible says that somebody may be allowed it.
	possible bool
	// prints are the fingerprints of what is granted where it is asked for.
	prints         []int32
	createdMatters bool
}

// access finds what a request without a subject asks for.
func (s side) access(r *Request) access {
	q, p := s.matchAccess(r)
	if p != noProblem {
		return access{}
	}
	a := access{possible: true}
	f, o := s.prints, q.org
	add := func(p coverPrint) {
		a.prints = append(a.prints, p.print)
		a.createdMatters = a.createdMatters || p.creator
	}
	look := func(n need) {
		first, c, scopes := q.at(n.at)
		add(f.wideOf(first))
		add(f.cover(o, c))
		if q.id == "" {
			return
		}
		for _, scope := range scopes {
			if at := o.exact(scope, q.word(scope)); at != nil {
				add(coverPrint{f.place(o, at), hasCreator(at)})
			}
			add(coverPrint{print: f.globs[o.number]})
		}
	}
	for i := range q.plan.ways {
		w := &q.plan.ways[i]
		for _, n := range q.needs(w) {
			look(n)
		}
	}
	return a
}
