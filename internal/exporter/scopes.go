package exporter

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/internal/scopes"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// A Scope is the scope of a permission of a role, taken apart.
type Scope struct {
	// Before is the text before the name of Thing, or the whole scope if Thing is nil, as Grafana writes it.
	Before string
	// Thing is the declared thing whose uid or number follows; nil for a scope of no declared thing.
	Thing schema.Thing
	// Fixed is the name of the fixed role whose uid follows; empty for a scope of none.
	Fixed string
	// Problem says why Grafana's scope cannot be written, as the end of a sentence; empty if it can.
	Problem string
}

// Scopes finds the things that scopes name. It is safe for concurrent use.
type Scopes struct {
	known  catalogue.Version
	byAddr map[schema.Addr]schema.Thing
	byName map[named][]schema.Thing
}

type named struct {
	typ  schema.Type
	name string
}

// NewScopes returns the Scopes of a World.
func NewScopes(w *schema.World) *Scopes {
	s := &Scopes{catalogue.Of(w.Grafana.KnownVersion()), map[schema.Addr]schema.Thing{}, map[named][]schema.Thing{}}
	for thing := range w.Things {
		d := thing.Declared()
		s.byAddr[d.Addr] = thing
		key := named{d.Addr.Type, thing.GrafanaName().Value}
		s.byName[key] = append(s.byName[key], thing)
	}
	return s
}

// Of takes the scope of a permission of a role apart. Org is that of the role; nil for every org.
func (s *Scopes) Of(p schema.RolePermission, org *schema.Org) Scope {
	typ, _, begins := s.known.Scoped(p.Scope)
	if begins == "" {
		return s.plain(p.Scope)
	}
	word := p.Scope[len(begins)+1:]
	if p.To == (schema.Addr{}) && s.isPattern(word) {
		return s.plain(p.Scope)
	}
	name := word
	if !s.known.Parted[begins] {
		name = scopes.Name(word)
	}
	thing := s.byAddr[p.To]
	if thing == nil {
		thing = s.find(typ, name, org)
	}
	switch {
	case thing != nil:
		return Scope{Before: begins + ":", Thing: thing}
	case typ == schema.RoleType && slices.Contains(s.known.FixedRoles, name):
		return Scope{Before: begins + ":", Fixed: name}
	case typ.NameAttribute() == "uid":
		return s.plain(p.Scope)
	}
	const problem = "has a scope of the %s %q, and Grafana has a number in place of the name, " +
		"which only one declared thing of this name would give"
	return Scope{Problem: fmt.Sprintf(problem, strings.ReplaceAll(string(typ), "_", " "), name)}
}

// plain returns a scope as Grafana writes it, in which nothing is escaped. A name with the character of a
// wildcard cannot be written, as the scope would be that of other things, too.
func (s *Scopes) plain(scope string) Scope {
	name := scopes.Name(scope)
	wildcards := func(text string) int {
		return len(text) - len(strings.Map(func(r rune) rune {
			if strings.ContainsRune(s.wildcards(), r) {
				return -1
			}
			return r
		}, text))
	}
	if wildcards(name) != wildcards(scope) {
		return Scope{Problem: "has a name with a wildcard in it, which Grafana would read as one"}
	}
	return Scope{Before: name}
}

// wildcards returns the characters that make a pattern of a scope.
func (s *Scopes) wildcards() string {
	if s.known.Scopes.Globs {
		return `*?[]{}\`
	}
	return "*"
}

// isPattern reports whether a word in a scope is not a name. In a name such characters are escaped.
func (s *Scopes) isPattern(word string) bool {
	return strings.ContainsAny(word, s.wildcards())
}

// find returns the one declared thing with a name, in an org or in any; nil unless there is exactly one.
func (s *Scopes) find(typ schema.Type, name string, org *schema.Org) schema.Thing {
	var found schema.Thing
	for _, thing := range s.byName[named{typ, name}] {
		if its := thing.Declared().Org; its != nil && org != nil && its != org {
			continue
		}
		if found != nil {
			return nil
		}
		found = thing
	}
	return found
}
