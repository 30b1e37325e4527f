// Package diff holds engine.Diff against enumerations of all requests, and against itself.
package diff

import (
	"context"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/diff"
	"github.com/rolecall/rolecall/engine/suite/mutate"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/tests/generate"
)

// worlds is how many generated worlds of each server are changed; with -short a fifth of them, and
// -rapid.checks asks for others.
// Each makes three pairs of configurations.
const worlds = "30"

func TestMain(m *testing.M) {
	generate.DefaultFlags(map[string]string{"rapid.checks": worlds})
	os.Exit(m.Run())
}

var at = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// TestDiff makes three configurations, the second and third each by some edits or anew, and
// holds the differences of each two of them against enumerations, and against each other.
func TestDiff(t *testing.T) {
	generate.Each(t, generate.Servers, func(t *rapid.T, server generate.Server) {
		a := generate.Cases(server, 0).Draw(t, "case").World(t)
		b, c := edited(t, server, a), edited(t, server, a)
		holdAll(t, []*schema.World{a, b, c})
	})
}

// edited returns another world of a server: one with up to three edits, or a new one.
func edited(t *rapid.T, server generate.Server, w *schema.World) *schema.World {
	if rapid.IntRange(0, 4).Draw(t, "anew") == 0 {
		return generate.Cases(server, 0).Draw(t, "case").World(t)
	}
	w = w.Clone()
	for range rapid.IntRange(1, 3).Draw(t, "edits") {
		all := mutate.All(w, rapid.Uint64().Draw(t, "seed"))
		all[rapid.IntRange(0, len(all)-1).Draw(t, "edit")].Apply(w)
	}
	return w
}

func view(t *rapid.T, w *schema.World) *engine.View {
	e, err := engine.FromWorld(context.Background(), w)
	if err != nil {
		t.Fatal(err)
	}
	return e.View()
}

func holdAll(t *rapid.T, worlds []*schema.World) {
	a, b, c := view(t, worlds[0]), view(t, worlds[1]), view(t, worlds[2])
	ab, bc, ac := differs(t, a, b), differs(t, b, c), differs(t, a, c)
	for _, pair := range []struct {
		old, new *engine.View
		changes  changes
	}{{a, b, ab}, {b, c, bc}, {a, c, ac}} {
		hold(t, pair.old, pair.new, pair.changes)
	}
	if itself := differs(t, a, a); len(itself) > 0 {
		t.Fatalf("a configuration differs from itself: %v", some(itself))
	}
	for key, change := range differs(t, b, a) {
		if ab[key] == change || ab[key] == "" {
			t.Fatalf("turned round: %s is %s, before %s", key, change, ab[key])
		}
	}
	same := groups(worlds[0]) == groups(worlds[1]) && groups(worlds[0]) == groups(worlds[2])
	addUp(t, ab, bc, ac, same, scopes(worlds[0]) == scopes(worlds[1]) && scopes(worlds[0]) == scopes(worlds[2]))
}

// scopes returns the scopes of roles that a configuration names.
func scopes(w *schema.World) string {
	var all []string
	add := func(permissions []schema.RolePermission) {
		for _, p := range permissions {
			all = append(all, p.Scope)
		}
	}
	for _, role := range w.Roles {
		add(role.Permissions)
	}
	for _, b := range w.BasicRoles {
		add(b.Add)
		add(b.Remove)
	}
	slices.Sort(all)
	return strings.Join(slices.Compact(all), "\n")
}

// byScope matches requests about a single resource that no block declares: one that a scope names.
var byScope = regexp.MustCompile(` (plugin|playlist|receiver|report):`)

// groups returns the external groups that a configuration names.
func groups(w *schema.World) string {
	var all []string
	for _, team := range w.Teams {
		for _, group := range team.ExternalGroups {
			all = append(all, fmt.Sprint("team ", group))
		}
	}
	for _, m := range w.OrgMappings {
		all = append(all, fmt.Sprint("mapping ", m.Group))
	}
	slices.Sort(all)
	return strings.Join(slices.Compact(all), "\n")
}

