package engine_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/engine/levels"
)

// TestLevels checks tables of levels against the other answers of the engine: a subject has a
// permission of a level on a resource if Check allows it, by the grants that Explain lists.
func TestLevels(t *testing.T) {
	for _, dir := range []string{"../examples/acme", "../examples/grafana-8.0"} {
		t.Run(dir, func(t *testing.T) {
			eng, err := engine.Open(t.Context(), dir)
			if err != nil {
				t.Fatal(err)
			}
			view := eng.View()
			checked, explained := 0, 0
			for _, org := range view.Names("org", "") {
				for _, typ := range []string{"folder", "dashboard", "data_source", "team", "service_account"} {
					table, err := view.Levels(org, typ, time.Time{})
					if err != nil {
						t.Fatal(err)
					}
					if len(table.Levels) == 0 && typ == "folder" {
						t.Error("folders have no levels")
					}
					c, e := checkTable(t, view, table)
					checked, explained = checked+c, explained+e
				}
			}
			if checked < 300 || explained < 5 {
				t.Errorf("only %d permissions were checked, %d explained", checked, explained)
			}
		})
	}
}

func checkTable(t *testing.T, view *engine.View, table *levels.Table) (checked, explained int) {
	t.Helper()
	for s := range table.Subjects {
		for r, a := range table.Row(s) {
			if at := table.At(s, r); a != at {
				t.Errorf("%s on %s: Row says %q, At %q", table.Subjects[s], table.Resources[r].ID, table.Name(a), table.Name(at))
			}
		}
	}
	for action, bit := range table.Permissions {
		for s, subject := range table.Subjects {
			for r, resource := range table.Resources {
				req := engine.Request{Subject: subject.Subject, Action: action, Resource: engine.Resource{Type: table.Type, ID: resource.ID}, Org: table.Org}
				if view.Problem(req).Kind != "" {
					continue // Grafana does not check it there
				}
				d, err := view.Check(t.Context(), req)
				if err != nil {
					t.Fatal(err)
				}
				has := table.Granted(s, r)&bit != 0
				if checked++; has == d.Allowed && (!has || checked%7 != 0) {
					continue // Explain is slow, so it explains few requests
				}
				e, err := view.Explain(t.Context(), req)
				if err != nil {
					t.Fatal(err)
				}
				if e.Problem.Kind == "" && (len(e.Ways) != 1 || len(e.Ways[0].Needs) != 1 || e.Ways[0].Needs[0].Action != action) {
					continue // it takes more than the permission
				}
				if has != e.Allowed {
					t.Errorf("%s: the table says %v, Explain %v", req, has, e.Allowed)
				}
				if !e.Allowed {
					continue
				}
				explained++
				if diff := cmp.Diff(derived(e.Ways[0].Needs[0]), granted(table, s, r, bit)); diff != "" {
					t.Errorf("%s (-explained +granted):\n%s", req, diff)
				}
			}
		}
	}
	return checked, explained
}

// derived returns the holders and places of the grants that meet a need, sorted.
func derived(n explain.Need) (all []string) {
	for _, d := range n.Derivations {
		all = append(all, d.Holder+" at "+d.Place)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// granted returns the holders and places of the grants of a permission in a table, sorted.
func granted(table *levels.Table, s, r int, bit levels.Set) (all []string) {
	for at, g := range table.Grants(table.Subjects[s].Holders, r) {
		if g.Gives&bit != 0 {
			all = append(all, table.Holders[g.Holder]+" at "+at.Name)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
