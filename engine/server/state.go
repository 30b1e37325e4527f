package server

import (
	"crypto/sha256"
	"slices"
	"sync"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/explain"
)

// A state describes a View. It does not change.
type state struct {
	view *engine.View
	// withoutID are the types of resources that have no id, such as the server.
	withoutID map[string]bool
	// revisionSum begins the tokens of pages.
	revisionSum func() [sha256.Size]byte
	counts      func() counts
}

// counts are how many subjects and resources a View declares, by type.
type counts struct{ subjects, resources map[string]int }

// state returns the description of the current View; nil if there is no View.
func (s *Server) state() *state {
	view, current := s.engine.View(), s.current.Load()
	switch {
	case view == nil:
		return nil
	case current != nil && current.view == view:
		return current
	}
	current = stateOf(view)
	s.current.Store(current)
	return current
}

func stateOf(view *engine.View) *state {
	return &state{
		view:        view,
		withoutID:   withoutID(view),
		revisionSum: sync.OnceValue(func() [sha256.Size]byte { return sha256.Sum256([]byte(view.Revision())) }),
		counts:      sync.OnceValue(func() counts { return countsOf(view) }),
	}
}

// withoutID returns the types of resources that have no id. AuthZEN demands an id of every
// resource, so that such a type takes any.
func withoutID(view *engine.View) map[string]bool {
	types := map[string]bool{}
	orgs, actions := view.Names("org", ""), view.Actions("")
	if len(orgs) == 0 || len(actions) == 0 {
		return types // nothing can be asked
	}
	_, resources := view.Types()
	for _, typ := range resources {
		r := engine.Request{Action: actions[0], Resource: engine.Resource{Type: typ, ID: "x"}, Org: orgs[0]}
		p := view.Problem(r)
		if p.Kind == explain.NoID {
			types[typ] = true
		}
	}
	return types
}

// countsOf counts what a View declares in all orgs.
func countsOf(view *engine.View) counts {
	subjects, resources := view.Types()
	c := counts{map[string]int{}, map[string]int{}}
	orgs := view.Names("org", "")
	count := func(typ string) int {
		if typ == "user" || typ == "org" { // of all orgs
			return len(view.Names(typ, ""))
		}
		n := 0
		for _, org := range orgs {
			n += len(view.Names(typ, org))
		}
		return n
	}
	for _, typ := range resources {
		c.resources[typ] = count(typ)
	}
	for _, typ := range subjects {
		if slices.Contains(resources, typ) {
			c.subjects[typ] = c.resources[typ]
		}
	}
	return c
}
