package engine

import (
	"context"
	"time"
)

// An Observation is a decision that an engine made.
type Observation struct {
	// Request is the request. The groups of its subject belong to the caller, and must
	// not be changed or kept.
	Request Request
	// Evaluation has no reasons for Check and CheckAll, which look for none.
	Evaluation
	// Duration is how long the decision took.
	Duration time.Duration
}

// WithObserver calls a function with each decision of Check, CheckAll and Evaluate, for
// logs and metrics. They call it with their context before they return, from many
// goroutines at once. Nothing that it does changes a decision.
//
// It is not called for an error, such as a context that has ended, and not for lists.
// Several observers are called in the order of the options.
func WithObserver(observe func(context.Context, Observation)) Option {
	return Option{engine: func(e *Engine) { e.observer = both(e.observer, observe) }}
}

// WithReloadObserver calls a function with the outcome of each reload, by Reload or by
// Watch: nil if the engine answers from a new View, or the error of Reload if it keeps
// the View that it has. One goroutine at a time calls it, after the new View is in
// place. It must not reload. A reload whose deadline passed is an outcome, with an error
// that wraps context.DeadlineExceeded; a reload whose context was cancelled is not.
func WithReloadObserver(observe func(context.Context, error)) Option {
	return Option{engine: func(e *Engine) { e.reloaded = both(e.reloaded, observe) }}
}

// both calls one function and then the other, if there are any.
func both[T any](first, then func(context.Context, T)) func(context.Context, T) {
	switch {
	case first == nil:
		return then
	case then == nil:
		return first
	}
	return func(ctx context.Context, v T) {
		first(ctx, v)
		then(ctx, v)
	}
}
