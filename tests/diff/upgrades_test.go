package diff

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/diff"
	"github.com/rolecall/rolecall/loader"
	"github.com/rolecall/rolecall/tests/records"
)

// A recorded line is a request with the decision of a server.
type recorded struct {
	Request  json.RawMessage `json:"request"`
	Decision bool            `json:"decision"`
}

// TestUpgrades takes worlds that were recorded from several releases. The diff of two releases must
// hold each request that the two servers decided differently, and none that they decided alike. With
// -short it takes the first and the last release of a world of each kind, otherwise all pairs.
func TestUpgrades(t *testing.T) {
	var table bytes.Buffer
	tab := tabwriter.NewWriter(&table, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(tab, "world\treleases\trequests of both\tdecided differently\tin the diff\t")
	var both, different int
	for _, u := range upgrades(t) {
		t.Run(u.name(), func(t *testing.T) {
			asked, differing, found := u.hold(t)
			fmt.Fprintf(tab, "%s\t%s\t%d\t%d\t%d\t\n", filepath.Base(u.old), u.releases(), asked, differing, found)
			both += asked
			different += differing
		})
	}
	tab.Flush()
	if different == 0 {
		t.Errorf("no request of %d was decided differently", both)
	}
	t.Logf("decisions of two servers about the same world:\n%s", table.String())
}

// An upgrade has the folders of a world as two releases recorded it.
type upgrade struct{ old, new string }

func (u upgrade) releases() string { return records.Server(u.old) + " to " + records.Server(u.new) }

func (u upgrade) name() string { return filepath.Base(u.old) + " " + u.releases() }

func upgrades(t *testing.T) []upgrade {
	byName, kinds := map[string][]string{}, map[string]bool{}
	var names []string
	for _, dir := range records.Worlds(t, "../..") {
		name := filepath.Base(dir)
		if byName[name] == nil {
			names = append(names, name)
		}
		byName[name] = append(byName[name], dir)
	}
	var all []upgrade
	for _, name := range names {
		dirs := byName[name]
		slices.SortFunc(dirs, func(a, b string) int { return compareReleases(records.Server(a), records.Server(b)) })
		kind, _, _ := strings.Cut(name, "-")
		if testing.Short() {
			if len(dirs) > 1 && !kinds[kind] {
				kinds[kind] = true
				all = append(all, upgrade{dirs[0], dirs[len(dirs)-1]})
			}
			continue
		}
		for i := range dirs {
			for j := i + 1; j < len(dirs); j++ {
				all = append(all, upgrade{dirs[i], dirs[j]})
			}
		}
	}
	return all
}

func compareReleases(a, b string) int {
	numbers := func(release string) (n [2]int) {
		fmt.Sscanf(release, "%d.%d", &n[0], &n[1])
		return n
	}
	x, y := numbers(a), numbers(b)
	return slices.Compare(x[:], y[:])
}

// hold holds the diff against the decisions of both servers. It returns how many requests both were
// asked, how many of these they decided differently, and how many requests of all are in the diff.
func (u upgrade) hold(t *testing.T) (asked, different, inDiff int) {
	old, new := recordedView(t, u.old), recordedView(t, u.new)
	d, err := engine.Diff(context.Background(), old, new, at)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]diff.Direction{}
	for change, r := range d.All() {
		found[r.String()] = change
	}
	before := map[string]bool{}
	for _, line := range records.Decisions[recorded](t, u.old) {
		before[string(line.Request)] = line.Decision
	}
	wrong := 0
	for _, line := range records.Decisions[recorded](t, u.new) {
		was, known := before[string(line.Request)]
		if !known {
			continue
		}
		var r engine.Request
		if err := json.Unmarshal(line.Request, &r); err != nil {
			t.Fatal(err)
		}
		if r.DataSources != nil { // which a diff does not name
			continue
		}
		asked++
		if was != line.Decision {
			different++
		}
		want := diff.Direction("")
		if line.Decision && !was {
			want = diff.Gained
		} else if was && !line.Decision {
			want = diff.Lost
		}
		if got := listed(found, old, new, r); got != want {
			if wrong++; wrong <= 10 {
				t.Errorf("%s: %t, then %t, and %q in the diff", line.Request, was, line.Decision, got)
			}
		}
	}
	return asked, different, len(found)
}

func recordedView(t *testing.T, dir string) *engine.View {
	w, diags := loader.Load(os.DirFS(dir))
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	e, err := engine.FromWorld(context.Background(), w)
	if err != nil {
		t.Fatal(err)
	}
	return e.View()
}

// listed returns the direction of a request in a diff, in the words of the diff: an undeclared
// dashboard is any one of its folder, and a request of a creator is listed where that makes a
// difference.
func listed(found map[string]diff.Direction, old, new *engine.View, r engine.Request) diff.Direction {
	r.Time = time.Time{}
	if r.Org == "" {
		r.Org = names([]*engine.View{old, new}, "org", "")[0]
	}
	if r.Resource.Type == "org" && (r.Resource.ID == "" || r.Resource.ID == r.Org) {
		r.Resource = engine.Resource{}
	}
	if r.Resource.CreatedBy != r.Subject.ID || r.Subject.Type != "user" {
		r.Resource.CreatedBy = ""
	}
	declared := slices.Contains(names([]*engine.View{old, new}, r.Resource.Type, r.Org), r.Resource.ID)
	switch {
	case declared:
		if r.Resource.Type != "" {
			r.Resource.Folder, r.Resource.Dashboard = "", ""
		}
	case r.Resource.Type == "dashboard":
		r.Resource.ID = "*"
	}
	if change, ok := found[r.String()]; ok || r.Resource.CreatedBy == "" {
		return change
	}
	plain := r
	plain.Resource.CreatedBy = ""
	for _, v := range []*engine.View{old, new} {
		made, err := v.Check(context.Background(), r)
		if err != nil {
			return "error"
		}
		by, err := v.Check(context.Background(), plain)
		if err != nil {
			return "error"
		}
		if made.Allowed != by.Allowed {
			return "" // it makes a difference, and is not listed
		}
	}
	return found[plain.String()]
}
