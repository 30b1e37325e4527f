package suite_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rolecall/rolecall/engine/suite"
)

// TestCheck checks which invariants hold, and the first breaches of the others.
func TestCheck(t *testing.T) {
	const invariants = `
invariant "holds" {
  actions  = ["dashboards:write"]
  on       = [folder.production]
  only     = [team.sre, org.main.admins, user.vic, team.empty]
  never    = [org.main.editors, org.other.viewers, anonymous]
  at_least = 3
  at_most  = 4
}
invariant "only" {
  actions = ["dashboards:read", "dashboards:write"]
  on      = [folder.production]
  only    = [team.sre, "Admin", "Viewer"]
}
invariant "nobody" {
  actions = ["dashboards:write"]
  on      = [dashboard.latency]
  only    = []
}
invariant "never" {
  actions = ["dashboards:write"]
  on      = [folder.production, folder.open]
  never   = ["Editor", user.vic]
}
invariant "at least" {
  actions  = ["folders.permissions:write"]
  on       = [folder.production]
  at_least = 4
}
invariant "at most" {
  actions = ["folders.permissions:write"]
  on      = [folder.production]
  at_most = 0
}
invariant "applies to nothing" {
  actions = ["datasources:query", "dashboards:write"]
  on      = [folder.production]
  never   = [user.eve]
}
invariant "about nothing" {
  actions  = ["dashboards:write"]
  on       = [for name in toset([]) : folder.production]
  at_least = 1
}
invariant "all of an org" {
  actions = ["folders:write", "dashboards:write", "teams:write", "playlists:write", "annotations:create"]
  on      = [org.main]
  only    = ["Admin", "Editor", team.sre, user.vic]
}
`
	s, eng := load(t, "", invariants)
	want := []string{
		"holds",
		"only",
		"  only api_key:robot dashboards:read folder:production, more 2",
		"  only user:eve dashboards:read folder:production, more 2",
		"nobody",
		"  only user:ada dashboards:write dashboard:latency",
		"  only user:carl dashboards:write dashboard:latency",
		"  only user:kim dashboards:write dashboard:latency",
		"  only user:victor dashboards:write dashboard:latency",
		"never",
		"  never user:victor dashboards:write dashboard:latency",
		"  never api_key:robot dashboards:write folder:open, more 1",
		"  never user:eve dashboards:write folder:open, more 1",
		"at least",
		"  at_least  folders.permissions:write folder:production, allowed 1",
		"at most",
		"  at_most user:ada folders.permissions:write folder:production, allowed 1",
		"applies to nothing",
		"  applies  datasources:query folder:production, Grafana does not check datasources:query on: folder",
		"about nothing",
		"  applies  dashboards:write , its list of resources is empty",
		"all of an org",
	}
	for _, parallel := range []int{1, 8} {
		results, err := suite.Check(t.Context(), eng.View(), s.Invariants, suite.Options{Now: in2026, Parallel: parallel})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, describeChecks(results)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		results, err = suite.Check(t.Context(), eng.View(), s.Invariants, suite.Options{Now: in2026, Parallel: parallel, FailFast: true})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want[:4], describeChecks(results)); diff != "" {
			t.Errorf("fail fast (-want +got):\n%s", diff)
		}
	}
}

// TestCheckSelected checks invariants with a selection of subjects, actions or
// resources.
func TestCheckSelected(t *testing.T) {
	const invariants = `
invariant "production" {
  actions  = ["dashboards:read", "dashboards:write"]
  on       = [folder.production]
  only     = [team.sre]
  at_least = 100
}
invariant "vic" {
  actions = ["dashboards:read", "dashboards.permissions:write"]
  on      = [dashboard.latency]
  never   = [user.vic]
}
invariant "many" {
  actions  = ["dashboards:read"]
  on       = [folder.production]
  at_least = 100
}
`
	s, eng := load(t, "", invariants)
	for _, tc := range []struct {
		subject, action, resource string
		want                      []string
	}{
		{"*:e*", "*:write", "", []string{"production"}},
		{"*:victor", "", "folder:*", []string{"production", "  only user:victor dashboards:read folder:production"}},
		{"user:eve", "", "", []string{"production", "  only user:eve dashboards:read folder:production, more 2"}},
		{"user:victor", "*:read", "dashboard:latency", []string{
			"production", "  only user:victor dashboards:read dashboard:latency",
			"vic", "  never user:victor dashboards:read dashboard:latency",
		}},
		{"", "dashboards:read", "annotation", []string{"production", "vic", "many"}},
		{"", "folders:*", "", nil},
	} {
		selection, err := suite.NewSelection("", tc.subject, tc.action, tc.resource)
		if err != nil {
			t.Fatal(err)
		}
		results, err := suite.Check(t.Context(), eng.View(), selection.Of(s).Invariants, suite.Options{Now: in2026})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(tc.want, describeChecks(results)); diff != "" {
			t.Errorf("%q %q %q (-want +got):\n%s", tc.subject, tc.action, tc.resource, diff)
		}
	}
}

func describeChecks(results []suite.InvariantResult) []string {
	var lines []string
	for _, r := range results {
		lines = append(lines, r.Invariant.Name)
		for _, b := range r.Breaches {
			resource := b.Request.Resource
			text := fmt.Sprintf("  %s %s %s %s", b.Condition, b.Request.Subject, b.Request.Action, resource)
			if resource.Folder != "" || resource.Dashboard != "" {
				text += fmt.Sprintf(" in %s%s", resource.Folder, resource.Dashboard)
			}
			if b.Allowed > 0 || b.Condition == suite.AtLeast {
				text += fmt.Sprintf(", allowed %d", b.Allowed)
			}
			if b.Problem != "" {
				text += ", " + b.Problem
			}
			if b.More > 0 {
				text += fmt.Sprintf(", more %d", b.More)
			}
			lines = append(lines, text)
		}
	}
	return lines
}
