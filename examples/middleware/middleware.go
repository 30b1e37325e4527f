// Package middleware shows how a web server asks rolecall who may do what. It
// is what docs/embedding.md quotes.
package middleware

import (
	"net/http"

	"github.com/rolecall/rolecall/engine"
)

// Guard lets through to next what the engine allows of what ask makes of a
// request. What ask cannot tell the subject of is unauthorized.
func Guard(eng *engine.Engine, ask func(*http.Request) (engine.Request, bool), next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		request, ok := ask(r)
		if !ok {
			http.Error(w, "unauthorized", http.StatusUnauthorized)
			return
		}
		decision, err := eng.Check(r.Context(), request)
		switch {
		case err != nil: // no decision was made: the client has gone
			http.Error(w, "no decision", http.StatusServiceUnavailable)
		case !decision.Allowed:
			http.Error(w, "forbidden", http.StatusForbidden)
		default:
			next.ServeHTTP(w, r)
		}
	})
}
