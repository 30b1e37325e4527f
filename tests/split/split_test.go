package split

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/open-policy-agent/opa/v1/bundle"
	"github.com/open-policy-agent/opa/v1/rego"
	"golang.org/x/text/unicode/norm"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/tests/generate"
	"github.com/rolecall/rolecall/tests/plain"
	"github.com/rolecall/rolecall/tests/reference"
)

const server = "policies.tar.gz"

func ofOrg(label string) string { return "org-" + label + ".tar.gz" }

// read reads an archive as OPA does.
func read(t testing.TB, archive []byte) bundle.Bundle {
	t.Helper()
	b, err := bundle.NewCustomReader(bundle.NewTarballLoaderWithBaseURL(bytes.NewReader(archive), "")).WithSkipBundleVerification(true).Read()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// folder writes archives into a folder.
func folder(t testing.TB, archives map[string][]byte) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range archives {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// only returns some of the archives.
func only(archives map[string][]byte, names ...string) map[string][]byte {
	some := maps.Clone(archives)
	maps.DeleteFunc(some, func(name string, _ []byte) bool { return !slices.Contains(names, name) })
	return some
}

// merge puts the members of data into others, as OPA's store does with bundles.
func merge(into, data map[string]any) {
	for name, value := range data {
		below, ok := value.(map[string]any)
		if there, both := into[name].(map[string]any); ok && both {
			merge(there, below)
		} else {
			into[name] = value
		}
	}
}

// An answerer decides by OPA from several bundles.
type answerer struct{ query rego.PreparedEvalQuery }

// answererOf loads bundles into plain OPA.
func answererOf(t testing.TB, archives map[string][]byte) answerer {
	t.Helper()
	all := bundle.Bundle{Data: map[string]any{}}
	roots := map[string][]string{}
	for name, archive := range archives {
		b := read(t, archive)
		all.Modules = append(all.Modules, b.Modules...)
		merge(all.Data, b.Data)
		roots[name] = *b.Manifest.Roots
	}
	for name, own := range roots {
		for other, theirs := range roots {
			for _, a := range own {
				for _, b := range theirs {
					if name != other && bundle.RootPathsOverlap(a, b) {
						t.Errorf("the root %s of %s and the root %s of %s overlap", a, name, b, other)
					}
				}
			}
		}
	}
	query, err := plain.Prepare(&all, "data.rolecall.authz.allow")
	if err != nil {
		t.Fatal(err)
	}
	return answerer{query}
}

func (a answerer) allows(t testing.TB, r reference.Request) bool {
	t.Helper()
	results, err := a.query.Eval(t.Context(), rego.EvalInput(r))
	if err != nil {
		t.Fatal(err)
	}
	return results.Allowed()
}

// orgs returns the labels of orgs by the names that requests use for them.
func orgs(w *schema.World) map[string]string {
	named := map[string]string{}
	for _, o := range w.Orgs {
		named[o.Addr.Label], named[o.Name.Value] = o.Addr.Label, o.Addr.Label
	}
	if len(w.Orgs) == 1 {
		named[""] = w.Orgs[0].Addr.Label
	}
	return named
}

// TestAgree compares the answers of split bundles with those of the whole one, in OPA and in
// the engine, for random configurations.
func TestAgree(t *testing.T) {
	worlds, requests := 1, 20
	if !testing.Short() {
		worlds, requests = 10, 150
	}
	allowed := 0
	for _, s := range generate.Servers {
		// All but one have several orgs, and all in a short run.
		single := 0
		if testing.Short() {
			single = 1
		}
		for seed, checked := 0, 0; checked < worlds; seed++ {
			c := generate.Cases(s, requests).Example(seed)
			if strings.Count(c.Config, "\norg \"") < 2 {
				if single++; single > 1 {
					continue
				}
			}
			allowed += agree(t, fmt.Sprintf("%s, seed %d", s, seed), c)
			checked++
		}
	}
	if allowed < 5 {
		t.Errorf("only %d requests were allowed", allowed)
	}
}

// agree compares the answers about one configuration. It returns how many requests were
// allowed.
func agree(t *testing.T, name string, c generate.Case) (allowed int) {
	w := c.World(t)
	whole, err := engine.FromWorld(t.Context(), w)
	if err != nil {
		t.Fatal(err)
	}
	archives, err := engine.Archives(whole.View(), engine.SplitByOrg())
	if err != nil {
		t.Fatal(err)
	}
	open := func(some map[string][]byte) *engine.Engine {
		e, err := engine.Open(t.Context(), folder(t, some))
		if err != nil {
			t.Fatalf("%s: %v\n%s", name, err, c.Config)
		}
		return e
	}
	together, all := open(archives), answererOf(t, archives)
	if together.View().Revision() != whole.View().Revision() {
		t.Errorf("%s: the revision of all parts is not that of the whole", name)
	}
	named := orgs(w)
	type alone struct {
		*engine.Engine
		answerer
	}
	parts := map[string]alone{}
	for _, o := range w.Orgs {
		some := only(archives, server, ofOrg(o.Addr.Label))
		parts[o.Addr.Label] = alone{open(some), answererOf(t, some)}
	}
	for _, r := range append(c.Requests, plainRequests(w)...) {
		asked, err := reference.ToEngine(r)
		if err != nil {
			continue
		}
		check := func(who string, e *engine.Engine, a answerer, want bool) {
			d, err := e.Check(t.Context(), asked)
			if err != nil {
				t.Fatal(err)
			}
			if d.Allowed != want || a.allows(t, r) != want {
				t.Errorf("%s: %s: the engine says %v, OPA %v, want %v for %+v\n%s", name, who, d.Allowed, a.allows(t, r), want, r, c.Config)
			}
		}
		d, err := whole.Check(t.Context(), asked)
		if err != nil {
			t.Fatal(err)
		}
		if d.Allowed {
			allowed++
		}
		check("all bundles", together, all, d.Allowed)
		in, declared := named[norm.NFC.String(r.Context.Org)]
		about := in
		if r.Resource.Type == "org" && r.Resource.ID != "" {
			if other, ok := named[norm.NFC.String(r.Resource.ID)]; ok {
				about = other
			}
		}
		for label, p := range parts {
			check("the bundle of "+label, p.Engine, p.answerer, d.Allowed && declared && in == label && about == label)
		}
	}
	return allowed
}

// plainRequests returns requests of users about folders, which bundles have compiled.
func plainRequests(w *schema.World) (requests []reference.Request) {
	for _, u := range w.Users[:min(4, len(w.Users))] {
		for _, f := range w.Folders[:min(4, len(w.Folders))] {
			requests = append(requests, reference.Request{
				Subject: reference.Subject{Type: "user", ID: u.Login.Value}, Action: reference.Action{Name: "folders:read"},
				Resource: reference.Resource{Type: "folder", ID: f.UID.Value}, Context: reference.Context{Org: f.Org.Addr.Label},
			})
		}
	}
	return requests
}

// TestActivate loads split bundles into OPA as its own code does, which refuses roots that
// overlap.
func TestActivate(t *testing.T) {
	archives := split(t, base)
	opts := []func(*rego.Rego){rego.Query("data.rolecall.authz.allow"), rego.Input(map[string]any{
		"subject": map[string]any{"type": "user", "id": "vic"}, "action": map[string]any{"name": "folders:read"},
		"resource": map[string]any{"type": "folder", "id": "production"}, "context": map[string]any{"org": "one"},
	})}
	for name, archive := range archives {
		b := read(t, archive)
		opts = append(opts, rego.ParsedBundle(strings.TrimSuffix(name, ".tar.gz"), &b))
	}
	results, err := rego.New(opts...).Eval(t.Context())
	if err != nil || !results.Allowed() {
		t.Errorf("OPA answers %v, %v", results, err)
	}
}
