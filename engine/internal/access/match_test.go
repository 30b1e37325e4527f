package access_test

import (
	"context"
	"testing"
	"testing/fstest"

	"github.com/rolecall/rolecall/engine/authzen"
	"github.com/rolecall/rolecall/engine/internal/index"
	"github.com/rolecall/rolecall/engine/internal/loaded"
	"github.com/rolecall/rolecall/internal/document"
	"github.com/rolecall/rolecall/loader"
)

const twoOrgs = `
grafana {
  version = "13.3"
}
user "root" {
  grafana_admin = true
}
org "a" {}
org "b" {}
service_account "ci" {
  org  = org.a
  role = "Admin"
}
service_account "deploy" {
  name = "ci"
  org  = org.b
  role = "Viewer"
}
`

// TestPoliciesTellWhoIsInEveryOrg checks that the policies alone decide which subjects are
// the same in another org: users are, and a service account is not, even if the other org
// has one with its name.
func TestPoliciesTellWhoIsInEveryOrg(t *testing.T) {
	w, diags := loader.Load(fstest.MapFS{"main.hcl": {Data: []byte(twoOrgs)}})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	c, err := loaded.Of(context.Background(), document.Of(w))
	if err != nil {
		t.Fatal(err)
	}
	m := *c.Matcher
	x, rows := *m.Index, *m.Index.Rows
	x.Rows, m.Index = &rows, &x
	b := x.Org("b")
	root, ci := authzen.Subject{Type: "user", ID: "root"}, authzen.Subject{Type: "service_account", ID: "ci"}
	own := map[string]*index.Subject{"root": &b.Subjects[b.FirstUser], "ci": b.Other("service_account:ci")}
	given := rows.InEveryOrg
	for _, tc := range []struct {
		types  map[string]bool
		asks   authzen.Subject
		itself bool
	}{
		{given, root, true},
		{given, ci, false},
		{nil, root, false},
		{nil, ci, false},
		{map[string]bool{"service_account": true}, root, false},
		{map[string]bool{"service_account": true}, ci, true},
	} {
		rows.InEveryOrg = tc.types
		q, p, err := m.Match(context.Background(), &authzen.Request{
			Subject: tc.asks, Action: "orgs:read", Resource: authzen.Resource{Type: "org", ID: "b"}, Org: "a",
		})
		if err != nil || q.Problem(p).Kind != "" || q.Org != b {
			t.Fatalf("%s: %v, %v, in %s", tc.asks, q.Problem(p), err, q.Org.Label)
		}
		if itself := q.Subject == own[tc.asks.ID]; itself != tc.itself || !itself && q.Allowed() {
			t.Errorf("with %v, %s is itself in another org: %v, want %v; allowed %v", tc.types, tc.asks, itself, tc.itself, q.Allowed())
		}
	}
}
