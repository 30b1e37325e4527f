// Package importing checks imports of the recorded answers of real Grafana servers.
package importing

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/internal/importer/server"
	"github.com/rolecall/rolecall/internal/importer/write"
	"github.com/rolecall/rolecall/loader"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/tests/records"
	"github.com/rolecall/rolecall/tests/replay"
)

// worlds returns the folders with recorded answers.
func worlds(t *testing.T) []string {
	t.Helper()
	dirs, err := filepath.Glob("testdata/*/*")
	if err != nil || len(dirs) == 0 {
		t.Fatalf("there are no recorded answers (%v)", err)
	}
	return dirs
}

// readAs reads recorded answers as an import does. Questions that were not recorded are answered as about nothing.
func readAs(t *testing.T, path string) (*inventory.Inventory, error) {
	t.Helper()
	s, err := replay.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	return readFrom(t, s)
}

// eachPartial checks each file of answers to somebody who may not read all, with the name of who that is.
func eachPartial(t *testing.T, check func(t *testing.T, file, who string)) {
	t.Helper()
	files, err := filepath.Glob("testdata/*/*/as/*.jsonl.gz")
	if err != nil || len(files) == 0 {
		t.Fatalf("there are no answers to others (%v)", err)
	}
	for _, file := range files {
		who := strings.TrimSuffix(filepath.Base(file), ".jsonl.gz")
		t.Run(filepath.ToSlash(filepath.Join(filepath.Dir(filepath.Dir(file)), who)), func(t *testing.T) { check(t, file, who) })
	}
}

func readFrom(t *testing.T, s *replay.Server, options ...func(*server.Options)) (*inventory.Inventory, error) {
	t.Helper()
	web := httptest.NewServer(s)
	defer web.Close()
	auth, err := server.ParseAuth("admin:admin")
	if err != nil {
		t.Fatal(err)
	}
	o := server.Options{URL: web.URL, Auth: auth}
	for _, option := range options {
		option(&o)
	}
	return server.Read(t.Context(), o)
}

// read reads recorded answers as an import does. Every question must have been recorded.
func read(t *testing.T, path string, overlays ...string) *inventory.Inventory {
	t.Helper()
	s, err := replay.Open(path, overlays...)
	if err != nil {
		t.Fatal(err)
	}
	i, err := readFrom(t, s)
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range s.Unknown() {
		if strings.HasPrefix(q, "/api/v1/sso-settings") {
			continue // asked of releases that do not have it, and not recorded there
		}
		t.Errorf("a question was not recorded: %s", q)
	}
	return i
}

// configuration writes an Inventory and loads the files, which have no errors.
func configuration(t *testing.T, i *inventory.Inventory, o write.Options) *schema.World {
	t.Helper()
	w, diags := loader.Load(memory(write.PlanOf(i, o).Files()))
	for _, d := range diags {
		if d.Severity == hcl.DiagError {
			t.Error(d)
		} else if !slices.Contains(ofGrafana, d.Summary) {
			t.Errorf("a warning is not about Grafana: %v", d)
		}
	}
	if diags.HasErrors() {
		t.FailNow()
	}
	return w
}

// ofGrafana are the warnings about what a Grafana has in it. An import writes it down as it is.
var ofGrafana = []string{
	"Emptied permissions", "Permission without effect", "Team without members", "Disabled user", "Holder outside the org",
	"Security hole of the server",
}

// A recorded line is a request with the decision of a server.
type recorded struct {
	Request   json.RawMessage `json:"request"`
	Decision  bool            `json:"decision"`
	Operation string          `json:"operation"`
	Evidence  string          `json:"evidence"`
}

// decisions returns the folder with the recorded decisions of a world; empty for a world that has none.
func decisions(dir string) string {
	decided := filepath.Join("../conformance", dir)
	if _, err := os.Stat(decided); err != nil {
		return ""
	}
	return decided
}

