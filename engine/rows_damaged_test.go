package engine

import (
	"encoding/json"
	"math/rand/v2"
	"runtime/debug"
	"testing"
	"testing/fstest"

	"github.com/rolecall/rolecall/engine/internal/access"
	"github.com/rolecall/rolecall/engine/internal/compiled"
	"github.com/rolecall/rolecall/engine/internal/index"
	"github.com/rolecall/rolecall/engine/internal/loaded"
	"github.com/rolecall/rolecall/engine/internal/policy"
	"github.com/rolecall/rolecall/engine/internal/representatives"
	"github.com/rolecall/rolecall/internal/document"
	"github.com/rolecall/rolecall/loader"
	"github.com/rolecall/rolecall/tests/damage"
)

const rowsConfig = `
grafana { version = "9.3" }
org "main" {
  viewers = [user.vic]
  editors = [user.eve]
  admins  = [user.ada]
}
org "other" { viewers = [user.vic] }
user "ada" { email = "ada@example.com" }
user "eve" {}
user "vic" {}
user "out" {}
team "sre" {
  org = org.main
  members         = [user.vic]
  external_groups = ["cn=sre,dc=x"]
}
folder "g" {
  org = org.main
  permission "View" { roles = ["Viewer"] }
  permission "Edit" { teams = [team.sre] }
}
dashboard "d" {
  org = org.main
  folder = folder.g
}
service_account "ci" {
  org = org.main
  role = "Editor"
  token "short" { expires = "2026-01-01T00:00:00Z" }
}
`

// TestRowsDamaged checks that whatever the policies of a bundle make of a
// configuration is refused or answered from, without a panic (L4).
func TestRowsDamaged(t *testing.T) {
	w, diags := loader.Load(fstest.MapFS{"main.hcl": {Data: []byte(rowsConfig)}})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	d := document.Of(w)
	p, err := policy.Embedded(d.Grafana.Version)
	if err != nil {
		t.Fatal(err)
	}
	s := representatives.New(d)
	world, err := json.Marshal(s.Data)
	if err != nil {
		t.Fatal(err)
	}
	whole, err := p.Evaluate(t.Context(), world)
	if err != nil {
		t.Fatal(err)
	}
	opened := 0
	const tries = 60
	for seed := range uint64(tries) {
		r := rand.New(rand.NewPCG(seed, 3))
		var doc any
		if err := json.Unmarshal(whole, &doc); err != nil {
			t.Fatal(err)
		}
		for range 1 + r.IntN(3) {
			rowDamage.Change(r, doc)
		}
		raw, err := json.Marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		func() {
			defer func() {
				if p := recover(); p != nil {
					t.Errorf("seed %d: %v\n%s", seed, p, debug.Stack())
				}
			}()
			var damaged policy.Rows
			if json.Unmarshal(raw, &damaged) != nil {
				return
			}
			if x, err := index.New(d, s, &damaged); err == nil {
				opened++
				compiled.New(x)
				askDamaged(t, engineOf(loaded.New(p, d, access.NewMatcher(x, p)), nil))
			}
		}()
	}
	if opened == 0 || opened == tries {
		t.Errorf("%d of %d have opened", opened, tries)
	}
}

// askDamaged asks in all ways, whatever the answers.
func askDamaged(t *testing.T, e *Engine) {
	for _, s := range []Subject{{Type: "user", ID: "ada"}, {Type: "user", ID: "vic"}, {Type: "user", ID: "out"}, {Type: "service_account", ID: "ci", Token: "short"}, {Type: "anonymous"}} {
		for _, r := range []Request{
			{Subject: s, Action: "folders:write", Resource: Resource{Type: "folder", ID: "g"}, Org: "main"},
			{Subject: s, Action: "dashboards:write", Resource: Resource{Type: "dashboard", ID: "d"}, Org: "main"},
			{Subject: s, Action: "teams:write", Resource: Resource{Type: "team", ID: "sre"}, Org: "main"},
		} {
			_, _ = e.Check(t.Context(), r)
			_, _ = e.Evaluate(t.Context(), r)
			_, _ = e.Explain(t.Context(), r)
			for range e.WhoCan(r).All() {
			}
		}
		for range e.WhatCan(Request{Subject: s, Org: "main"}).All() {
		}
	}
}

// rowDamage is how rows are damaged.
var rowDamage = damage.Damage{Replace: 6, Add: 10, Odd: []any{nil, true, 0.0, "", "x", "main", "\x00", "\x00entry", "\x00held", "\x00held x", "\x00folder false 9", "folders:uid:\x00folder false 9", "team:\x00Member", "anywhere", "user:ada", "creator", []any{}, []any{nil}, []any{"\x00"}, []any{"x"}, map[string]any{}, map[string]any{"": nil}, map[string]any{"x": map[string]any{}}}}
