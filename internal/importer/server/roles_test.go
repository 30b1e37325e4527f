package server_test

import (
	"strings"
	"testing"
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
