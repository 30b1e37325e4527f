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

// A Condition is what an invariant asks for.
type Condition string

// The conditions, by the names of their attributes; Applies is the one that
// every invariant has: that each of its actions applies to something of it.
const (
	Only    Condition = "only"
	Never   Condition = "never"
	AtLeast Condition = "at_least"
	AtMost  Condition = "at_most"
	Applies Condition = "applies"
)

// A Breach is how an invariant is broken.
type Breach struct {
	Condition Condition
	// Request is the first one that breaks it. It has a subject if somebody
	// may who should not, and none if too few may, or nobody could.
	Request engine.Request
	// Allowed is how many subjects may, of at_least and at_most.
	Allowed int
	// Problem is why nobody could be allowed it, if the action does not
	// apply.
	Problem string
	// More is how many further requests break the condition, with the same
	// subject if there is one.
	More int

	// at is the number of the request among those of the invariant.
	at int
}

// An InvariantResult is what came of an invariant: it holds if there is no
// breach.
type InvariantResult struct {
	Invariant *Invariant
	// Breaches are ordered by the place of their first request, and then by
	// condition and subject: of each subject that breaks a condition one.
	Breaches []Breach
}

// Check holds invariants against everybody that an engine knows. The results
// are in the order of the invariants. With FailFast they end with the first
// broken one. The error is that of the context, or that the engine is one that
// answers nothing.
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
			break // what is left out may be what it applies to
		}
		switch asked := problems[n : n+len(q.Requests)]; {
		case len(asked) == 0:
			found.add(n, []Breach{{Condition: Applies, Request: engine.Request{Action: q.Action}, Problem: "its list of resources comes down to none"}})
		case !slices.Contains(asked, explain.Problem{}):
			found.add(n, []Breach{{Condition: Applies, Request: q.Requests[0], Problem: asked[0].String()}})
		}
		n += len(q.Requests)
	}
	return found.sorted(), nil
}

// breaches are the first breaches of each condition by each subject. They may
// be added at the same time.
type breaches struct {
	mu    sync.Mutex
	first map[breachKind]*Breach
}

type breachKind struct {
	condition Condition
	who       who
	action    string // of what does not apply
}

// add adds the breaches of the request with a number.
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

// ask holds the conditions against everybody's answer to a request without a
// subject. The problem is why it applies to nothing.
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
		if d, _ := view.Check(ctx, timed); d.Allowed { // the error is the context's
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