// addUp holds the difference of the first and the last of three configurations against those in
// between. Requests of creators are listed only where it matters, so they do not add up. Sessions
// are listed with the groups of two configurations alone, so they add up if all name the same. So are
// resources that only scopes name.
func addUp(t *rapid.T, ab, bc, ac changes, sessions, scoped bool) {
	all := map[string]bool{}
	for _, some := range []changes{ab, bc, ac} {
		for key := range some {
			all[key] = !strings.Contains(key, " made by ") && (sessions || !strings.Contains(key, " with the groups ")) &&
				(scoped || !byScope.MatchString(key))
		}
	}
	for key, counts := range all {
		if !counts {
			continue
		}
		want := diff.Direction("")
		if (ab[key] == "") != (bc[key] == "") {
			want = ab[key] + bc[key]
		}
		if ac[key] != want {
			t.Fatalf("%s is %q, then %q, and %q in all", key, ab[key], bc[key], ac[key])
		}
	}
}

// changes are the directions of changed requests.
type changes map[string]diff.Direction

func some(c changes) []string { return slices.Sorted(maps.Keys(c))[:min(5, len(c))] }

// differs returns the requests of a diff, which must be in one group each. It holds the shape of
// the diff: its counts, order and parts.
func differs(t *rapid.T, old, new *engine.View) changes {
	d, err := engine.Diff(context.Background(), old, new, at)
	if err != nil {
		t.Fatal(err)
	}
	found, counts := changes{}, map[diff.Direction]int{}
	for _, g := range d.Groups {
		n := 0
		for r := range g.All() {
			key := r.String()
			if found[key] != "" {
				t.Fatalf("%s is in two groups", key)
			}
			found[key] = g.Change
			n++
		}
		if n == 0 || n != g.Count {
			t.Fatalf("a group of %d counts %d: %+v", n, g.Count, g.Cause)
		}
		counts[g.Change] += n
		merged(t, g)
	}
	if d.Gained != counts[diff.Gained] || d.Lost != counts[diff.Lost] || d.Same() != (len(found) == 0) {
		t.Fatalf("%d gained and %d lost, in groups %v", d.Gained, d.Lost, counts)
	}
	listed := 0
	for change, r := range d.All() {
		if listed++; found[r.String()] != change {
			t.Fatalf("%s is listed as %s, in groups %q", r, change, found[r.String()])
		}
	}
	if listed != len(found) {
		t.Fatalf("%d requests are listed, of %d", listed, len(found))
	}
	lines, reasons := map[string]int{}, map[string]bool{}
	for n, g := range d.Groups {
		reason := fmt.Sprint(g.Change, g.Cause.Kind, g.Cause.Denying, g.Cause.Problem.Kind, g.Cause.Steps)
		if reasons[reason] {
			t.Fatalf("two groups have the reason %s", reason)
		}
		reasons[reason] = true
		if g.Cause.Kind == diff.Rule || g.Cause.Kind == diff.Action {
			continue
		}
		for _, step := range g.Cause.Steps {
			key := fmt.Sprint(g.Change, g.Cause.Denying, step.Source)
			if other, known := lines[key]; known && other != n && step.Source.File != "" {
				t.Fatalf("two groups have the cause %s", step)
			}
			lines[key] = n
		}
	}
	return found
}

// merged checks that no two parts of a group could be one.
func merged(t *rapid.T, g diff.Group) {
	seen := map[string]bool{}
	for _, p := range g.Parts {
		s, r := fmt.Sprintf("%s %t %#v", p.Org, p.Creators, p.Subjects()), fmt.Sprintf("%s %t %#v", p.Org, p.Creators,
			p.Resources())
		for _, key := range []string{s + "with" + r, fmt.Sprint(s, "do", p.Actions), fmt.Sprint(r, "of", p.Actions)} {
			if seen[key] {
				t.Fatalf("two parts could be one: %s", key)
			}
			seen[key] = true
		}
	}
}

