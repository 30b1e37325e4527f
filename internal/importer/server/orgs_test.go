package server_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/rolecall/rolecall/internal/importer/server"
	"github.com/rolecall/rolecall/internal/importer/write"
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

// TestDisabledUntold reads 8.0 with a sign-in that may not list the users: its lists of members do not tell who is
// disabled, and that is said.
func TestDisabledUntold(t *testing.T) {
	g := small()
	g["/api/health"] = `{"version":"8.0.7"}`
	g["/api/org/users"] = g["/api/orgs/1/users"]
	i, err := read(t, forbid(g, "/api/users/search", "/api/orgs/1/users", "/api/orgs"))
	if err != nil {
		t.Fatal(err)
	}
	said := 0
	for _, u := range i.Unread {
		if u.What == "which users are disabled" {
			said++
		}
	}
	if said != 1 || len(i.Users) != 1 || !i.Users[0].DisabledUnknown {
		t.Errorf("unread %v, users %+v", i.Unread, i.Users[0])
	}
}

// TestHolderOutside imports one org, in whose lists a user stands who is not a member of it. The user is imported.
func TestHolderOutside(t *testing.T) {
	g := small()
	g["/api/orgs?perpage=1000&page=0"] = `[{"id":1,"name":"main"},{"id":2,"name":"other"}]`
	g["/api/users/search?perpage=1000&page=1"] = `{"users":[{"id":1,"login":"admin"},{"id":2,"login":"eve"},
		{"id":3,"login":"max"}]}`
	g["/api/search?type=dash-folder&limit=1000&page=1"] = `[{"uid":"ops","title":"Ops"}]`
	g["/api/folders/ops/permissions"] = `[{"userId":2,"userLogin":"eve","permission":1,"permissionName":"View"}]`
	i, err := read(t, g, func(o *server.Options) { o.Org = "main" })
	if err != nil {
		t.Fatal(err)
	}
	if len(i.Users) != 2 || i.Users[1].Login != "eve" || i.Folders[0].Permissions.Entries[0].Holder.User != i.Users[1] {
		t.Fatalf("users %+v, folder %+v", i.Users, i.Folders[0])
	}
	if files := write.PlanOf(i, write.Options{}).Files(); len(files) == 0 {
		t.Error("nothing is written")
	}
}
