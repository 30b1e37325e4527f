package benchmark

import (
	"iter"
	"time"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/schema"
)

// The lists that are gone through in a round.
const whoLists, whatLists = 200, 20

// listTimes are how long lists take for each thing that is on them, in
// nanoseconds: the fastest rounds.
type listTimes struct{ who, what float64 }

// measure goes through who can do what with folders and dashboards, and through
// all that members of every org can.
func (t *listTimes) measure(e *engine.Engine, w *schema.World) {
	f := NewFacts(w)
	asked := requests(f, whoLists, seed)
	keep(&t.who, func() (listed int) {
		for i := range asked {
			r := asked[i].Request
			r.Subject = engine.Subject{}
			listed += count(e.WhoCan(r).All())
		}
		return listed
	})
	keep(&t.what, func() (listed int) {
		for i := range asked[:whatLists] {
			listed += count(e.WhatCan(engine.Request{Subject: asked[i].Subject, Org: asked[i].Org}).All())
		}
		return listed
	})
}

// keep keeps the shorter time that listing one thing took.
func keep(best *float64, list func() int) {
	start := time.Now()
	listed := list()
	if took := float64(time.Since(start).Nanoseconds()) / float64(listed); *best == 0 || took < *best {
		*best = took
	}
}

func count[T any](all iter.Seq[T]) (n int) {
	for range all {
		n++
	}
	return n
}
