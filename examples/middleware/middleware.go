// Package middleware is an example of a web server that checks access with rolecall.
// docs/embedding.md quotes it.
package middleware

import (
	"net/http"

	"github.com/rolecall/rolecall/engine"
)

// Guard passes HTTP requests on to next if the engine allows what they ask for. The function
// ask converts an HTTP request; if it returns false, the response is "unauthorized".
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
