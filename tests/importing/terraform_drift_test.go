package importing

import (
	"bytes"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"testing"
	"text/tabwriter"

	"github.com/google/go-cmp/cmp"
	"github.com/zclconf/go-cty/cty"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/diff"
	"github.com/rolecall/rolecall/internal/importer/drift"
	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/internal/importer/terraform"
	"github.com/rolecall/rolecall/internal/importer/terraform/resource"
)

// known returns the things that a project declares beside those of a configuration.
func known(t *testing.T, here *engine.View, p *resource.Project) *inventory.Inventory {
	t.Helper()
	o := server101(t)
	o.Known, _ = inventory.Of(here.World())
	return terraform.Inventory(p, o)
}

// projectDrift compares a configuration with a project.
func projectDrift(t *testing.T, here *engine.View, p *resource.Project) (diff.Diff, []drift.Difference) {
	t.Helper()
	return drifted(t, here, known(t, here, p))
}

// An edit is a project after one edit of a resource.
type edit struct {
	name    string
	project *resource.Project
}

// edits returns the single edits of a project that may change access: an entry less in each list, a user who becomes
// a server admin or is none any more, another role of a service account, and a resource that is gone.
func edits(p *resource.Project) []edit {
	var all []edit
	add := func(n int, name string, change func(*resource.Resource)) {
		edited := *p
		edited.Resources = slices.Clone(p.Resources)
		if change == nil {
			edited.Resources = slices.Delete(edited.Resources, n, n+1)
		} else {
			res := *p.Resources[n]
			res.Values = maps.Clone(res.Values)
			change(&res)
			edited.Resources[n] = &res
		}
		all = append(all, edit{p.Resources[n].Address + ": " + name, &edited})
	}
	lists := []string{"permissions", "members", "admins", "editors", "viewers", "users", "teams", "groups"}
	for n, res := range p.Resources {
		if res.Data {
			continue
		}
		for _, attr := range lists {
			value := res.Attr(attr)
			if !value.IsKnown() || value.IsNull() || !value.CanIterateElements() || value.LengthInt() == 0 {
				continue
			}
			add(n, attr, func(res *resource.Resource) { res.Values[attr] = cty.TupleVal(value.AsValueSlice()[1:]) })
		}
		switch res.Type {
		case "grafana_user":
			admin, _ := res.Flag("is_admin", false)
			add(n, "is_admin", func(res *resource.Resource) { res.Values["is_admin"] = cty.BoolVal(!admin) })
		case "grafana_service_account":
			role := "Admin"
			if text, _ := res.Text("role"); text == role {
				role = "Viewer"
			}
			add(n, "role", func(res *resource.Resource) { res.Values["role"] = cty.StringVal(role) })
		}
		add(n, "gone", nil)
	}
	return all
}

// TestTerraformDrift compares the configuration that was imported from the state of each project with the project:
// with the other sources of it, which raise no alarm, with those after its change, and with single edits. Each that
// an update would make in the configuration is found. It prints the table.
func TestTerraformDrift(t *testing.T) {
	dirs, err := filepath.Glob(projects + "/*/files")
	if err != nil || len(dirs) == 0 {
		t.Fatalf("there are no projects (%v)", err)
	}
	var table bytes.Buffer
	tab := tabwriter.NewWriter(&table, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(tab, "project\tunchanged\tfalse alarms\tchanged\tedits\tfound\tmissed\twithout an effect\t")
	text := cmp.Transformer("text", func(b []byte) string { return string(b) })
	for _, files := range dirs {
		dir := filepath.Dir(files)
		if testing.Short() && !slices.Contains([]string{"simple", "items"}, filepath.Base(dir)) {
			continue
		}
		state := printed(t, filepath.Join(dir, "state.json.gz"))
		first, _ := imported(t, state, before(t, dir), nil)
		written := edited(first)
		here := view(t, written)
		var unchanged, alarms, changed, found, missed, without int
		same := func(name string, p *resource.Project) {
			t.Run(filepath.Base(dir)+"/"+name, func(t *testing.T) {
				unchanged++
				if d, apart := projectDrift(t, here, p); !isSame(d, apart) {
					alarms++
					t.Errorf("a false alarm:%s\nnew %v, gone %v", inShort(d, apart), d.New.Resources, d.Gone.Resources)
				}
			})
		}
		same("state.json", state)
		same("terraform.tfstate", printed(t, filepath.Join(dir, "terraform.tfstate.gz")))
		if filepath.Base(dir) != notApplied {
			same("files", folder(t, files))
		}
		for _, source := range []string{"state.json.gz", "terraform.tfstate.gz", "plan.json.gz"} {
			if filepath.Base(dir) == notApplied && source != "plan.json.gz" {
				same("change/"+source, printed(t, filepath.Join(dir, "change", source))) // the server refused it
				continue
			}
			t.Run(filepath.Base(dir)+"/change/"+source, func(t *testing.T) {
				changed++
				if d, _ := projectDrift(t, here, printed(t, filepath.Join(dir, "change", source))); d.Same() {
					missed++
					t.Error("the change is missed")
				} else {
					found++
				}
			})
		}
		if filepath.Base(dir) == notApplied { // only the plan and the files have its roles
			plan := printed(t, filepath.Join(dir, "change/plan.json.gz"))
			first, _ := imported(t, plan, nil, nil)
			state := here
			here = view(t, edited(first))
			same("change/plan.json of the plan", plan)
			here = state
		}
		was := declares(t, written)
		all := edits(state)
		for n, e := range all {
			if testing.Short() && n%5 != 0 {
				continue
			}
			t.Run(filepath.Base(dir)+"/"+e.name, func(t *testing.T) {
				changed++
				now, _ := update(t, written, known(t, here, e.project))
				d, apart := projectDrift(t, here, e.project)
				switch difference := cmp.Diff(was, declares(t, now), text); {
				case difference == "" && isSame(d, apart):
					without++
				case difference == "":
					alarms++
					t.Errorf("a false alarm:%s", inShort(d, apart))
				case isSame(d, apart):
					missed++
					t.Errorf("it is missed, and an update makes it:\n%s", difference)
				default:
					found++
				}
			})
		}
		fmt.Fprintf(tab, "%s\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t\n",
			filepath.Base(dir), unchanged, alarms, changed, len(all), found, missed, without)
	}
	tab.Flush()
	t.Logf("projects, compared with the configurations that were imported from their states:\n%s", table.String())
}

// isSame reports whether nothing differs.
func isSame(d diff.Diff, apart []drift.Difference) bool {
	return d.Same() && len(apart)+len(d.New.Resources)+len(d.Gone.Resources) == 0
}
