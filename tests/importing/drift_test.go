package importing

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/diff"
	"github.com/rolecall/rolecall/internal/importer/drift"
	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/internal/importer/server"
	"github.com/rolecall/rolecall/internal/importer/write"
	"github.com/rolecall/rolecall/tests/replay"
)

// view opens files as a configuration.
func view(t *testing.T, files map[string][]byte) *engine.View {
	t.Helper()
	eng, err := engine.OpenFS(t.Context(), memory(files), engine.WithWorld())
	if err != nil {
		t.Fatal(err)
	}
	return eng.View()
}

// drifted compares a configuration with the things that a source told. The time is after all that expires in
// the recordings.
func drifted(t *testing.T, here *engine.View, read *inventory.Inventory) (diff.Diff, []drift.Difference) {
	t.Helper()
	c := drift.Of(here.World(), read, "Grafana")
	there := view(t, c.Files)
	d, err := engine.Diff(t.Context(), here, there, time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	together := c.Together(there.World(), d)
	if diff := cmp.Diff(requests(d), requests(together)); diff != "" {
		t.Errorf("groups that became one have other requests (-before +after):\n%s", diff)
	}
	return together, c.Apart(there.World(), together)
}

// requests returns all requests of a diff with how often its groups have each.
func requests(d diff.Diff) map[string]int {
	all := map[string]int{}
	for change, r := range d.All() {
		all[string(change)+" "+r.Org+" "+r.String()+" "+r.Resource.CreatedBy+r.Resource.Folder]++
	}
	n := 0
	for _, g := range d.Groups {
		n += g.Count
	}
	all["all"] = n
	return all
}

// A recordedChange is one change of a server, as it was recorded: access changes the access of somebody, declared
// the declared things alone, none nothing of both, identity a login, and beyond the access to things that a
// configuration cannot declare.
type recordedChange struct{ Kind, Sentence string }

// inShort writes a diff in short, for messages.
func inShort(d diff.Diff, apart []drift.Difference) string {
	var b strings.Builder
	for _, g := range d.Groups {
		fmt.Fprintf(&b, "\n%s %d %s: %s; for example %s", g.Change, g.Count, g.Cause.Kind, steps(g), g.Example)
	}
	for _, a := range apart {
		fmt.Fprintf(&b, "\napart %s", a)
	}
	return b.String()
}

func steps(g diff.Group) string {
	var all []string
	for _, s := range g.Cause.Steps {
		all = append(all, s.String())
	}
	return strings.Join(all, ", ")
}

// TestDrift makes each recorded change of a server, and compares the configuration from before with it: a change
// of access is found, in one group for gains and one for losses at most, a change without is told apart, and what
// has not changed is no difference. It prints the table.
func TestDrift(t *testing.T) {
	overlays, err := filepath.Glob("testdata/*/*/changes/*/responses.jsonl.gz")
	if err != nil || len(overlays) == 0 {
		t.Fatalf("there are no changes (%v)", err)
	}
	type counts struct{ changes, found, oneGroup, missed, alarms int }
	kinds := map[string]*counts{}
	views := map[string]*engine.View{}
	for _, overlay := range overlays {
		change := filepath.Dir(overlay)
		t.Run(filepath.ToSlash(change), func(t *testing.T) {
			var is recordedChange
			text, err := os.ReadFile(filepath.Join(change, "change.json"))
			if err == nil {
				err = json.Unmarshal(text, &is)
			}
			if err != nil {
				t.Fatal(err)
			}
			answers := filepath.Join(filepath.Dir(filepath.Dir(change)), "responses.jsonl.gz")
			if views[answers] == nil {
				views[answers] = view(t, edited(write.PlanOf(read(t, answers), write.Options{}).Files()))
			}
			d, apart := drifted(t, views[answers], read(t, answers, overlay))
			n := kinds[is.Kind]
			if n == nil {
				n = &counts{}
				kinds[is.Kind] = n
			}
			n.changes++
			groups := map[diff.Direction]int{}
			for _, g := range d.Groups {
				groups[g.Change]++
			}
			if groups[diff.Gained] <= 1 && groups[diff.Lost] <= 1 {
				n.oneGroup++
			} else {
				t.Errorf("%s There are %d groups:%s", is.Sentence, len(d.Groups), inShort(d, nil))
			}
			switch is.Kind {
			case "access", "identity":
				if d.Same() {
					n.missed++
					t.Errorf("%s It is missed:%s", is.Sentence, inShort(d, apart))
				} else {
					n.found++
				}
				if is.Kind == "access" && len(apart) > 0 {
					t.Logf("%s%s", is.Sentence, inShort(d, apart))
				}
			case "declared":
				if len(apart) == 0 {
					n.missed++
					t.Errorf("%s It is missed", is.Sentence)
				} else {
					n.found++
				}
				fallthrough
			case "none", "beyond":
				// Another name of the same thing is told beside the access.
				isOther := func(a drift.Difference) bool { return !strings.HasPrefix(a.Text, "is called ") }
				if !d.Same() || is.Kind != "declared" && slices.ContainsFunc(apart, isOther) {
					n.alarms++
					t.Errorf("%s A false alarm:%s", is.Sentence, inShort(d, apart))
				}
			default:
				t.Errorf("%q is no kind of change", is.Kind)
			}
		})
	}
	var table bytes.Buffer
	tab := tabwriter.NewWriter(&table, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(tab, "kind\tchanges\tfound\tone group\tmissed\tfalse alarms\t")
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		n := kinds[kind]
		fmt.Fprintf(tab, "%s\t%d\t%d\t%d\t%d\t%d\t\n", kind, n.changes, n.found, n.oneGroup, n.missed, n.alarms)
	}
	tab.Flush()
	t.Logf("changes of real servers, compared with the configurations from before them:\n%s", table.String())
}

// TestNoDrift compares each recorded world with its own import: nothing differs.
func TestNoDrift(t *testing.T) {
	for _, dir := range some(worlds(t)) {
		t.Run(filepath.ToSlash(dir), func(t *testing.T) {
			answers := filepath.Join(dir, "responses.jsonl.gz")
			first := read(t, answers)
			here := view(t, edited(write.PlanOf(first, write.Options{}).Files()))
			d, apart := drifted(t, here, read(t, answers))
			if !d.Same() || len(apart)+len(d.New.Resources)+len(d.Gone.Resources) > 0 {
				t.Errorf("a false alarm:%s", inShort(d, apart))
			}
		})
	}
}

// TestNoDriftTable compares a world with its own import in which a table has the users.
func TestNoDriftTable(t *testing.T) {
	const answers = "testdata/12.2/multiorg-vce0-eca0/responses.jsonl.gz"
	table := write.DefaultTable
	here := view(t, write.PlanOf(read(t, answers), write.Options{Table: &table}).Files())
	if d, apart := drifted(t, here, read(t, answers)); !d.Same() || len(apart) > 0 {
		t.Errorf("a false alarm:%s", inShort(d, apart))
	}
}

// TestDriftPartial compares the whole configuration with answers to somebody who may not read all: what was not
// read is no difference.
func TestDriftPartial(t *testing.T) {
	compared := 0
	defer func() {
		if compared == 0 {
			t.Error("nothing was compared")
		}
	}()
	eachPartial(t, func(t *testing.T, file, _ string) {
		i, err := readAs(t, file)
		if err != nil {
			return // TestPartial checks who gets one
		}
		all := read(t, filepath.Join(filepath.Dir(filepath.Dir(file)), "responses.jsonl.gz"))
		if !allTold(all) {
			t.Skip("the configuration lacks an org that somebody in it sees")
		}
		compared++
		here := view(t, write.PlanOf(all, write.Options{}).Files())
		if d, apart := drifted(t, here, i); !d.Same() || len(apart) > 0 {
			t.Errorf("a false alarm:%s", inShort(d, apart))
		}
	})
}

// TestDriftLicence declares a role for somebody beside the import of an Open Source Grafana, which has no such role: the
// access is lost there, and nothing is said not to be read. A source that tells no such parts says so.
func TestDriftLicence(t *testing.T) {
	const answers = "testdata/12.2/multiorg-vce0-eca0/responses.jsonl.gz"
	files := write.PlanOf(read(t, answers), write.Options{}).Files()
	files["roles.hcl"] = []byte(`role_assignment "more" {
  role  = "fixed:folders:writer"
  org   = org.alpha
  users = [user.d_viewer]
}
`)
	here := view(t, files)
	d, _ := drifted(t, here, read(t, answers))
	if d.Lost == 0 || d.Gained > 0 {
		t.Errorf("the role is not missed:%s", inShort(d, nil))
	}
	silent := read(t, answers)
	silent.Licensed = false
	before := len(silent.Unread)
	if d, apart := drifted(t, here, silent); !isSame(d, apart) || len(silent.Unread) != before+1 {
		t.Errorf("a false alarm, or no word on it: %v%s", silent.Unread, inShort(d, apart))
	}
}

// TestDriftWithoutDashboards leaves the dashboards out: the declared ones stay, and one comment says so for each org.
func TestDriftWithoutDashboards(t *testing.T) {
	const answers = "testdata/12.2/multiorg-vce0-eca0/responses.jsonl.gz"
	all := read(t, answers)
	here := view(t, write.PlanOf(all, write.Options{}).Files())
	s, err := replay.Open(answers)
	if err != nil {
		t.Fatal(err)
	}
	some, err := readFrom(t, s, func(o *server.Options) { o.WithoutDashboards = true })
	if err != nil {
		t.Fatal(err)
	}
	for path := range s.Asked() {
		if strings.HasPrefix(path, "/api/dashboards/") {
			t.Errorf("it asks %s", path)
		}
	}
	text := string(write.PlanOf(some, write.Options{}).Files()["grafana.hcl"])
	if len(all.Dashboards) == 0 || len(some.Dashboards) > 0 || !strings.Contains(text, "# Not imported: dashboards") {
		t.Errorf("%d dashboards, and then %d:\n%s", len(all.Dashboards), len(some.Dashboards), text)
	}
	if d, apart := drifted(t, here, some); !isSame(d, apart) {
		t.Errorf("a false alarm:%s", inShort(d, apart))
	}
}
