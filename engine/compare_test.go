package engine_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/rolecall/rolecall/engine"
)

func ExampleView_Compare() {
	ctx := context.Background()
	open := func(level string) *engine.Engine {
		eng, err := engine.OpenFS(ctx, fstest.MapFS{"main.hcl": {Data: fmt.Appendf(nil, `
grafana { version = "9.3" }
org "main" { viewers = [user.vic] }
user "vic" {}
folder "production" {
  permission %q { users = [user.vic] }
}
`, level)}})
		if err != nil {
			panic(err)
		}
		return eng
	}
	c, err := open("View").View().Compare(ctx, open("Admin").View(), time.Now())
	if err != nil {
		panic(err)
	}
	first := c.Gained.First
	fmt.Println(c.Same(), c.Lost.Count, first.Subject, first.Action, first.Resource)
	// Output:
	// false 0 user:vic alert.rules:create folder:production
}

// TestCompareUnlisted checks that a comparison sees what no list of declared
// subjects and resources tells: sessions, tokens, and scopes of things that no
// block declares.
func TestCompareUnlisted(t *testing.T) {
	const config = `
org "main" {
  viewers = [user.vic]
}
user "vic" {}
team "sre" { external_groups = ["cn=sre"] }
role "reader" {
  permission "plugins:write" { scopes = ["plugins:id:clock"] }
}
role_assignment "readers" {
  role  = role.reader
  users = [user.vic]
}
service_account "ci" {
  role = "Viewer"
  token "deploy" { expires = "2027-01-01T00:00:00Z" }
}
folder "production" {
  permission "View" { teams = [team.sre] }
}
`
	at := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	base := open(t, fstest.MapFS{"main.hcl": {Data: []byte(`grafana { version = "9.3" }` + config)}})
	for name, tc := range map[string]struct {
		old, new string
		at       time.Time
		lost     engine.Request
	}{
		"a team that a session alone has": {
			`external_groups = ["cn=sre"]`, ``, at,
			engine.Request{
				Subject: engine.Subject{Type: "user", ID: "vic", Groups: []string{"cn=sre"}}, Action: "folders:read",
				Resource: engine.Resource{Type: "folder", ID: "production"},
			},
		},
		"a scope of a plugin": {
			`plugins:id:clock`, `plugins:id:other`, at,
			engine.Request{
				Subject: engine.Subject{Type: "user", ID: "vic"}, Action: "plugins:write",
				Resource: engine.Resource{Type: "plugin", ID: "clock"},
			},
		},
		"a token that ends": {
			`2027-01-01`, `2026-01-01`, at,
			engine.Request{
				Subject: engine.Subject{Type: "service_account", ID: "ci", Token: "deploy"}, Action: "orgs:read",
				Resource: engine.Resource{Type: "org"},
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			changed := open(t, fstest.MapFS{"main.hcl": {Data: []byte(`grafana { version = "9.3" }` + replaced(t, config, tc.old, tc.new))}})
			c, err := base.View().Compare(t.Context(), changed.View(), tc.at)
			if err != nil {
				t.Fatal(err)
			}
			if c.Lost.Count == 0 {
				t.Errorf("nothing is lost: %+v", c)
			}
			tc.lost.Time = tc.at
			if !check(t, base, tc.lost).Allowed || check(t, changed, tc.lost).Allowed {
				t.Errorf("%+v is not lost", tc.lost)
			}
		})
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := base.View().Compare(ctx, base.View(), at); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// replaced returns a text with another in the place of one in it.
func replaced(t *testing.T, text, old, new string) string {
	if !strings.Contains(text, old) {
		t.Fatalf("there is no %q", old)
	}
	return strings.ReplaceAll(text, old, new)
}
