package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/rolecall/rolecall/engine/internal/access"
	"github.com/rolecall/rolecall/engine/internal/policy"
	"github.com/rolecall/rolecall/loader"
)

// sessionEngine has a user who is an Editor by a group.
func sessionEngine(t *testing.T) *Engine {
	w, diags := loader.Load(fstest.MapFS{"main.hcl": {Data: []byte(`
grafana { version = "9.3" }
org "main" {}
user "eve" {}
user "vic" {}
folder "f" { org = org.main }
org_mapping {
  group = "leads"
  org  = org.main
  role = "Editor"
}
`)}})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	e, err := FromWorld(t.Context(), w)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func inSession(login string, groups ...string) Request {
	return Request{
		Subject: Subject{Type: "user", ID: login, Groups: groups},
		Action:  "dashboards:create", Resource: Resource{Type: "folder", ID: "f"}, Org: "main",
	}
}

// TestSessionsAreTold shows that sessions whose groups differ in any way are not
// taken for each other, however often they have been asked for.
func TestSessionsAreTold(t *testing.T) {
	e := sessionEngine(t)
	long := strings.Repeat("x", 1000) // longer than what is kept as it is
	tests := []struct {
		request Request
		want    bool
	}{
		{inSession("eve", "leads"), true},
		{inSession("vic", "leads"), true},
		{inSession("eve", "LEADS"), true},
		{inSession("eve", "lead", "s"), false},
		{inSession("eve", "x"), false},
		{inSession("eve", "x", "leads"), true},
		{inSession("eve", long, "leads"), true},
		{inSession("eve", long+"leads"), false},
		{inSession("eve", long, "lead", "s"), false},
	}
	for round := range 2 {
		for _, tc := range tests {
			d, err := e.Check(t.Context(), tc.request)
			if err != nil || d.Allowed != tc.want {
				t.Errorf("round %d: %q: %v, %v, want %v", round, tc.request.Subject.Groups, d.Allowed, err, tc.want)
			}
		}
	}
}

// TestSessionContext shows that a session is not decided when the context has
// ended, and that the error says so; and that many may ask at once.
func TestSessionContext(t *testing.T) {
	e := sessionEngine(t)
	x := e.View().config.Matcher
	ended, end := context.WithCancel(t.Context())
	end()
	r := inSession("eve", "leads")
	if allowed, err := x.Decide(ended, &r); allowed || !errors.Is(err, context.Canceled) {
		t.Errorf("decide gives %v, %v", allowed, err)
	}
	var all sync.WaitGroup
	for _, groups := range [][]string{{"leads"}, {"x", "leads"}, groupsOf(1000)} {
		for range 2 {
			all.Go(func() {
				if d, err := e.Check(t.Context(), inSession("eve", groups...)); err != nil || !d.Allowed {
					t.Error(d, err)
				}
			})
		}
	}
	all.Wait()
}

// groupsOf are so many groups, of which the last makes an Editor.
func groupsOf(n int) []string {
	groups := make([]string, n)
	for i := range groups {
		groups[i] = fmt.Sprint("group ", i)
	}
	groups[n-1] = "leads"
	return groups
}

// TestSessionOfTooManyGroups shows that a session is denied if deciding it would
// take too long, and why.
func TestSessionOfTooManyGroups(t *testing.T) {
	e := sessionEngine(t)
	most := e.View().config.Matcher.Rows.MaxGroups
	for n, want := range map[int]bool{most: true, most + 1: false} {
		a, err := e.Evaluate(t.Context(), inSession("eve", groupsOf(n)...))
		if err != nil || a.Allowed != want || !want && a.Reasons[0] != "the session has more than 10000 groups" {
			t.Errorf("%d groups: %v, %v", n, a, err)
		}
	}
}

// TestSessionsWithoutRules shows that policies which do not say what a session is
// give an error and no decision.
func TestSessionsWithoutRules(t *testing.T) {
	e := sessionEngine(t)
	v := e.View()
	p, err := policy.New(nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	v.config.Matcher = access.NewMatcher(v.config.Matcher.Index, p)
	r := inSession("eve", "leads")
	if d, err := e.Check(t.Context(), r); err == nil || d.Allowed {
		t.Errorf("Check gives %v, %v", d, err)
	}
	if a, err := e.Evaluate(t.Context(), r); err == nil || a.Allowed {
		t.Errorf("Answer gives %v, %v", a, err)
	}
	if why, err := e.Explain(t.Context(), r); err == nil || why.Allowed {
		t.Errorf("Explain gives %v, %v", why, err)
	}
	if list := e.WhatCan(Request{Subject: r.Subject, Org: "main"}); list.Problem.Kind == "" {
		raw, _ := json.Marshal(r)
		t.Errorf("WhatCan has no problem with %s", raw)
	}
}
