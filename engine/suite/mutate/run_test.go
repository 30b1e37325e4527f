package mutate_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/suite"
	"github.com/rolecall/rolecall/engine/suite/mutate"
	"github.com/rolecall/rolecall/schema"
)

const config = `
grafana { version = "9.3" }
org "main" {
  admins  = [user.ada]
  viewers = [user.kim, user.vic]
}
user "ada" {}
user "kim" {}
user "vic" {}
team "sre" { members = [user.kim] }
folder "production" {
  permission "View" { roles = ["Viewer"] }
  permission "Edit" {
    teams = [team.sre]
    users = [user.ada]
  }
}
invariant "nobody runs the server" {
  actions = ["users:create"]
  on      = [{ type = "server" }]
  only    = []
}
`

const tests = `
test "kim changes production" {
  as = [user.kim]
  allow {
    actions = ["dashboards:write"]
    on      = [folder.production]
  }
}
test "vic does not" {
  as = [user.vic]
  allow {
    actions = ["dashboards:read"]
    on      = [folder.production]
  }
  deny {
    actions = ["dashboards:write"]
    on      = [folder.production]
  }
}
`

// TestRun checks that a change survives if it changes access and no test notices.
func TestRun(t *testing.T) {
	outcomes := run(t, mutate.Options{})
	got := map[string]string{}
	for _, o := range outcomes {
		verdict := string(o.Verdict)
		if o.By != "" {
			verdict += " by " + o.By
		}
		got[o.Text] = verdict
	}
	for text, want := range map[string]string{
		`team.sre loses Edit on folder.production`:                          "noticed by kim changes production",
		`team.sre has View instead of Edit on folder.production`:            "noticed by kim changes production",
		`team.sre has Admin instead of Edit on folder.production`:           "survived",
		`folder.production loses its permission "Edit"`:                     "noticed by kim changes production",
		`user.ada loses Edit on folder.production`:                          "equivalent", // an Admin
		`user.ada has Admin instead of Edit on folder.production`:           "equivalent",
		`"Viewer" loses View on folder.production`:                          "noticed by vic does not",
		`"Viewer" has Edit instead of View on folder.production`:            "noticed by vic does not",
		`user.kim is no longer in team.sre`:                                 "noticed by kim changes production",
		`user.kim is an admin instead of a member of team.sre`:              "survived",
		`user.ada is Editor instead of Admin in org.main`:                   "survived",
		`user.vic is Editor instead of Viewer in org.main`:                  "noticed by vic does not", // no entry has Editor
		`grafana_admin of user.vic is true instead of false`:                "noticed by nobody runs the server",
		`disabled of user.kim is true instead of false`:                     "noticed by kim changes production",
		`disabled of user.ada is true instead of false`:                     "survived",
		`default_permissions of folder.production is true instead of false`: "equivalent", // there is no Editor
	} {
		if got[text] != want {
			t.Errorf("%s: %q, want %q", text, got[text], want)
		}
	}
	for _, o := range outcomes {
		if (o.Verdict == mutate.Survived) == o.Access.Same() {
			t.Errorf("%s: %s, and the access is changed by %+v", o.Text, o.Verdict, o.Access)
		}
		if o.Text != `team.sre has Admin instead of Edit on folder.production` {
			continue
		}
		first := o.Access.Gained.First
		if first == nil || o.Access.Lost.Count != 0 || first.Subject.ID != "kim" || first.Resource.ID != "production" {
			t.Errorf("%s: %+v %+v", o.Text, o.Access, first)
		}
	}
}

// TestRepeatable checks that the tried changes depend on the seed alone.
func TestRepeatable(t *testing.T) {
	summary := func(o mutate.Options) []string {
		var all []string
		for _, outcome := range run(t, o) {
			if outcome.Verdict != mutate.Untried {
				all = append(all, fmt.Sprint(outcome.Text, outcome.Verdict))
			}
		}
		return all
	}
	first := summary(mutate.Options{Seed: 7, Max: 5})
	if len(first) != 5 {
		t.Errorf("%d are tried", len(first))
	}
	if diff := cmp.Diff(first, summary(mutate.Options{Seed: 7, Max: 5, Parallel: 1})); diff != "" {
		t.Error(diff)
	}
	if cmp.Equal(first, summary(mutate.Options{Seed: 8, Max: 5})) {
		t.Error("another seed tries the same")
	}
}

// TestBounds checks that a run ends at its time limit and reports the untried changes.
func TestBounds(t *testing.T) {
	for _, o := range run(t, mutate.Options{Time: time.Nanosecond}) {
		if o.Verdict != mutate.Untried {
			t.Errorf("%s: %s", o.Text, o.Verdict)
		}
	}
	w := load(t, config, tests)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := mutate.Run(ctx, w, fromWorld(t, w).View(), mutate.Options{}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// TestMore checks that More is called for changes that the suite does not notice, and that
// options can leave out changes and tests.
func TestMore(t *testing.T) {
	asked := false
	outcomes := run(t, mutate.Options{
		Parallel: 1,
		Change:   func(m mutate.Mutation) bool { return m.Kind == mutate.Flipped },
		Run:      func(s *suite.Suite) *suite.Suite { return &suite.Suite{} },
		More: func(context.Context, *engine.View) (string, error) {
			asked = true
			return "other", nil
		},
	})
	for _, o := range outcomes {
		if o.Kind != mutate.Flipped || o.Verdict != mutate.Equivalent && o.By != "other" {
			t.Errorf("%s: %s by %q", o.Text, o.Verdict, o.By)
		}
	}
	if !asked {
		t.Error("no other test was asked")
	}
	failed := errors.New("failed")
	w := load(t, config, tests)
	_, err := mutate.Run(t.Context(), w, fromWorld(t, w).View(), mutate.Options{
		More: func(context.Context, *engine.View) (string, error) { return "", failed },
	})
	if !errors.Is(err, failed) {
		t.Error(err)
	}
}

func run(t *testing.T, o mutate.Options) []mutate.Outcome {
	w := load(t, config, tests)
	outcomes, err := mutate.Run(t.Context(), w, fromWorld(t, w).View(), o)
	if err != nil {
		t.Fatal(err)
	}
	return outcomes
}

func fromWorld(t testing.TB, w *schema.World) *engine.Engine {
	eng, err := engine.FromWorld(t.Context(), w)
	if err != nil {
		t.Fatal(err)
	}
	return eng
}
