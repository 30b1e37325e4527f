package roundtrip

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"pgregory.net/rapid"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/authzen"
	"github.com/rolecall/rolecall/engine/diff"
	"github.com/rolecall/rolecall/internal/exporter"
	"github.com/rolecall/rolecall/internal/exporter/provisioning"
	"github.com/rolecall/rolecall/internal/exporter/terraform"
	"github.com/rolecall/rolecall/internal/importer/ini"
	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/internal/importer/merge"
	importer "github.com/rolecall/rolecall/internal/importer/terraform"
	"github.com/rolecall/rolecall/internal/importer/terraform/project"
	"github.com/rolecall/rolecall/internal/importer/write"
	"github.com/rolecall/rolecall/loader"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
	"github.com/rolecall/rolecall/tests/generate"
)

// worlds is how many generated worlds of each server are exported; with -short a fifth of them, and -rapid.checks
// asks for others.
const worlds = "10"

func TestMain(m *testing.M) {
	generate.DefaultFlags(map[string]string{
		"rapid.checks": worlds, "rapid.shrinktime": "20s", "rapid.nofailfile": "true",
	})
	os.Exit(m.Run())
}

var now = time.Date(2026, 6, 1, 6, 0, 0, 0, time.UTC)

// servers returns all releases but 9.0 to 9.2, whose fixed roles the generator does not know, or with -short a few.
func servers() []generate.Server {
	if testing.Short() {
		return generate.Servers
	}
	var all []generate.Server
	toggle := catalogue.Toggles()[schema.FineGrainedToggle]
	for _, v := range schema.Versions {
		if v.AtLeast("9.0") && v.Before("9.3") {
			continue
		}
		all = append(all, generate.Server{Version: v.String()})
		if toggle.In(v) && !toggle.Over(v) {
			all = append(all, generate.Server{Version: v.String(), Toggle: true})
		}
	}
	return all
}

// TestTerraform exports random configurations of all releases to Terraform, and imports the projects.
func TestTerraform(t *testing.T) {
	generate.Each(t, servers(), func(t *rapid.T, server generate.Server) {
		w := generate.Cases(server, 0).Draw(t, "case").World(t)
		o := terraform.Options{AdminUser: "admin", EmailDomain: "example.com", SignIn: "generic_oauth"}
		o.AdminUser = rapid.SampledFrom([]string{"admin", "admin", "u0"}).Draw(t, "admin user")
		if rapid.IntRange(0, 3).Draw(t, "without emails") == 0 {
			o.EmailDomain = ""
		}
		if rapid.Bool().Draw(t, "exists") {
			o.Exists = func(schema.Addr) bool { return true }
		}
		throughTerraform(t, w, o)
	})
}

// throughTerraform exports a configuration to Terraform, imports the project, and compares the access, but for that of
// the account that the provider signs in with.
func throughTerraform(t rapid.TB, w *schema.World, o terraform.Options) {
	t.Helper()
	p := terraform.Export(w, o)
	settings, lost := settingsOf(t, w)
	cloud := !catalogue.Licences().ServerAdmins[w.Grafana.Edition]
	for _, l := range p.Losses {
		// Settings stand in grafana.ini. In Grafana Cloud, who is in the org is known besides.
		inSettings := strings.HasPrefix(l.What, "grafana.") || l.At == w.Grafana.TogglesRange
		if a := w.Grafana.Anonymous; cloud && a != nil && l.At == a.Range && a.Org != w.Orgs[0] {
			inSettings = false
		}
		if !inSettings {
			lost = append(lost, l)
		}
	}
	want := without(t, w, lost)
	again(t, p, terraform.Export(want, o))

	read, files, diags := project.Read(context.Background(), memory(p.Files), ".", project.Options{
		Variables: map[string]string{"sign_in": `{ client_id = "rolecall" }`},
	})
	if diags.HasErrors() {
		t.Fatalf("%v %v", diags, len(files))
	}
	io := importer.Options{Version: w.Grafana.Declared, Ini: settings, Login: &o.AdminUser, Orgs: map[string]string{}}
	if len(w.Orgs) > 0 {
		io.Orgs["1"] = w.Orgs[0].Name.Value
	}
	var contents map[string][]byte
	if cloud {
		io.Login = new(string)
		contents = updated(t, people(want), func(known *inventory.Inventory) *inventory.Inventory {
			io.Known = known
			return importer.Inventory(read, io)
		})
	} else {
		i := importer.Inventory(read, io)
		i.Settings.Edition = w.Grafana.Edition
		allRead(t, i)
		contents = write.PlanOf(i, write.Options{}).Files()
	}
	compare(t, want, load(t, contents), diff.Filter{
		Subject:  func(s authzen.Subject) bool { return s.Type != "user" || s.ID != o.AdminUser },
		Resource: func(r authzen.Resource) bool { return r.Type != "user" || r.ID != o.AdminUser },
	}, p.Files, contents)
}

