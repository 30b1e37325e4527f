package server_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/rolecall/rolecall/internal/importer/server"
)

// TestBusy reads servers that are busy or down at one question, and servers that do not accept the sign-in any more:
// nothing is imported, as this is no lack of a right.
func TestBusy(t *testing.T) {
	paths := []string{
		"/api/org", "/api/orgs", "/api/users/search", "/api/orgs/1/users", "/api/teams/search", "/api/teams/7/members",
		"/api/search", "/api/datasources", "/api/admin/settings", "/api/frontend/settings", "/api/serviceaccounts/search",
	}
	for _, path := range paths {
		for _, status := range []int{429, 502, 503, 504} {
			g := small()
			g["/api/teams/search?perpage=1000&page=1"] = `{"teams":[{"id":7,"name":"sre"}]}`
			h := answering(g, status, `{"message":"upstream connect error"}`, path)
			_, err := read(t, h, func(o *server.Options) { o.Retries = -1 })
			if err == nil || !strings.Contains(err.Error(), "upstream connect error; it or a proxy before it is busy or down") {
				t.Errorf("%s answered with %d: %v", path, status, err)
			}
		}
	}
	for _, path := range []string{"/api/teams/search", "/api/teams/7/members", "/api/datasources"} {
		g := small()
		g["/api/teams/search?perpage=1000&page=1"] = `{"teams":[{"id":7,"name":"sre"}]}`
		if _, err := read(t, answering(g, http.StatusUnauthorized, `{"message":"Token expired"}`, path)); err == nil {
			t.Errorf("%s answered with 401: no error", path)
		}
	}
	g := small()
	h := answering(g, http.StatusInternalServerError, `{"message":"database is locked"}`, "/api/search")
	if _, err := read(t, h); err == nil {
		t.Error("the search answered with 500: no error")
	}
}

// TestRedirectOnce shows that a redirect to another server is an error at once.
func TestRedirectOnce(t *testing.T) {
	asked := 0
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		http.Redirect(w, r, "https://elsewhere.example.com/", http.StatusFound)
	})
	_, err := read(t, h, func(o *server.Options) { o.Retries, o.Wait = 4, time.Minute })
	if err == nil || !strings.Contains(err.Error(), "redirects to another server") || asked != 1 {
		t.Errorf("asked %d times: %v", asked, err)
	}
}
