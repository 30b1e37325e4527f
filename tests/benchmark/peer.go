package benchmark

import (
	"context"
	"fmt"
	"regexp"
	"slices"

	"github.com/open-policy-agent/opa/v1/bundle"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/loader"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/tests/sizes"
)

// ask answers the request of a number. It is called by one goroutine.
type ask func(i int) (bool, error)

// A peer is one way to answer requests.
type peer struct {
	name     string
	requests []Request
	ask      ask
}

// The peers by name, as the table shows them.
const (
	floorName       = "floor: plain Go"
	checkName       = "rolecall, `Check`"
	cedarName       = "cedar-go, groups as parents"
	cedarSetsName   = "cedar-go, groups as sets"
	handwrittenName = "OPA, written by hand"
	bundleName      = "OPA, our bundle"
	casbinName      = "Casbin"
	openfgaName     = "OpenFGA"
)

// onlyFirst are the peers that are so slow, and so far from folders in folders, that
// they are asked the warm requests about version 8.0 alone.
var onlyFirst = []string{casbinName, openfgaName}

// A world is a configuration, and what is asked about it.
type world struct {
	*schema.World
	bundle   *bundle.Bundle
	facts    *Facts
	requests []Request
	column
}

// The seed of the configurations, and how many requests are asked about each.
//
// The warm requests are so many that they ask about many places in memory, and so
// few that they are in the caches of the processor themselves, as a request is that a
// program has just been asked. The cold ones are different requests, as far as there
// are so many, and do not fit into the caches with what answers them.
const (
	seed         = 1
	warmRequests = 1 << 10
	coldRequests = 1 << 16
)

func newWorld(c column) (*world, error) {
	w, diags := loader.Load(sizes.Generate(c.size, seed, c.version))
	if diags.HasErrors() {
		return nil, diags
	}
	of, err := engine.FromWorld(context.Background(), w)
	if err != nil {
		return nil, err
	}
	b := of.View().Bundle()
	facts := NewFacts(w)
	return &world{w, b, facts, requestsOf(facts, c), c}, nil
}

// forColumn returns the world of a column: with the same configuration if that is the
// column's, else a new one. A nil world has none.
func (w *world) forColumn(c column) (*world, error) {
	if w == nil || w.size != c.size || w.version != c.version {
		return newWorld(c)
	}
	return &world{w.World, w.bundle, w.facts, requestsOf(w.facts, c), c}, nil
}

func requestsOf(f *Facts, c column) []Request {
	if c.cold {
		return requests(f, coldRequests, seed)
	}
	return requests(f, warmRequests, seed)
}

// peers are the peers whose names match a regular expression, ready to answer;
// those that cannot be made ready within a minute are left out.
func (w *world) peers(ctx context.Context, only string) ([]peer, error) {
	wanted, err := regexp.Compile(only)
	if err != nil {
		return nil, err
	}
	parents, sets, byHand := cedarParents, cedarSets, handwrittenPolicy
	if w.version != versions[0] {
		parents, sets, byHand = cedarParentsNested, cedarSetsNested, handwrittenNested
	}
	var peers []peer
	for _, p := range []struct {
		name string
		new  func() (ask, error)
	}{
		{floorName, func() (ask, error) { return newFloor(w.facts).ask(w.requests), nil }},
		{checkName, func() (ask, error) { return newCheck(ctx, w.bundle, w.requests) }},
		{cedarName, func() (ask, error) { return newCedar(w.facts, w.requests, parents) }},
		{cedarSetsName, func() (ask, error) { return newCedar(w.facts, w.requests, sets) }},
		{handwrittenName, func() (ask, error) { return newHandwritten(ctx, w.facts, byHand, w.requests) }},
		{bundleName, func() (ask, error) { return newBundle(ctx, w.bundle, w.requests) }},
		{casbinName, func() (ask, error) { return newCasbin(w.facts, w.requests) }},
		{openfgaName, func() (ask, error) { return newOpenFGA(ctx, w.facts, w.requests) }},
	} {
		if !wanted.MatchString(p.name) || w.column != w.column.first() && slices.Contains(onlyFirst, p.name) {
			continue
		}
		ask, err := p.new()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p.name, err)
		}
		if ask != nil {
			peers = append(peers, peer{p.name, w.requests, ask})
		}
	}
	return peers, nil
}

// newCheck asks an engine.
func newCheck(ctx context.Context, b *bundle.Bundle, requests []Request) (ask, error) {
	e, err := engine.FromBundle(ctx, b)
	if err != nil {
		return nil, err
	}
	return func(i int) (bool, error) {
		d, err := e.Check(ctx, requests[i].Request)
		return d.Allowed, err
	}, nil
}

// agrees is an error about the first of n requests that a peer answers unlike
// plain Go does.
func (p *peer) agrees(truth *floor, n int) error {
	for i := range n {
		got, err := p.ask(i)
		if err != nil {
			return fmt.Errorf("%s: %v: %w", p.name, p.requests[i].Request, err)
		}
		if want := truth.allowed(&p.requests[i]); got != want {
			return fmt.Errorf("%s: %v: got %t, want %t", p.name, p.requests[i].Request, got, want)
		}
	}
	return nil
}
