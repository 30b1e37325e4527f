package loaded_test

import (
	"context"
	"os"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/rolecall/rolecall/engine/authzen"
	"github.com/rolecall/rolecall/engine/internal/access"
	"github.com/rolecall/rolecall/engine/internal/loaded"
	"github.com/rolecall/rolecall/internal/document"
	"github.com/rolecall/rolecall/tests/generate"
)

func TestMain(m *testing.M) {
	generate.DefaultFlags(map[string]string{"rapid.checks": "10"})
	os.Exit(m.Run())
}

// TestSessions holds sessions, which the policies decide for classes of users, against their
// decision for each user alone.
func TestSessions(t *testing.T) {
	generate.Each(t, generate.Servers, func(t *rapid.T, server generate.Server) {
		w := generate.Cases(server, 0).Draw(t, "case").World(t)
		c, err := loaded.Of(context.Background(), document.Of(w))
		if err != nil {
			t.Fatal(err)
		}
		for _, groups := range groupsOf(c.Matcher) {
			for _, o := range c.Matcher.Orgs {
				for _, login := range c.Matcher.Logins {
					holdSession(t, c.Matcher, authzen.Request{
						Subject: authzen.Subject{Type: "user", ID: login, Groups: groups}, Org: o.Label,
					})
				}
			}
		}
	})
}

// groupsOf returns lists of groups: one that nobody names, each that is named, and two of them.
func groupsOf(m *access.Matcher) [][]string {
	named := []string{"nobody's"}
	for _, o := range m.Orgs {
		for group := range o.Data.Groups {
			named = append(named, group)
		}
	}
	for _, mapping := range m.Data.OrgMappings {
		named = append(named, mapping.Group)
	}
	slices.Sort(named)
	named = slices.Compact(named)
	var all [][]string
	for i, group := range named {
		all = append(all, []string{group}, []string{group, named[(i+1)%len(named)]})
	}
	return all
}

func holdSession(t *rapid.T, m *access.Matcher, r authzen.Request) {
	q, p, err := m.MatchSubject(context.Background(), &r)
	if err != nil {
		t.Fatal(err)
	}
	if p == access.UnknownSubject {
		t.Fatalf("%s is not known", r.Subject)
	}
	alone, err := q.HeldAfter(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	want := m.NewSubject(q.Org, alone.Holders)
	want.Member, want.Disabled = alone.Member, alone.Disabled
	if got := *q.Subject; got.Mask != want.Mask || !reflect.DeepEqual(got.Own, want.Own) || got.Roles != want.Roles || got.Member != want.Member || got.Disabled != want.Disabled {
		t.Fatalf("%s with the groups %q in org %s is %+v (%q), alone %+v (%q)", r.Subject, r.Subject.Groups, r.Org,
			got, m.HolderNames(q.Org, &got), want, alone.Holders)
	}
}
