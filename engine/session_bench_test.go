package engine_test

import (
	"strconv"
	"testing"
	"testing/fstest"

	"github.com/rolecall/rolecall/engine"
)

// BenchmarkSession measures decisions in sessions with external groups: cold are
// those of a session that has not been asked for, which the policies decide;
// warm are all others.
func BenchmarkSession(b *testing.B) {
	ctx := b.Context()
	eng, err := engine.OpenFS(ctx, fstest.MapFS{"main.hcl": {Data: []byte(sessionConfiguration)}})
	if err != nil {
		b.Fatal(err)
	}
	request := func(n int) engine.Request {
		return engine.Request{
			Subject:  engine.Subject{Type: "user", ID: "eve", Groups: []string{"staff", "cn=x,ou=eng", strconv.Itoa(n)}},
			Action:   "dashboards:create",
			Resource: engine.Resource{Type: "folder", ID: "production"},
			Org:      "main",
		}
	}
	check := func(b *testing.B, r engine.Request) {
		if d, err := eng.Check(ctx, r); err != nil || !d.Allowed {
			b.Fatal(d, err)
		}
	}
	b.Run("cold", func(b *testing.B) {
		n := 0
		for b.Loop() {
			n++
			check(b, request(n))
		}
	})
	b.Run("warm", func(b *testing.B) {
		r := request(0)
		for b.Loop() {
			check(b, r)
		}
	})
}

const sessionConfiguration = `
grafana { version = "9.3" }
org "main" {}
org "other" {}
user "eve" {}
team "sre" {
  org             = org.main
  external_groups = ["cn=*,ou=eng"]
}
folder "production" {
  org = org.main
  permission "Edit" { teams = [team.sre] }
}
org_mapping {
  group = "staff"
  org  = org.main
  role = "Viewer"
}
org_mapping {
  group = "leads"
  role  = "Editor"
}
`
