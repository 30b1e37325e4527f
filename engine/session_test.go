package engine

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/bundle"

	"github.com/rolecall/rolecall/engine/internal/access"
	"github.com/rolecall/rolecall/engine/internal/policy"
)

// sessionEngine has a user who is an Editor by a group.
func sessionEngine(t *testing.T) *Engine {
	return engineOfText(t, `
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
`)
}

func inSession(login string, groups ...string) Request {
	return Request{
		Subject: Subject{Type: "user", ID: login, Groups: groups},
		Action:  "dashboards:create", Resource: Resource{Type: "folder", ID: "f"}, Org: "main",
	}
}

// TestSessionsAreTold checks that sessions whose groups differ in any way are not
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

// TestSessionContext checks that a session is not decided when the context has
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

// TestSessionOfTooManyGroups checks that a session is denied if deciding it would
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

// TestSessionOfAnotherOrg checks that WhatCan does not leave out what it cannot decide: a
// session in another org, with the policies of another bundle.
func TestSessionOfAnotherOrg(t *testing.T) {
	b := engineOfText(t, `
grafana { version = "9.3" }
org "main" {}
org "other" {}
user "eve" {}
org_mapping {
  group = "leads"
  role = "Admin"
}
`).View().Bundle()
	p, err := policy.FromBundle(b)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(p.Modules, func(m bundle.ModuleFile) bool { return strings.HasSuffix(m.Path, "sessions/sessions.rego") })
	m := &p.Modules[i]
	const end = "\"disabled\": _disabled,\n}"
	if !bytes.Contains(m.Raw, []byte(end)) {
		t.Fatalf("%s does not have %q", m.Path, end)
	}
	m.Raw = bytes.Replace(m.Raw, []byte(end), []byte(end+` if input.org != "other"`), 1)
	if m.Parsed, err = ast.ParseModule(m.Path, string(m.Raw)); err != nil {
		t.Fatal(err)
	}
	p.Manifest.Revision = p.Revision()
	if b, err = p.Bundle(); err != nil {
		t.Fatal(err)
	}
	e, err := FromBundle(t.Context(), b)
	if err != nil {
		t.Fatal(err)
	}
	asked := Request{Subject: Subject{Type: "user", ID: "eve", Groups: []string{"leads"}}, Org: "main"}
	for action, decided := range map[string]bool{"": false, "orgs:read": false, "teams:create": true} {
		asked.Action = action
		if list := e.WhatCan(asked); (list.Problem.Kind == "") != decided {
			t.Errorf("WhatCan with the action %q has the problem %q", action, list.Problem)
		}
	}
	if _, err := e.Check(t.Context(), Request{Subject: asked.Subject, Action: "orgs:read", Resource: Resource{Type: "org", ID: "other"}, Org: "main"}); err == nil {
		t.Error("Check decides a session in the other org")
	}
}

// TestSessionsWithoutRules checks that policies which do not say what a session is
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
