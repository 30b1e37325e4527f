// Package levels defines tables of levels: which of View, Edit and so on each subject of an
// org has on each resource of a type, and by which grants. View.Levels makes them.
//
// A table does not hold cells. It holds what the cells follow from, which is little more than
// the configuration: the holders that a subject is, the places that cover a resource, and the
// grants at the places. So a table of 20,000 subjects and 6,000 resources is small.
//
// All types are plain values. Their methods are safe for concurrent use as long as nobody
// changes the value.
package levels

import (
	"cmp"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/engine/authzen"
)

// A Table has the levels of the subjects of an org on its declared resources of a type.
type Table struct {
	// Org is the label of the org.
	Org string
	// Type is the type of the resources: "folder".
	Type string
	// Levels are the levels of the release, lowest first.
	Levels []Level
	// Permissions has the set of each permission of a level by itself.
	Permissions map[string]Set
	// Subjects are those of the org, and the users outside of it that hold a grant. They are
	// ordered by type, then by id.
	Subjects []Subject
	// Resources are the declared resources, ordered by id.
	Resources []Resource
	// Holders are the names of the holders of grants: "team:SRE".
	Holders []string
	// Places have the grants.
	Places []Place
}

// A Level is what an entry of that level gives.
type Level struct {
	Name string
	// Actions are the permissions of the level, sorted.
	Actions []string
	// Gives are the same permissions as a set.
	Gives Set
}

// A Set is a set of those permissions that some level of a table has. Each has a bit, but
// permissions that all grants have in common share one.
type Set uint64

// MaxBits is the number of bits that a Set can use: a JavaScript number holds as many.
const MaxBits = 52

// A Subject is a subject of a table.
type Subject struct {
	authzen.Subject
	// Member reports whether the subject is in the org.
	Member bool
	// Asks reports whether the subject can ask anything at the time of the table. A disabled
	// one cannot, nor one whose credentials have expired.
	Asks bool
	// Holders are the numbers of the holders that the subject is.
	Holders []int32
}

// A Resource is a resource of a table.
type Resource struct {
	ID string
	// Places are the numbers of the places that cover the resource, nearest first. Places
	// without a grant are left out.
	Places []int32
}

// A Place has the grants at a place.
type Place struct {
	// Name is a scope, such as "folders:uid:production", or words.
	Name   string
	Grants []Grant
}

// A Grant gives permissions to a holder at a place.
type Grant struct {
	Holder int32
	Gives  Set
	// Because is the reason as a phrase: `its permission "Edit"`.
	Because string
	// Source is FILE:LINE, or the source of a rule of Grafana's.
	Source string
	// Rule reports whether a rule of Grafana's gives the grant, and no declaration.
	Rule bool
}

// Access tells what a subject has on a resource: None, Partial, or a level by its number in
// the table plus First.
type Access int

const (
	// None means that the subject has no permission of any level.
	None Access = iota
	// Partial means that the subject has permissions, but not all of any level.
	Partial
	// First is the lowest level of a table.
	First
)

// Name returns the name of a level, "some" for Partial, and "" for None.
func (t *Table) Name(a Access) string {
	switch a {
	case None:
		return ""
	case Partial:
		return "some"
	}
	return t.Levels[a-First].Name
}

// Of returns the highest level of which a set has all permissions.
func (t *Table) Of(s Set) Access {
	for i := len(t.Levels) - 1; i >= 0; i-- {
		if need := t.Levels[i].Gives; s&need == need {
			return First + Access(i)
		}
	}
	if s != 0 {
		return Partial
	}
	return None
}

// At returns the access of a subject to a resource, by their numbers.
func (t *Table) At(subject, resource int) Access { return t.Of(t.Granted(subject, resource)) }

// Row returns the access of a subject to all resources, by their numbers. It is faster than At
// for each.
func (t *Table) Row(subject int) []Access {
	s, row, held := &t.Subjects[subject], make([]Access, len(t.Resources)), make([]bool, len(t.Holders))
	if !s.Asks {
		return row
	}
	for _, h := range s.Holders {
		held[h] = true
	}
	at := make([]Set, len(t.Places))
	for n := range t.Places {
		for i := range t.Places[n].Grants {
			if g := &t.Places[n].Grants[i]; held[g.Holder] {
				at[n] |= g.Gives
			}
		}
	}
	for n := range t.Resources {
		var given Set
		for _, place := range t.Resources[n].Places {
			given |= at[place]
		}
		row[n] = t.Of(given)
	}
	return row
}

// Granted returns what a subject has on a resource, by their numbers.
func (t *Table) Granted(subject, resource int) Set {
	s := &t.Subjects[subject]
	if !s.Asks {
		return 0
	}
	return t.Given(s.Holders, resource)
}

// Given returns what holders have together on a resource.
func (t *Table) Given(holders []int32, resource int) Set {
	var given Set
	for _, g := range t.Grants(holders, resource) {
		given |= g.Gives
	}
	return given
}

// Grants yields the grants by which holders have something on a resource, each with its
// place, nearest first.
func (t *Table) Grants(holders []int32, resource int) func(yield func(*Place, *Grant) bool) {
	return func(yield func(*Place, *Grant) bool) {
		for _, n := range t.Resources[resource].Places {
			at := &t.Places[n]
			for i := range at.Grants {
				g := &at.Grants[i]
				for _, h := range holders {
					if h == g.Holder && !yield(at, g) {
						return
					}
				}
			}
		}
	}
}

// Find returns the number of a subject by its type and id, or -1.
func (t *Table) Find(s authzen.Subject) int {
	n, ok := slices.BinarySearchFunc(t.Subjects, s, func(a Subject, b authzen.Subject) int {
		return cmp.Or(strings.Compare(a.Type, b.Type), strings.Compare(a.ID, b.ID))
	})
	if !ok {
		return -1
	}
	return n
}

// Cited returns the source of a grant. It tells the source of a rule of Grafana's from a line
// of the configuration.
func (g *Grant) Cited() string {
	if g.Rule {
		return "Grafana: " + g.Source
	}
	return g.Source
}
