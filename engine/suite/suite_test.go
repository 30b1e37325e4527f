package suite_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/suite"
	"github.com/rolecall/rolecall/loader"
)

const config = `
grafana {
  version           = "8.5"
  editors_can_admin = true
  anonymous {
    org  = org.main
    role = "Viewer"
  }
}
org "main" {
  admins  = [user.ada]
  editors = [user.eve, user.max]
  viewers = [user.vic, user.kim, user.carl]
}
org "other" { viewers = [user.out] }
user "ada" {}
user "eve" {}
user "vic" { login = "victor" }
user "kim" {}
user "carl" {}
user "out" {}
user "max" { disabled = true }
user "root" { grafana_admin = true }
team "sre" {
  org        = org.main
  members    = [user.kim, user.max]
  created_by = user.carl
}
team "empty" { org = org.main }
folder "production" {
  org = org.main
  permission "View" { roles = ["Viewer", "Editor"] }
  permission "Edit" { teams = [team.sre] }
}
folder "open" { org = org.main }
dashboard "latency" {
  folder = folder.production
  permission "Edit" { users = [user.vic] }
}
service_account "ci" {
  org  = org.main
  role = "Viewer"
}
service_account "off" {
  org      = org.main
  role     = "Viewer"
  disabled = true
}
api_key "robot" {
  org     = org.main
  role    = "Editor"
  expires = "2027-01-01T00:00:00Z"
}
`

// in2026 is a time before the key of the configuration expires.
var in2026 = time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)

// load returns the suite of tests and invariants beside the configuration.
func load(t testing.TB, tests, invariants string) (*suite.Suite, *engine.Engine) {
	t.Helper()
	files := fstest.MapFS{"main.hcl": {Data: []byte(config)}, "invariants.hcl": {Data: []byte(invariants)}}
	w, diags := loader.Load(files, loader.WithTestFile("a_test.hcl", []byte(tests)))
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	eng, err := engine.FromWorld(context.Background(), w)
	if err != nil {
		t.Fatal(err)
	}
	return suite.New(w, eng.View()), eng
}