// hold holds the changes against the decisions of both sides: of what is changed, and of all
// requests about what is declared.
func hold(t *rapid.T, old, new *engine.View, found changes) {
	d, err := engine.Diff(context.Background(), old, new, at)
	if err != nil {
		t.Fatal(err)
	}
	for change, r := range d.All() {
		r.Time = at
		if was, is := check(t, old, r), check(t, new, r); was == is || is != (change == diff.Gained) {
			t.Fatalf("%s is %s: %t, then %t", r, change, was, is)
		}
	}
	for r := range universe(old, new) {
		was, is := check(t, old, r), check(t, new, r)
		want := diff.Direction("")
		switch {
		case is && !was:
			want = diff.Gained
		case was && !is:
			want = diff.Lost
		}
		if by := r.Resource.CreatedBy; by != "" {
			plain := r
			plain.Resource.CreatedBy = ""
			if check(t, old, plain) == was && check(t, new, plain) == is {
				want = "" // it makes no difference
			}
		}
		asked := r
		asked.Time = time.Time{}
		if found[asked.String()] != want {
			t.Fatalf("%s: %t, then %t, and %q in the diff", r, was, is, found[asked.String()])
		}
	}
	for _, g := range d.Groups[:min(1, len(d.Groups))] {
		was, is, err := d.Explain(context.Background(), g)
		if err != nil || was.Allowed == is.Allowed || is.Allowed != (g.Change == diff.Gained) {
			t.Fatalf("%s: %v, %t and %t", g.Example, err, was.Allowed, is.Allowed)
		}
	}
}

func check(t *rapid.T, v *engine.View, r engine.Request) bool {
	d, err := v.Check(context.Background(), r)
	if err != nil {
		t.Fatal(err)
	}
	return d.Allowed
}

// universe iterates over the requests about everything that either side declares.
func universe(views ...*engine.View) func(func(engine.Request) bool) {
	return func(yield func(engine.Request) bool) {
		for _, org := range names(views, "org", "") {
			subjects := subjectsOf(views, org)
			for _, r := range resourcesOf(views, org) {
				actions := map[string]bool{}
				for _, v := range views {
					for _, action := range v.Actions(r.Type) {
						if r != (engine.Resource{}) || v.Asks(action) != "" {
							actions[action] = true
						}
					}
				}
				for action := range actions {
					for _, s := range subjects {
						asked := engine.Request{Subject: s, Action: action, Resource: r, Org: org, Time: at}
						if !yield(asked) {
							return
						}
						if s.Type == "user" && (r.Type == "dashboard" || r.Type == "folder") {
							asked.Resource.CreatedBy = s.ID
							if !yield(asked) {
								return
							}
						}
					}
				}
			}
		}
	}
}

// names returns the names of a type in an org on any side.
func names(views []*engine.View, typ, org string) []string {
	all := map[string]bool{}
	for _, v := range views {
		for _, name := range v.Names(typ, org) {
			all[name] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// subjectsOf returns the subjects of an org, with tokens and with sessions in each group that a
// generated world names.
func subjectsOf(views []*engine.View, org string) []engine.Subject {
	all := []engine.Subject{{Type: "anonymous"}}
	for _, login := range names(views, "user", "") {
		all = append(all, engine.Subject{Type: "user", ID: login})
	}
	for _, typ := range []string{"service_account", "api_key"} {
		for _, id := range names(views, typ, org) {
			all = append(all, engine.Subject{Type: typ, ID: id})
		}
	}
	return all
}

func resourcesOf(views []*engine.View, org string) []engine.Resource {
	all := []engine.Resource{{}}
	_, types := views[0].Types()
	for _, typ := range types {
		ids := names(views, typ, org)
		if typ == "user" {
			ids = names(views, typ, "")
		}
		for _, id := range ids {
			if typ != "org" || id != org {
				all = append(all, engine.Resource{Type: typ, ID: id})
			}
		}
	}
	for _, folder := range names(views, "folder", org) {
		all = append(all, engine.Resource{Type: "dashboard", ID: "*", Folder: folder},
			engine.Resource{Type: "alert", Folder: folder}, engine.Resource{Type: "library_panel", Folder: folder})
	}
	for _, dashboard := range names(views, "dashboard", org) {
		all = append(all, engine.Resource{Type: "annotation", Dashboard: dashboard},
			engine.Resource{Type: "alert", Dashboard: dashboard})
	}
	return all
}
