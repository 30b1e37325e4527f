package server_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/rolecall/rolecall/internal/importer/server"
	"github.com/rolecall/rolecall/schema"
)

// TestIncomplete reads answers that lack a part that tells what is there. Each ends the import with a reason, so that
// nothing is missing without a word.
func TestIncomplete(t *testing.T) {
	for path, c := range map[string]struct{ body, want string }{
		"/api/teams/search?perpage=1000&page=1":           {`{"teams":[{"uid":"a"},{"uid":"b"}]}`, "has an item without an id"},
		"/api/users/search?perpage=1000&page=1":           {`{"totalCount":3}`, `has no list "users"`},
		"/api/serviceaccounts/search?perpage=1000&page=1": {`{"items":[{"id":1}]}`, `has no list "serviceAccounts"`},
		"/api/search?type=dash-db&limit=1000&page=1":      {`[{"title":"x"}]`, "has an item without an id"},
		"/api/orgs?perpage=1000&page=0": {
			"[" + strings.Repeat(`{"id":1},`, 1000) + `{"id":2}]`, "has 1001 items, and 1000 were asked for",
		},
	} {
		g := small()
		g[path] = c.body
		if _, err := read(t, g); err == nil || !strings.Contains(err.Error(), "the answer to "+path+" "+c.want) {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// TestEndless reads a server whose list has other items on each page, without an end.
func TestEndless(t *testing.T) {
	g := small()
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("type") != "dash-folder" {
			g.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		page := r.URL.Query().Get("page")
		for n := range 1000 {
			fmt.Fprintf(w, `%c{"uid":"f-%s-%d","title":%q}`, "[,"[min(n, 1)], page, n, strings.Repeat("x", 200))
		}
		fmt.Fprint(w, "]")
	})
	_, err := read(t, h, func(o *server.Options) { o.MaxBody = 1 << 18 })
	if err == nil || !strings.Contains(err.Error(), "are larger than 8388608 bytes together") {
		t.Error(err)
	}
}

// TestUnknownRoles reads members, service accounts and API keys with roles that orgs do not have. Each is told.
func TestUnknownRoles(t *testing.T) {
	g := small()
	g["/api/orgs/1/users"] = `[{"userId":1,"login":"admin","role":"Owner"}]`
	g["/api/serviceaccounts/search?perpage=1000&page=1"] = `{"serviceAccounts":[{"id":4,"name":"deploy","role":""}]}`
	g["/api/auth/keys?includeExpired=true"] = `[{"id":5,"name":"key","role":"Root"}]`
	i, err := read(t, g)
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, u := range i.Orgs[0].Unread {
		said = append(said, u.What+": "+u.Why)
	}
	for _, want := range []string{
		`the role of the user "admin": Grafana names the role "Owner", which orgs do not have.`,
		`the service account "deploy": Grafana names the role "", which orgs do not have.`,
		`the API key "key": Grafana names the role "Root", which orgs do not have.`,
	} {
		if !strings.Contains(strings.Join(said, "\n"), want) {
			t.Errorf("not said: %s in %q", want, said)
		}
	}
	if u := i.Orgs[0].Unlisted; !u[schema.UserType] || !u[schema.ServiceAccountType] || !u[schema.APIKeyType] {
		t.Errorf("unlisted %v", u)
	}
	if len(i.Users) != 1 || len(i.Orgs[0].Members)+len(i.ServiceAccounts)+len(i.APIKeys) != 0 {
		t.Errorf("read %+v", i)
	}
}

// TestHidden reads servers that answer about a list as about no path, although the release has it. That is told, and
// the things are not known to be gone.
func TestHidden(t *testing.T) {
	for path, typ := range map[string]schema.Type{
		"/api/serviceaccounts/search": schema.ServiceAccountType, "/api/auth/keys": schema.APIKeyType,
	} {
		i, err := read(t, answering(small(), http.StatusNotFound, `{"message":"blocked"}`, path))
		if err != nil {
			t.Fatal(err)
		}
		if o := i.Orgs[0]; len(o.Unread) != 1 || !o.Unlisted[typ] {
			t.Errorf("%s: unread %v, unlisted %v, want %s", path, o.Unread, o.Unlisted, typ)
		}
	}
	for version, path := range map[string]string{"8.0.7": "/api/serviceaccounts/search", "12.2.0": "/api/auth/keys"} {
		g := small()
		g["/api/health"] = fmt.Sprintf(`{"version":%q}`, version)
		i, err := read(t, answering(g, http.StatusNotFound, `{"message":"Not found"}`, path))
		if err != nil || len(i.Orgs[0].Unread) > 0 {
			t.Errorf("%s: %v", version, err)
		}
	}
}