// TestCells checks the cells of tests.
func TestCells(t *testing.T) {
	s, _ := load(t, `
test "all" {
  as = [team.sre, user.max, "Viewer", org.main.editors, "Editor", "Grafana Admin", user.kim, anonymous]
  deny {
    actions = ["folders:delete", "dashboards:write"]
    on      = [folder.production]
  }
}
test "in another org" {
  as = ["Viewer", org.main.editors]
  context { groups = ["cn=x"] }
  deny {
    actions = ["orgs:read"]
    on      = [org.other]
  }
}
test "nobody" {
  as = [team.empty]
  deny {
    actions = ["orgs:read"]
    on      = [org.other]
  }
}
`, "")
	var got []string
	for _, test := range s.Tests {
		for _, c := range test.Cells {
			r := c.Request
			got = append(got, fmt.Sprintf("%s: %s %v %s %s in %s %v %d", test.Name, r.Subject, r.Subject.Groups, r.Action, r.Resource, r.Org, c.Allow, c.Range.Start.Line))
		}
	}
	var want []string
	for _, action := range []string{"folders:delete", "dashboards:write"} {
		for _, who := range strings.Fields("user:carl user:kim user:max anonymous service_account:ci user:victor user:eve api_key:robot user:root") {
			want = append(want, "all: "+who+" [] "+action+" folder:production in main false 4")
		}
	}
	want = append(want, "in another org: user:out [cn=x] orgs:read org in other false 12", "in another org: user:eve [cn=x] orgs:read org in other false 12")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

const tests = `
test "right" {
  as = [team.sre]
  allow {
    actions = ["dashboards:write"]
    on      = [folder.production]
  }
}
test "skipped" {
  as   = [user.kim]
  skip = "for now"
  deny {
    actions = ["dashboards:write"]
    on      = [folder.production]
  }
}
test "wrong" {
  as = [user.vic, user.eve, user.kim]
  deny {
    actions = ["dashboards:write", "dashboards:read"]
    on      = [folder.production, dashboard.latency]
  }
}
test "nobody" {
  as = [team.empty]
  deny {
    actions = ["dashboards:write"]
    on      = [folder.production]
  }
}
test "half of it" {
  as = [user.eve]
  allow {
    actions = ["dashboards:read"]
    on      = [folder.production]
  }
  deny {
    actions = ["dashboards:read"]
    on      = [for name in toset([]) : folder.production]
  }
}
test "senseless" {
  as = [user.vic]
  deny {
    actions = ["datasources:query"]
    on      = [folder.production]
  }
}
test "each where it applies" {
  as = [user.kim]
  deny {
    actions = ["folders.permissions:write", "dashboards.permissions:write"]
    on      = [folder.production, dashboard.latency]
  }
}
test "applies to nothing" {
  as = [user.kim, user.vic]
  allow {
    actions = ["dashboards:read", "datasources:query"]
    on      = [folder.production, team.sre]
  }
}
test "expired" {
  as = [api_key.robot]
  context { time = "2027-01-01T00:00:00Z" }
  deny {
    actions = ["dashboards:read"]
    on      = [folder.production]
  }
}
`

// TestRun checks the results of tests and their order, whatever the number of workers.
func TestRun(t *testing.T) {
	s, eng := load(t, tests, "")
	want := []string{
		"right failed=false cells=2",
		"skipped failed=false cells=0",
		"wrong failed=true cells=12",
		"  user:kim dashboards:write folder:production: true",
		"  user:victor dashboards:write dashboard:latency: true",
		"  user:kim dashboards:write dashboard:latency: true",
		"  user:victor dashboards:read folder:production: true",
		"  user:eve dashboards:read folder:production: true",
		"  user:kim dashboards:read folder:production: true",
		"  user:victor dashboards:read dashboard:latency: true",
		"  user:eve dashboards:read dashboard:latency: true",
		"  user:kim dashboards:read dashboard:latency: true",
		"nobody failed=true cells=0",
		"half of it failed=true cells=1",
		"senseless failed=true cells=1",
		"  user:victor datasources:query folder:production: Grafana does not check datasources:query on: folder",
		"each where it applies failed=false cells=3",
		"applies to nothing failed=true cells=5",
		"  user:kim dashboards:read team:sre: Grafana does not check dashboards:read on: team",
		"  user:kim datasources:query folder:production: Grafana does not check datasources:query on: folder",
		"  user:kim datasources:query team:sre: Grafana does not check datasources:query on: team",
		"expired failed=false cells=1",
	}
	for _, parallel := range []int{0, 1, 7} {
		var done int
		results, err := suite.Run(t.Context(), eng.View(), s.Tests, suite.Options{Parallel: parallel, Progress: func(n, total int) { done = n }})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, describe(results)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if done != 25 {
			t.Errorf("the progress ends at %d", done)
		}
		results, err = suite.Run(t.Context(), eng.View(), s.Tests, suite.Options{Parallel: parallel, FailFast: true})
		if err != nil {
			t.Fatal(err)
		}
		first := append(append([]string{}, want[:2]...), "wrong failed=true cells=3", want[3])
		if diff := cmp.Diff(first, describe(results)); diff != "" {
			t.Errorf("fail fast (-want +got):\n%s", diff)
		}
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := suite.Run(ctx, eng.View(), s.Tests, suite.Options{}); err == nil {
		t.Error("a stopped run returns no error")
	}
}

func describe(results []suite.Result) []string {
	var lines []string
	for _, r := range results {
		lines = append(lines, fmt.Sprintf("%s failed=%v cells=%d", r.Test.Name, r.Failed(), len(r.Cells)))
		for _, c := range r.Cells {
			if c.Passed() {
				continue
			}
			what := c.Problem.String()
			if what == "" {
				what = fmt.Sprint(c.Allowed)
			}
			lines = append(lines, fmt.Sprintf("  %s %s %s: %s", c.Request.Subject, c.Request.Action, c.Request.Resource, what))
		}
	}
	return lines
}

// TestFailFastFar checks that the first failure is the first in order, although another
// worker finds a later one earlier.
func TestFailFastFar(t *testing.T) {
	var b strings.Builder
	for i := range 200 {
		word := "allow"
		if i == 77 || i > 100 {
			word = "deny"
		}
		fmt.Fprintf(&b, "test \"t%d\" {\n as = [user.kim]\n %s {\n actions = [\"dashboards:write\", \"dashboards:read\"]\n on = [folder.production]\n}\n}\n", i, word)
	}
	s, eng := load(t, b.String(), "")
	for range 50 {
		results, err := suite.Run(t.Context(), eng.View(), s.Tests, suite.Options{Parallel: 8, FailFast: true})
		if err != nil {
			t.Fatal(err)
		}
		last := results[len(results)-1]
		if last.Test.Name != "t77" || len(last.Cells) != 1 || len(results) != 78 {
			t.Fatalf("the run ends with %s, after %d tests", last.Test.Name, len(results))
		}
	}
}

// TestQuestions checks that the members of each team and role of a list are one question,
// that a subject belongs to the first item that it is in, and that FailFast answers the
// whole question with the first failure.
func TestQuestions(t *testing.T) {
	s, eng := load(t, `
test "all" {
  as = [user.kim, team.sre, "Viewer", user.eve]
  allow {
    actions = ["folders:read", "folders:write"]
    on      = [folder.production]
  }
}
`, "")
	for _, failFast := range []bool{false, true} {
		results, err := suite.Run(t.Context(), eng.View(), s.Tests, suite.Options{Parallel: 2, FailFast: failFast})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for question := range suite.Questions(results[0].Cells) {
			line := question[0].Request.Action
			if group := question[0].Group; group != nil {
				line += " " + group.String()
			}
			for _, c := range question {
				line += fmt.Sprintf(" %s=%v", c.Request.Subject, c.Allowed)
			}
			got = append(got, line)
		}
		want := []string{
			"folders:read user:kim=true",
			"folders:read team:sre user:carl=true",
			"folders:read role:Viewer anonymous=true service_account:ci=true user:victor=true",
			"folders:read user:eve=true",
			"folders:write user:kim=true",
			"folders:write team:sre user:carl=true",
			"folders:write role:Viewer anonymous=false service_account:ci=false user:victor=false",
			"folders:write user:eve=false",
		}
		if failFast {
			want = want[:len(want)-1]
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("with FailFast %v (-want +got):\n%s", failFast, diff)
		}
	}
}
