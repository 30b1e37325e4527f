package suite

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/explain"
)

// A Condition is a condition of an invariant.
type Condition string

// The conditions have the names of their attributes. Applies has no attribute: every
// invariant must have actions that apply to some of its resources.
const (
	Only    Condition = "only"
	Never   Condition = "never"
	AtLeast Condition = "at_least"
	AtMost  Condition = "at_most"
	Applies Condition = "applies"
)

// A Breach describes how an invariant is broken.
type Breach struct {
	Condition Condition
	// Request is the first request that breaks it. It has a subject if that
	// subject must not be allowed, and none if too few subjects are allowed or
	// the action does not apply.
	Request engine.Request
	// Allowed is the number of allowed subjects, for at_least and at_most.
	Allowed int
	// Problem reports why the request cannot be allowed for any subject, if the
	// action does not apply.
	Problem string
	// More is the number of further requests that break the condition, with the
	// same subject if there is one.
	More int

	// at is the index of the request in the invariant.
	at int
}

// An InvariantResult is the result of an invariant. The invariant holds if there is no
// breach.
type InvariantResult struct {
	Invariant *Invariant
	// Breaches has one breach for each condition and each subject that breaks it,
	// ordered by the place of its first request, then by condition and subject.
	Breaches []Breach
}

// Check checks invariants for every subject that an engine knows. The results are in the
// order of the invariants. With FailFast they end with the first broken one. The error
// is that of the context or of CheckAll.
func Check(ctx context.Context, view *engine.View, invariants []*Invariant, o Options) ([]InvariantResult, error) {
	if _, err := view.CheckAll(ctx, nil); err != nil {
		return nil, err
	}
	now := o.now()
	var results []InvariantResult
	for _, inv := range invariants {
		breaches, err := inv.check(ctx, view, now, o)
		if err != nil {
			return nil, err
		}
		results = append(results, InvariantResult{inv, breaches})
		if o.FailFast && len(breaches) > 0 {
			break
		}
	}
	return results, nil
}

func (inv *Invariant) check(ctx context.Context, view *engine.View, now time.Time, o Options) ([]Breach, error) {
	var requests []engine.Request
	for _, q := range inv.Questions {
		requests = append(requests, q.Requests...)
	}
	var found breaches
	problems := make([]explain.Problem, len(requests))
	err := o.parallel(ctx, len(requests), func(n int) bool {
		var broken []Breach
		broken, problems[n] = inv.ask(ctx, view, requests[n], now)
		found.add(n, broken)
		return false
	}, func(done int) (int, int) { return done, len(requests) })
	if err != nil {
		return nil, err
	}
	n := 0
	for _, q := range inv.Questions {
		if inv.partial {
			break // the action may apply to the resources left out
		}
		switch asked := problems[n : n+len(q.Requests)]; {
		case len(asked) == 0:
			found.add(n, []Breach{{Condition: Applies, Request: engine.Request{Action: q.Action}, Problem: "its list of resources is empty"}})
		case !slices.Contains(asked, explain.Problem{}):
			found.add(n, []Breach{{Condition: Applies, Request: q.Requests[0], Problem: asked[0].String()}})
		}
		n += len(q.Requests)
	}
	return found.sorted(), nil
}

// breaches holds the first breach of each condition by each subject. It is safe for
// concurrent use.
type breaches struct {
	mu    sync.Mutex
	first map[breachKind]*Breach
}

type breachKind struct {
	condition Condition
	who       who
	action    string // for Applies
}

// add adds the breaches by the request with the index at.
func (b *breaches) add(at int, found []Breach) {
	if len(found) == 0 {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.first == nil {
		b.first = map[breachKind]*Breach{}
	}
	for _, breach := range found {
		breach.at = at
		kind := breachKind{condition: breach.Condition, who: whoIs(breach.Request.Subject)}
		if breach.Condition == Applies {
			kind.action = breach.Request.Action
		}
		first := b.first[kind]
		switch {
		case first == nil:
			b.first[kind] = &breach
		case at < first.at:
			breach.More = first.More + 1
			*first = breach
		default:
			first.More++
		}
	}
}

func (b *breaches) sorted() []Breach {
	all := make([]Breach, 0, len(b.first))
	for _, breach := range b.first {
		all = append(all, *breach)
	}
	slices.SortFunc(all, func(a, b Breach) int {
		return cmp.Or(
			cmp.Compare(a.at, b.at),
			cmp.Compare(a.Condition, b.Condition),
			cmp.Compare(a.Request.Subject.Type, b.Request.Subject.Type),
			cmp.Compare(a.Request.Subject.ID, b.Request.Subject.ID),
		)
	})
	return all
}

// ask checks the conditions for one request, with every subject. The problem reports why
// the request cannot be allowed for any subject.
func (inv *Invariant) ask(ctx context.Context, view *engine.View, r engine.Request, now time.Time) (broken []Breach, problem explain.Problem) {
	if problem := view.Problem(r); problem.Kind != "" {
		return nil, problem
	}
	timed := r
	timed.Time = now
	for _, s := range inv.never[r.Org] {
		if !inv.About(s) {
			continue
		}
		r.Subject, timed.Subject = s, s
		if d, _ := view.Check(ctx, timed); d.Allowed { // an error is that of the context
			broken = append(broken, Breach{Condition: Never, Request: r})
		}
	}
	if inv.only == nil && inv.AtLeast == nil && inv.AtMost == nil {
		return broken, explain.Problem{}
	}
	var allowed []engine.Subject
	for s := range view.WhoCan(timed).All() {
		if !inv.About(s) {
			continue
		}
		r.Subject = s
		if inv.only != nil && !inv.only[r.Org][whoIs(s)] {
			broken = append(broken, Breach{Condition: Only, Request: r})
		}
		if inv.AtLeast != nil || inv.AtMost != nil {
			allowed = append(allowed, s)
		}
	}
	if inv.AtMost != nil && len(allowed) > *inv.AtMost {
		for _, s := range allowed {
			r.Subject = s
			broken = append(broken, Breach{Condition: AtMost, Request: r, Allowed: len(allowed)})
		}
	}
	if inv.AtLeast != nil && len(allowed) < *inv.AtLeast {
		r.Subject = engine.Subject{}
		broken = append(broken, Breach{Condition: AtLeast, Request: r, Allowed: len(allowed)})
	}
	return broken, explain.Problem{}
}
