package server_test

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// licensed is a Grafana with a licence and one custom role.
func licensed() grafana {
	g := small()
	g["/api/frontend/settings"] = `{"featureToggles":{},"buildInfo":{"edition":"Enterprise"}}`
	g["/api/access-control/roles?includeHidden=true"] = `[{"uid":"u1","name":"custom:ops"}]`
	g["/api/access-control/roles/u1"] = `{"uid":"u1","permissions":[{"action":"teams:create","scope":""}]}`
	return g
}

// TestHolders shows that holders of a role that are not told, or not known, are noted.
func TestHolders(t *testing.T) {
	i, err := read(t, licensed())
	if err != nil {
		t.Fatal(err)
	}
	if a := i.Assignments; len(a) != 1 || len(a[0].Unread) != 1 || a[0].Unread[0].What != "its holders" {
		t.Errorf("assignments %+v", a)
	}
	g := licensed()
	g["/api/access-control/roles/u1/assignments"] = `{"users":[1,98],"teams":[97],"service_accounts":[96]}`
	if i, err = read(t, g); err != nil {
		t.Fatal(err)
	}
	a := i.Assignments[0]
	if len(a.Holders) != 1 || a.Holders[0].User != i.Users[0] || len(a.Unread) != 3 {
		t.Fatalf("assignment %+v", a)
	}
	for n, want := range []string{"user with the number 98", "team with the number 97", "account with the number 96"} {
		if !strings.Contains(a.Unread[n].Why, want) {
			t.Errorf("unread %v, want %s", a.Unread[n], want)
		}
	}
}

// TestOneTask refuses both details of a team, of a service account, and of a data source: each gap is told, and the
// two questions about one thing do not overlap, as both note in one place.
func TestOneTask(t *testing.T) {
	g := licensed()
	g["/api/teams/search?perpage=1000&page=1"] = `{"teams":[{"id":7,"name":"sre"}]}`
	g["/api/serviceaccounts/search?perpage=1000&page=1"] = `{"serviceAccounts":[{"id":4,"name":"ci","role":"Admin",
		"tokens":1}]}`
	g["/api/datasources"] = `[{"id":3,"uid":"metrics"}]`
	refusing := forbid(g, "/api/teams/7/members", "/api/teams/7/groups", "/api/serviceaccounts/4/tokens",
		"/api/access-control/serviceaccounts/4", "/api/datasources/3/permissions")
	var asked [2]atomic.Int64
	i, err := read(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for n, thing := range []string{"/teams/7/", "serviceaccounts/4"} {
			if strings.Contains(r.URL.Path, thing) {
				if asked[n].Add(1) > 1 {
					t.Errorf("two questions about %s overlap", thing)
				}
				time.Sleep(10 * time.Millisecond)
				defer asked[n].Add(-1)
			}
		}
		refusing.ServeHTTP(w, r)
	}))
	if err != nil {
		t.Fatal(err)
	}
	team, account, source := i.Teams[0], i.ServiceAccounts[0], i.DataSources[0]
	if len(team.Unread) != 2 || len(account.Unread) != 2 || len(source.Unread) != 1 || !source.Permissions.Unknown {
		t.Errorf("team %+v, account %+v, data source %+v", team, account, source)
	}
}
