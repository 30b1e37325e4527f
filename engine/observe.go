package engine

import (
	"context"
	"time"
)

// An Observation is a decision that an engine has made.
type Observation struct {
	// Request is what was asked. The groups of its subject are those of
	// whoever asked, and must not be changed nor kept.
	Request Request
	// Evaluation has no reasons for Check and CheckAll, which do not look for
	// them.
	Evaluation
	// Duration is how long the decision took.
	Duration time.Duration
}

// WithObserver has a function called with each decision of Check, CheckAll and
// Evaluate, for logs and metrics, before they return it and with the context that
// they were given. It is called from as many goroutines at once as ask, and
// whoever asks waits for it. Nothing that it does changes a decision.
//
// It is not called when there is no decision, because the context has ended,
// nor for lists. Of several observers each is called, in the order of the
// options.
func WithObserver(observe func(context.Context, Observation)) Option {
	return Option{engine: func(e *Engine) { e.observer = both(e.observer, observe) }}
}

// WithReloadObserver has a function called with the outcome of each reload, by
// Reload or by Watch: nil when the engine answers from a new configuration, or
// why it keeps the one that it has, as Reload returns it. It is called by one
// goroutine at a time, after the new configuration is in place, and must not
// reload. It is called for a reload whose deadline passed, with an error that wraps
// context.DeadlineExceeded, but not for one whose context was cancelled.
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
