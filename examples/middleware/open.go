package middleware

import (
	"context"
	"log/slog"

	"github.com/rolecall/rolecall/engine"
)

// Open opens a configuration or a bundle, reloads it when its files change until the context ends,
// and logs decisions and reloads.
func Open(ctx context.Context, path string, log *slog.Logger) (*engine.Engine, error) {
	eng, err := engine.Open(ctx, path,
		engine.WithObserver(func(ctx context.Context, o engine.Observation) {
			log.DebugContext(ctx, "decision",
				"subject", o.Request.Subject.String(), "action", o.Request.Action, "resource", o.Request.Resource.String(),
				"org", o.Request.Org, "allowed", o.Decision.Allowed, "duration", o.Duration)
		}),
		engine.WithReloadObserver(func(ctx context.Context, err error) {
			if err != nil {
				log.ErrorContext(ctx, "configuration not reloaded", "error", err)
			} else {
				log.InfoContext(ctx, "configuration reloaded")
			}
		}))
	if err != nil {
		return nil, err
	}
	go func() {
		if err := eng.Watch(ctx); err != nil {
			log.ErrorContext(ctx, "configuration not watched", "error", err)
		}
	}()
	return eng, nil
}