// settingsOf returns the settings of a configuration as in its grafana.ini, and those that it cannot have there.
func settingsOf(t rapid.TB, w *schema.World) (ini.File, []exporter.Loss) {
	t.Helper()
	w = w.Clone()
	w.Grafana.Edition = schema.Enterprise // Grafana Cloud has no such file
	r := provisioning.Export(w, provisioning.Options{OrgIDs: numbers(w)})
	f, err := ini.Parse("grafana.ini", r.Files["grafana.ini"])
	if err != nil {
		t.Fatal(err)
	}
	var lost []exporter.Loss
	for _, l := range r.Losses {
		if strings.HasPrefix(l.What, "grafana.") {
			lost = append(lost, l)
		}
	}
	return f, lost
}

// numbers returns numbers of the orgs of a configuration, by their labels. The first one is Grafana's first.
func numbers(w *schema.World) map[string]int {
	ids := map[string]int{}
	for i, o := range w.Orgs {
		ids[o.Addr.Label] = i + 1
	}
	return ids
}

// again checks that an export without the losses of another one has no more of them.
func again(t rapid.TB, first, second *terraform.Project) {
	t.Helper()
	known := map[exporter.Loss]bool{}
	for _, l := range first.Losses {
		known[l] = true
	}
	for _, l := range second.Losses {
		if !known[l] {
			t.Errorf("without the losses there is another one: %s", l)
		}
	}
}

// people returns a configuration with the settings, orgs and users of another one alone, as files.
func people(w *schema.World) map[string][]byte {
	i, _ := inventory.Of(w)
	alone := &inventory.Inventory{Settings: i.Settings, Orgs: i.Orgs, Users: i.Users, AllUsers: true, Licensed: true}
	return write.PlanOf(alone, write.Options{}).Files()
}

// updated returns the files of a configuration that is updated by an import.
func updated(
	t rapid.TB, files map[string][]byte, read func(known *inventory.Inventory) *inventory.Inventory,
) map[string][]byte {
	t.Helper()
	w := load(t, files)
	known, _ := inventory.Of(w)
	fsys := memory(files)
	r, err := merge.Update(w, read(known), write.ByKind, func(name string) ([]byte, error) {
		return fs.ReadFile(fsys, name)
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, left := range r.Left {
		t.Errorf("the import leaves something to do: %s", left)
	}
	files = maps.Clone(files)
	for name, content := range r.Files {
		if files[name] = content; content == nil {
			delete(files, name)
		}
	}
	return files
}

// allRead checks that an import has nothing to tell that the source did not. A project only looks data sources up.
func allRead(t rapid.TB, i *inventory.Inventory) {
	t.Helper()
	all := map[string][]inventory.Unread{"the server": i.Unread}
	for _, o := range i.Orgs {
		all["org "+o.Name] = o.Unread
	}
	for thing := range i.Things {
		some, ok := thing.(interface{ NotRead() []inventory.Unread })
		if ok && thing.Type() != schema.DataSourceType {
			all[string(thing.Type())+" "+thing.GrafanaName()] = some.NotRead()
		}
	}
	for n, a := range i.Assignments {
		all[fmt.Sprint("assignment ", n)] = a.Unread
	}
	for of, unread := range all {
		for _, u := range unread {
			t.Errorf("%s: the import does not know %s: %s", of, u.What, u.Why)
		}
	}
}

// compare reports each difference of the access of two configurations that a filter keeps.
func compare(t rapid.TB, want, have *schema.World, counts diff.Filter, files ...map[string][]byte) {
	t.Helper()
	was, is := view(t, want), view(t, have)
	d, err := engine.Diff(context.Background(), was, is, now)
	if err != nil {
		t.Fatal(err)
	}
	d = d.Filter(counts)
	for _, g := range d.Groups {
		t.Errorf("%s: %d requests, as %+v (%s: %v)", g.Change, g.Count, g.Example, g.Cause.Kind, g.Cause.Steps)
	}
	if !t.Failed() {
		return
	}
	for _, folder := range files {
		for _, name := range slices.Sorted(maps.Keys(folder)) {
			t.Logf("%s:\n%s", name, folder[name])
		}
	}
}

func view(t rapid.TB, w *schema.World) *engine.View {
	t.Helper()
	e, err := engine.FromWorld(context.Background(), w)
	if err != nil {
		t.Fatal(err)
	}
	return e.View()
}

func memory(files map[string][]byte) fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, content := range files {
		fsys[name] = &fstest.MapFile{Data: content, Mode: 0o644}
	}
	return fsys
}

func load(t rapid.TB, files map[string][]byte) *schema.World {
	t.Helper()
	w, diags := loader.Load(memory(files))
	if diags.HasErrors() {
		t.Fatalf("%v\n%s", diags, files)
	}
	return w
}
