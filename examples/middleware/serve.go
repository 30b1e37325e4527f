package middleware

import (
	"context"
	"net/http"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/server"
)

// Serve returns a handler that answers AuthZEN requests about a configuration, for example below a
// path of a mux.
func Serve(ctx context.Context, path string) (http.Handler, error) {
	reloads := new(server.Reloads)
	eng, err := engine.Open(ctx, path, engine.WithRevision(), engine.WithReloadObserver(reloads.Observe))
	if err != nil {
		return nil, err
	}
	return server.New(eng, server.WithReloads(reloads))
}