// TestDecisions imports each recorded world and asks the recorded decisions of the configuration. All agree: the
// answers have everything that decides in them. The parts that no answer tells are listed beside. It prints the table.
func TestDecisions(t *testing.T) {
	var table bytes.Buffer
	tab := tabwriter.NewWriter(&table, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(tab, "world\tthings\tdecisions\tagreed\tdisagreed\tnot told by the answers\t")
	var total, wrong, there int
	for _, dir := range worlds(t) {
		t.Run(records.Name(dir), func(t *testing.T) {
			i := read(t, filepath.Join(dir, "responses.jsonl.gz"))
			w := configuration(t, i, write.Options{Table: write.TableFor(i)})
			things := 0
			for range i.Things {
				things++
			}
			asked, disagreed := 0, 0
			if decided := decisions(dir); decided != "" {
				there++
				asked, disagreed = compare(t, w, records.Decisions[recorded](t, decided))
			}
			fmt.Fprintf(tab, "%s\t%d\t%d\t%d\t%d\t%s\t\n", records.Name(dir), things, asked, asked-disagreed, disagreed, untold(t, i))
			total += asked
			wrong += disagreed
		})
	}
	if there == 0 {
		t.Error("no world has decisions")
	}
	fmt.Fprintf(tab, "all\t\t%d\t%d\t%d\t\t\n", total, total-wrong, wrong)
	tab.Flush()
	t.Logf("decisions of real servers, asked of configurations that were imported from their answers:\n%s", table.String())
}

// compare asks decisions of a configuration, and returns how many there are and how many are others.
func compare(t *testing.T, w *schema.World, lines []recorded) (asked, disagreed int) {
	t.Helper()
	eng, err := engine.FromWorld(t.Context(), w)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range lines {
		allowed, err := ask(eng, line)
		if err == nil && allowed == line.Decision {
			continue
		}
		if disagreed++; disagreed <= 20 {
			t.Errorf("%s\n%s\n%s\nserver: %v, imported: %v (%v)", line.Operation, line.Request, line.Evidence, line.Decision, allowed, err)
		}
	}
	return len(lines), disagreed
}

func ask(eng *engine.Engine, line recorded) (bool, error) {
	var request engine.Request
	if err := json.Unmarshal(line.Request, &request); err != nil {
		return false, err
	}
	decision, err := eng.Check(context.Background(), request)
	return decision.Allowed, err
}

// knownUntold are the parts that the recorded servers did not tell the server admin who asked, each with the reason.
// Everything else has to be told.
var knownUntold = []struct{ what, why, reason string }{
	{"all but its members, as the sign-in is not in the org", "/api/org with 40", "nobody but its members may read an org"},
	{"the folder that it is in", "/api/folders/prov-f with 404", "10.0 and 10.1 do not know folders from files if folders may be nested"},
	{"its permissions", "/api/folders/prov-f/permissions with 404", "10.0 and 10.1 do not know folders from files if folders may be nested"},
	{"its permissions", "/api/dashboards/uid/prov-d/permissions with 500", "10.0 and 10.1 fail at dashboards in such folders"},
}

// untold returns the parts of a server that its answers do not tell, and reports those without a reason.
func untold(t *testing.T, i *inventory.Inventory) string {
	t.Helper()
	var all []string
	add := func(of string, unread []inventory.Unread) {
		for _, u := range unread {
			known := slices.IndexFunc(knownUntold, func(k struct{ what, why, reason string }) bool {
				return u.What == k.what && strings.Contains(u.Why, k.why)
			})
			if known < 0 {
				t.Errorf("%s: %s is not told: %s", of, u.What, u.Why)
				continue
			}
			all = append(all, fmt.Sprintf("%s: %s (%s)", of, u.What, knownUntold[known].reason))
		}
	}
	add("server", i.Unread)
	for _, o := range i.Orgs {
		add("org "+o.Name, o.Unread)
	}
	for thing := range i.Things {
		if part, ok := thing.(interface{ NotRead() []inventory.Unread }); ok {
			add(fmt.Sprintf("%s %s", thing.Type(), thing.GrafanaName()), part.NotRead())
		}
	}
	return strings.Join(all, "; ")
}

// allTold reports whether a server told everything.
func allTold(i *inventory.Inventory) bool {
	for _, o := range i.Orgs {
		if len(o.Unread) > 0 {
			return false
		}
	}
	return len(i.Unread) == 0
}

// TestLayouts shows that configurations of all layouts declare the same.
func TestLayouts(t *testing.T) {
	dir := "testdata/12.2/random-seed1"
	var first map[string][]byte
	for _, layout := range write.Layouts {
		i := read(t, filepath.Join(dir, "responses.jsonl.gz"))
		configuration(t, i, write.Options{Layout: layout})
		files := write.PlanOf(i, write.Options{Layout: layout}).Files()
		if layout == write.ByTeam && files["teams/t0.hcl"] == nil {
			t.Errorf("team t0 has no file of its own: %v", slices.Sorted(maps.Keys(files)))
		}
		if first == nil {
			first = declares(t, files)
		} else if diff := cmp.Diff(first, declares(t, files)); diff != "" {
			t.Errorf("layout %s declares something else:\n%s", layout, diff)
		}
	}
}

// TestTable shows that a table of users declares the same as blocks.
func TestTable(t *testing.T) {
	i := read(t, "testdata/12.2/multiorg-vce0-eca0/responses.jsonl.gz")
	plain := declares(t, write.PlanOf(i, write.Options{}).Files())
	table := write.DefaultTable
	configuration(t, i, write.Options{Table: &table})
	with := declares(t, write.PlanOf(i, write.Options{Table: &table}).Files())
	if diff := cmp.Diff(plain, with); diff != "" {
		t.Error(diff)
	}
}

// TestPartial imports with sign-ins that may not read all. The server allows everything that the configuration
// allows: nothing unknown is allowed. Without a sign-in there is an error.
func TestPartial(t *testing.T) {
	eachPartial(t, func(t *testing.T, file, who string) {
		i, err := readAs(t, file)
		if outside := who == "not-signed-in" || who == "wrong-password"; err != nil || outside {
			if err == nil || !outside {
				t.Errorf("error %v", err)
			}
			return
		}
		if allTold(i) {
			t.Error("everything seems to be known")
		}
		w := configuration(t, i, write.Options{})
		decided := decisions(filepath.Dir(filepath.Dir(file)))
		if decided == "" {
			return
		}
		eng, err := engine.FromWorld(t.Context(), w)
		if err != nil {
			t.Fatal(err)
		}
		more := 0
		for _, line := range records.Decisions[recorded](t, decided) {
			if allowed, err := ask(eng, line); err == nil && allowed && !line.Decision {
				if more++; more < 5 {
					t.Errorf("it allows, and the server denies: %s %s", line.Operation, line.Request)
				}
			}
		}
	})
}
