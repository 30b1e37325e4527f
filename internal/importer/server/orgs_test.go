package server_test

import (
	"fmt"
	"net/http"
	"testing"
)

// forbid answers some paths with 403, and everything else as another handler does.
func forbid(h http.Handler, paths ...string) http.Handler {
	return answering(h, http.StatusForbidden, `{"message":"Permissions needed: x:read"}`, paths...)
}

// answering answers some paths with a status and a body, and everything else as another handler does.
func answering(h http.Handler, status int, body string, paths ...string) http.Handler {
	is := map[string]bool{}
	for _, path := range paths {
		is[path] = true
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !is[r.URL.Path] {
			h.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	})
}

// TestOtherOrg reads with a token that may list all orgs and that the server answers about its own org, whatever org
// is asked for. The members of its org are no members of the other one.
func TestOtherOrg(t *testing.T) {
	g := small()
	g["/api/orgs?perpage=1000&page=0"] = `[{"id":1,"name":"main"},{"id":2,"name":"other"}]`
	g["/api/org/users"] = g["/api/orgs/1/users"]
	i, err := read(t, forbid(g, "/api/orgs/2/users"))
	if err != nil {
		t.Fatal(err)
	}
	if len(i.Orgs) != 2 || len(i.Orgs[0].Members) != 1 || len(i.Orgs[1].Members) != 0 {
		t.Fatalf("main has %v, other has %v", i.Orgs[0].Members, i.Orgs[1].Members)
	}
	if other := i.Orgs[1]; len(other.Unread) != 2 || !other.Unlisted["user"] || !other.Unlisted["folder"] {
		t.Errorf("not told of the other org: %v, %v", other.Unread, other.Unlisted)
	}
}
