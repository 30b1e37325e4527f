package importing

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"text/tabwriter"

	"github.com/google/go-cmp/cmp"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/internal/importer/ini"
	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/internal/importer/merge"
	"github.com/rolecall/rolecall/internal/importer/terraform"
	"github.com/rolecall/rolecall/internal/importer/terraform/project"
	"github.com/rolecall/rolecall/internal/importer/terraform/resource"
	"github.com/rolecall/rolecall/internal/importer/terraform/show"
	"github.com/rolecall/rolecall/internal/importer/write"
	"github.com/rolecall/rolecall/loader"
	"github.com/rolecall/rolecall/schema"
)

// projects has the recorded runs of Terraform and OpenTofu: a folder for each project, with its files, those that
// a change lays over them, what was printed, and what the server, a Grafana 10.1, then decided.
const projects = "projects"

// unzip returns the content of a compressed file.
func unzip(t *testing.T, name string) []byte {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	in, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(in)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// printed reads something that Terraform printed.
func printed(t *testing.T, name string) *resource.Project {
	t.Helper()
	p, err := show.Read(unzip(t, name))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return p
}

// folder reads the files of a project, with others laid over them.
func folder(t *testing.T, dirs ...string) *resource.Project {
	t.Helper()
	fsys := fstest.MapFS{}
	for _, dir := range dirs {
		err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			content, err := os.ReadFile(name)
			if rel, relErr := filepath.Rel(dir, name); relErr == nil {
				fsys[filepath.ToSlash(rel)] = &fstest.MapFile{Data: content, Mode: 0o644}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	p, _, diags := project.Read(t.Context(), fsys, ".", project.Options{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return p
}

// server101 are the options for the recorded servers.
func server101(t *testing.T) terraform.Options {
	t.Helper()
	settings, err := ini.Parse("grafana.ini", []byte("[feature_toggles]\nenable = nestedFolders\n"))
	if err != nil {
		t.Fatal(err)
	}
	return terraform.Options{Version: "10.1.0", Ini: settings}
}

// before returns the configuration of the server that was there before a project; nil if it was empty.
func before(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	name := filepath.Join(dir, "before.json.gz")
	if _, err := os.Stat(name); err != nil {
		return nil
	}
	var told struct {
		Users []struct {
			Login, Email string
			GrafanaAdmin bool `json:"grafana_admin"`
		}
		Orgs []struct {
			Name            string
			Users           []struct{ Login, Role string }
			ServiceAccounts []struct {
				Name, Role string
				Tokens     []struct{ Name string }
			} `json:"service_accounts"`
		}
	}
	if err := json.Unmarshal(unzip(t, name), &told); err != nil {
		t.Fatal(err)
	}
	i := &inventory.Inventory{Settings: inventory.Settings{Version: "10.1.0", Toggles: []string{}}}
	users := map[string]*inventory.User{}
	for _, u := range told.Users {
		users[u.Login] = &inventory.User{Login: u.Login, Email: u.Email, GrafanaAdmin: u.GrafanaAdmin}
		i.Users = append(i.Users, users[u.Login])
	}
	for _, o := range told.Orgs {
		org := &inventory.Org{Name: o.Name}
		for _, m := range o.Users {
			org.Members = append(org.Members, inventory.Member{User: users[m.Login], Role: schema.OrgRole(m.Role)})
		}
		for _, a := range o.ServiceAccounts {
			read := &inventory.ServiceAccount{Org: org, Name: a.Name, Role: schema.OrgRole(a.Role)}
			for _, token := range a.Tokens {
				read.Tokens = append(read.Tokens, inventory.Token{Name: token.Name})
			}
			i.ServiceAccounts = append(i.ServiceAccounts, read)
		}
		i.Orgs = append(i.Orgs, org)
	}
	i.Sort()
	return write.PlanOf(i, write.Options{}).Files()
}

// imported returns the files of an import of a project: a new configuration, or an update of the one before.
func imported(t *testing.T, p *resource.Project, was map[string][]byte, uids map[string]string) (map[string][]byte, *inventory.Inventory) {
	t.Helper()
	o := server101(t)
	if was == nil {
		i := terraform.Inventory(p, o)
		rename(i, uids)
		return write.PlanOf(i, write.Options{}).Files(), i
	}
	fsys := memory(was)
	w, diags := loader.Load(fsys)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	o.Known, _ = inventory.Of(w)
	i := terraform.Inventory(p, o)
	rename(i, uids)
	r, err := merge.Update(w, i, write.ByKind, func(name string) ([]byte, error) { return fs.ReadFile(fsys, name) })
	if err != nil {
		t.Fatal(err)
	}
	after := map[string][]byte{}
	for name, content := range was {
		after[name] = content
	}
	for name, content := range r.Files {
		if after[name] = content; content == nil {
			delete(after, name)
		}
	}
	return after, i
}

// rename gives folders, dashboards and data sources the uids that the server gave them, by org and title.
func rename(i *inventory.Inventory, uids map[string]string) {
	made := func(unread []inventory.Unread) bool {
		for _, u := range unread {
			if u.What == "its uid" {
				return true
			}
		}
		return false
	}
	for _, f := range i.Folders {
		if uid := uids["folder "+f.Org.Name+" "+f.Title]; uid != "" && made(f.Unread) {
			f.UID = uid
		}
	}
	for _, d := range i.Dashboards {
		if uid := uids["dashboard "+d.Org.Name+" "+d.Title]; uid != "" && made(d.Unread) {
			d.UID = uid
		}
	}
	for _, d := range i.DataSources {
		if uid := uids["data source "+d.Org.Name+" "+d.Name]; uid != "" && made(d.Unread) {
			d.UID = uid
		}
	}
}

// uidsOf returns the uids of folders, dashboards and data sources by org and title.
func uidsOf(i *inventory.Inventory) map[string]string {
	uids := map[string]string{}
	for _, f := range i.Folders {
		uids["folder "+f.Org.Name+" "+f.Title] = f.UID
	}
	for _, d := range i.Dashboards {
		uids["dashboard "+d.Org.Name+" "+d.Title] = d.UID
	}
	for _, d := range i.DataSources {
		uids["data source "+d.Org.Name+" "+d.Name] = d.UID
	}
	return uids
}

// A told project is one source of a project, with the decisions that the server made with it.
type told struct {
	name, decisions string
	project         *resource.Project
	// after is the name of the source that the project was imported from before; empty for none.
	after string
	// uids reports whether the source has no uids of the server.
	uids bool
}

// sources returns the sources of a project: before and after its change.
func sources(t *testing.T, dir string) (all []told) {
	t.Helper()
	add := func(name, decisions, after string) {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			return
		}
		if _, err := os.Stat(filepath.Join(dir, decisions)); err != nil {
			return
		}
		all = append(all, told{name, filepath.Join(dir, decisions), printed(t, filepath.Join(dir, name)), after, false})
	}
	for _, provider := range []string{"", "provider-4.27.0"} {
		first := path.Join(provider, "state.json.gz")
		decisions := path.Join(provider, "decisions.jsonl.gz")
		add(first, decisions, "")
		add(path.Join(provider, "terraform.tfstate.gz"), decisions, "")
		decisions = path.Join(provider, "change/decisions.jsonl.gz")
		add(path.Join(provider, "change/state.json.gz"), decisions, first)
		add(path.Join(provider, "change/terraform.tfstate.gz"), decisions, first)
		add(path.Join(provider, "change/plan.json.gz"), decisions, "")
	}
	if filepath.Base(dir) == notApplied {
		return all
	}
	files := filepath.Join(dir, "files")
	all = append(all, told{"files", filepath.Join(dir, "decisions.jsonl.gz"), folder(t, files), "", true})
	if _, err := os.Stat(filepath.Join(dir, "changed")); err == nil {
		all = append(all, told{"changed", filepath.Join(dir, "change/decisions.jsonl.gz"), folder(t, files, filepath.Join(dir, "changed")), "", true})
	}
	return all
}

// notApplied is the project whose files a server without a licence refused: only a part of them was applied.
const notApplied = "enterprise"

// knownOthers are the decisions that no source tells, each with the reason: the ends of names of projects, and a
// part of the request.
var knownOthers = []struct{ project, request, reason string }{
	{"orgs/", `"id": "jan"}, "action": {"name": "folders:create"}, "resource": {"type": "org"}, "context": {"org": "South"}`,
		"after the change the server itself names jan an Editor of South, and denied it as before"},
	{"nested/changed", `"d4c5c45b-2cec-4c9f-aaad-36d475cbae82"`,
		"Attic was in a folder before: its list stays empty, which the files do not tell"},
	{"nested/changed", `"f5ff9054-896f-4991-b949-6a0696f251b6"`, "it is in Attic"},
}

// withUIDs returns recorded decisions with the uids of data sources in place of the names that they were asked by.
func withUIDs(lines []recorded, i *inventory.Inventory) []recorded {
	for n, line := range lines {
		text := string(line.Request)
		for _, d := range i.DataSources {
			text = strings.ReplaceAll(text, fmt.Sprintf(`"data_source", "id": %q`, d.Name), fmt.Sprintf(`"data_source", "id": %q`, d.UID))
		}
		lines[n].Request = json.RawMessage(text)
	}
	return lines
}

// TestTerraform imports each source of each project: states, their files, plans and the files of the project. The
// configuration decides as the server did. It prints the table.
func TestTerraform(t *testing.T) {
	dirs, err := filepath.Glob(projects + "/*/files")
	if err != nil || len(dirs) == 0 {
		t.Fatalf("there are no projects (%v)", err)
	}
	var table bytes.Buffer
	tab := tabwriter.NewWriter(&table, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(tab, "project\tthings\tdecisions\tagreed\tdisagreed\tnot told\t")
	var total, wrong int
	for _, files := range dirs {
		dir := filepath.Dir(files)
		configurations := map[string]map[string][]byte{"": before(t, dir)}
		uids := map[string]map[string]string{}
		for _, source := range sources(t, dir) {
			name := filepath.Base(dir) + "/" + strings.TrimSuffix(source.name, ".gz")
			t.Run(name, func(t *testing.T) {
				named := uids[source.decisions]
				if !source.uids {
					named = nil
				}
				after, i := imported(t, source.project, configurations[source.after], named)
				configurations[source.name] = after
				if uids[source.decisions] == nil {
					uids[source.decisions] = uidsOf(i)
				}
				keepFiles(t, after)
				w, diags := loader.Load(memory(after))
				if diags.HasErrors() {
					t.Fatal(diags)
				}
				things := 0
				for range i.Things {
					things++
				}
				lines, reasons := asTold(t, w, name, withUIDs(linesOf(t, source.decisions), i))
				asked, disagreed := compare(t, w, lines)
				fmt.Fprintf(tab, "%s\t%d\t%d\t%d\t%d\t%s\t\n", name, things, asked, asked-disagreed, disagreed, reasons)
				total += asked
				wrong += disagreed
			})
		}
	}
	if total == 0 {
		t.Error("no project has decisions")
	}
	for n, k := range knownOthers {
		if !usedOthers[n] {
			t.Errorf("%s is told after all: take it from the list (%s)", k.request, k.reason)
		}
	}
	fmt.Fprintf(tab, "all\t\t%d\t%d\t%d\t\t\n", total, total-wrong, wrong)
	tab.Flush()
	t.Logf("decisions of real servers, asked of configurations that were imported from Terraform:\n%s", table.String())
}

// asTold returns the decisions that a source tells, and the reasons of the others, which differ.
func asTold(t *testing.T, w *schema.World, name string, lines []recorded) (kept []recorded, reasons string) {
	t.Helper()
	eng, err := engine.FromWorld(t.Context(), w)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, line := range lines {
		at := slices.IndexFunc(knownOthers, func(k struct{ project, request, reason string }) bool {
			return strings.HasPrefix(name, k.project) && strings.Contains(name, "change") && strings.Contains(string(line.Request), k.request)
		})
		if at < 0 {
			kept = append(kept, line)
			continue
		}
		if allowed, err := ask(eng, line); err == nil && allowed == line.Decision {
			kept = append(kept, line)
			continue
		}
		usedOthers[at] = true
		if !slices.Contains(all, knownOthers[at].reason) {
			all = append(all, knownOthers[at].reason)
		}
	}
	return kept, strings.Join(all, "; ")
}

// usedOthers are the known others that were met.
var usedOthers = map[int]bool{}

// keepFiles writes the files of a configuration into the folder that KEEP_FILES names, to look at.
func keepFiles(t *testing.T, files map[string][]byte) {
	dir := os.Getenv("KEEP_FILES")
	if dir == "" {
		return
	}
	for name, content := range files {
		at := filepath.Join(dir, t.Name(), name)
		os.MkdirAll(filepath.Dir(at), 0o755)
		os.WriteFile(at, content, 0o644)
	}
}

// linesOf returns recorded decisions.
func linesOf(t *testing.T, name string) (all []recorded) {
	t.Helper()
	for dec := json.NewDecoder(bytes.NewReader(unzip(t, name))); dec.More(); {
		var line recorded
		if err := dec.Decode(&line); err != nil {
			t.Fatal(err)
		}
		all = append(all, line)
	}
	return all
}

// TestTerraformSources shows that the sources of one project declare the same: its state, the file of that, the
// plan of a change and the files of the project after it.
func TestTerraformSources(t *testing.T) {
	for _, pair := range [][3]string{
		{"simple", "state.json.gz", "terraform.tfstate.gz"}, {"items", "state.json.gz", "terraform.tfstate.gz"},
		{"modules", "state.json.gz", "terraform.tfstate.gz"}, {"orgs", "state.json.gz", "terraform.tfstate.gz"},
		{"nested", "state.json.gz", "terraform.tfstate.gz"}, {"enterprise", "state.json.gz", "terraform.tfstate.gz"},
		{"simple", "change/state.json.gz", "change/plan.json.gz"}, {"items", "change/state.json.gz", "change/plan.json.gz"},
		{"modules", "change/state.json.gz", "change/plan.json.gz"}, {"orgs", "change/state.json.gz", "change/plan.json.gz"},
		{"simple", "state.json.gz", "files"}, {"items", "state.json.gz", "files"}, {"modules", "state.json.gz", "files"},
		{"orgs", "state.json.gz", "files"}, {"simple", "state.json.gz", "plan.json.gz"}, {"orgs", "state.json.gz", "plan.json.gz"},
		{"items", "state.json.gz", "plan.json.gz"},
		{"enterprise", "change/plan.json.gz", "files"}, {"enterprise", "state.json.gz", "files"}, {"modules", "state.json.gz", "terraform-1.11/state.json.gz"}, {"simple", "plan.json.gz", "terraform-1.11/plan.json.gz"},
	} {
		t.Run(strings.Join(pair[:], " "), func(t *testing.T) {
			read := func(name string) *resource.Project {
				if name == "files" {
					return folder(t, filepath.Join(projects, pair[0], name))
				}
				return printed(t, filepath.Join(projects, pair[0], name))
			}
			one, other := read(pair[1]), read(pair[2])
			if pair[0] == notApplied && pair[1] == "state.json.gz" {
				other = applied(other, one)
			}
			first, i := imported(t, one, nil, nil)
			second, _ := imported(t, other, nil, uidsOf(i))
			text := cmp.Transformer("text", func(b []byte) string { return string(b) })
			if diff := cmp.Diff(declares(t, first), declares(t, second), text); diff != "" {
				t.Errorf("declared (-%s +%s):\n%s", pair[1], pair[2], diff)
			}
		})
	}
}

// applied returns the part of a project that its state has, too.
func applied(p, state *resource.Project) *resource.Project {
	part := *p
	part.Resources = slices.DeleteFunc(slices.Clone(p.Resources), func(r *resource.Resource) bool {
		return !slices.ContainsFunc(state.Resources, func(s *resource.Resource) bool { return s.Address == r.Address })
	})
	return &part
}
