package hostile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/internal/document"
	"github.com/rolecall/rolecall/internal/fromdata"
	"github.com/rolecall/rolecall/tests/damage"
)

// TestL3Forged checks that a bundle is bad if OPA would answer differently from it, even if its
// revision matches.
func TestL3Forged(t *testing.T) {
	bundle := filesIn(t, writeBundle(t, open(t, configuration(t, bundled))))
	manifest := string(bundle[".manifest"])
	for name, change := range map[string]func(t *testing.T, files map[string][]byte){
		"what was compiled": func(t *testing.T, files map[string][]byte) {
			changeWorld(t, files, func(world map[string]any) {
				members := world["compiled"].(map[string]any)["orgs"].(map[string]any)["main"].(map[string]any)["members"].(map[string]any)
				members["vic"] = members["ada"]
			})
		},
		"nothing compiled": func(t *testing.T, files map[string][]byte) {
			changeWorld(t, files, func(world map[string]any) { delete(world, "compiled") })
		},
		"a member of another name": func(t *testing.T, files map[string][]byte) {
			changeWorld(t, files, func(world map[string]any) { world["USERS"] = world["users"]; delete(world, "users") })
		},
		"a member more": func(t *testing.T, files map[string][]byte) {
			changeWorld(t, files, func(world map[string]any) { world["more"] = true })
		},
		"null for an object": func(t *testing.T, files map[string][]byte) {
			changeWorld(t, files, func(world map[string]any) { world["everywhere"] = nil })
		},
		"a member twice": func(t *testing.T, files map[string][]byte) {
			files["data.json"] = bytes.Replace(files["data.json"], []byte(`"user:vic":{`), []byte(`"user:vic":{"grafana_admin":true,"source":"x:1"},"user:vic":{`), 1)
			reseal(t, files)
		},
		"spaces": func(t *testing.T, files map[string][]byte) {
			files["data.json"] = bytes.Replace(files["data.json"], []byte(`"users":{`), []byte(`"users": {`), 1)
			reseal(t, files)
		},
		"data beside the root": func(t *testing.T, files map[string][]byte) {
			files["data.json"] = bytes.Replace(files["data.json"], []byte(`{"rolecall":`), []byte(`{"other":1,"rolecall":`), 1)
			reseal(t, files)
		},
		"other roots":      manifestWith(`"roots":["rolecall"]`, `"roots":[""]`),
		"more roots":       manifestWith(`"roots":["rolecall"]`, `"roots":["rolecall","other"]`),
		"old Rego":         manifestWith(`"rego_version":1`, `"rego_version":0`),
		"metadata":         manifestWith(`"rego_version":1`, `"rego_version":1,"metadata":{"x":1}`),
		"a Rego of a file": manifestWith(`"rego_version":1`, `"rego_version":1,"file_rego_versions":{"/rolecall/authz/authz.rego":0}`),
		"a module moved": func(t *testing.T, files map[string][]byte) {
			files["rolecall/authz/other.rego"] = files["rolecall/authz/authz.rego"]
			delete(files, "rolecall/authz/authz.rego")
			// The revision stays the same.
		},
		"the manifest alone": func(_ *testing.T, files map[string][]byte) {
			files[".manifest"] = []byte(strings.Replace(manifest, `"roots":["rolecall"]`, `"roots":["rolecall","other"]`, 1))
		},
		"a manifest with more": func(_ *testing.T, files map[string][]byte) {
			files[".manifest"] = []byte(strings.Replace(manifest, `{`, `{"revision":"x",`, 1))
		},
		"Wasm":          fileMore("policy.wasm", "\x00asm\x01\x00\x00\x00"),
		"YAML":          fileMore("rolecall/data.yaml", "x: 1"),
		"a patch":       fileMore("patch.json", "{}"),
		"a plan":        fileMore("plan.json", "{}"),
		"two manifests": fileMore("rolecall/.manifest", manifest),
		"other data":    fileMore("other/data.json", "{}"),
		"a test":        fileMore("rolecall/authz/x_test.rego", "package rolecall.authz_test\n"),
	} {
		t.Run(name, func(t *testing.T) {
			files := maps.Clone(bundle)
			change(t, files)
			opensAs(t, put(t, files), true)
			opensAs(t, packed(t, files), true)
		})
	}
	t.Run("signatures", func(t *testing.T) {
		files := maps.Clone(bundle)
		files[".signatures.json"] = []byte(`{"signatures":["x"]}`)
		opensAs(t, put(t, files), false)
		opensAs(t, packed(t, files), false)
	})
}

func manifestWith(old, text string) func(*testing.T, map[string][]byte) {
	return func(t *testing.T, files map[string][]byte) {
		files[".manifest"] = bytes.Replace(files[".manifest"], []byte(old), []byte(text), 1)
		reseal(t, files)
	}
}

func fileMore(name, content string) func(*testing.T, map[string][]byte) {
	return func(_ *testing.T, files map[string][]byte) { files[name] = []byte(content) }
}

// TestFlip flips one bit of a bundle, or truncates it. If the bundle still opens, because no
// reader looks at the damaged part, its answers are the same.
func TestFlip(t *testing.T) {
	e := open(t, configuration(t, bundled))
	dir := writeBundle(t, e)
	archive := filepath.Join(t.TempDir(), "b.tar.gz")
	if err := e.View().WriteBundle(archive); err != nil {
		t.Fatal(err)
	}
	paths := []string{archive, filepath.Join(dir, "data.json"), filepath.Join(dir, ".manifest"), filepath.Join(dir, "rolecall/authz/authz.rego")}
	r := rand.New(rand.NewPCG(5, 5))
	opened := 0
	for i := range count(60, 3_000) {
		path := paths[i%len(paths)]
		whole, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		damaged := bytes.Clone(whole)
		if r.IntN(3) == 0 {
			damaged = damaged[:r.IntN(len(damaged))]
		} else {
			damaged[r.IntN(len(damaged))] ^= 1 << r.IntN(8)
		}
		if err := os.WriteFile(path, damaged, 0o644); err != nil {
			t.Fatal(err)
		}
		at := path
		if path != archive {
			at = dir
		}
		again, err := engine.Open(t.Context(), at)
		switch {
		case err != nil && !errors.Is(err, engine.ErrBadBundle):
			t.Fatalf("%s: %v", path, err)
		case err == nil && again.View().Revision() != e.View().Revision():
			t.Fatalf("%s opens with another revision", path)
		case err == nil:
			opened++
		}
		if err := os.WriteFile(path, whole, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	// The header of an archive has bytes for the time and the system.
	if opened > count(3, 60) {
		t.Errorf("%d damaged bundles have opened", opened)
	}
}

// documentDamage describes the damage to documents.
var documentDamage = damage.Damage{Replace: 4, Add: 8, Odd: []any{
	nil, true, 0.0, -1.0, 1e300, "", "x", "general", "*", ":", "user:", "role:Admin", "role:Viewer", "user:ada", "team:", "9.3", "8.0", "main", "sre", "f", "g", "View", "Member",
	"2026-01-01T00:00:00Z", "not a time", "folders:uid:", "teams:id:x", []any{}, []any{nil}, []any{"f"}, map[string]any{}, map[string]any{"": nil}, map[string]any{"x": map[string]any{}},
}}

// TestL4Damaged checks that a document with damaged shape or references is refused, or answers
// requests without a panic, as a bundle and as data.
func TestL4Damaged(t *testing.T) {
	bundle := filesIn(t, writeBundle(t, open(t, configuration(t, bundled))))
	data, opened := 0, 0
	for seed := range uint64(count(75, 3_000)) {
		r := rand.New(rand.NewPCG(seed, 7))
		files := maps.Clone(bundle)
		var raw []byte
		changeWorld(t, files, func(world map[string]any) {
			compiled := world["compiled"]
			delete(world, "compiled")
			for range 1 + r.IntN(3) {
				documentDamage.Change(r, world)
			}
			raw, _ = json.Marshal(world)
			world["compiled"] = compiled
		})
		tried(t, raw, func() {
			// Using the disk for all would take too long.
			if seed%10 == 0 {
				if _, err := engine.Open(t.Context(), put(t, files)); err != nil && !errors.Is(err, engine.ErrBadBundle) {
					t.Errorf("seed %d: %v", seed, err)
				}
			}
			var d document.World
			if json.Unmarshal(raw, &d) != nil {
				return
			}
			data++
			if e, err := fromdata.Open(t.Context(), &d); err == nil {
				opened++
				askAll(t, e.(*engine.Engine))
			}
		})
	}
	t.Logf("%d documents, of which %d opened", data, opened)
	if opened == 0 || opened == data {
		t.Errorf("%d of %d documents opened", opened, data)
	}
}

// tried calls f, which must not panic.
func tried(t *testing.T, document []byte, f func()) {
	t.Helper()
	defer func() {
		if p := recover(); p != nil {
			t.Fatalf("%v\n%s\n%s", p, document, debug.Stack())
		}
	}()
	f()
}

// askAll asks an engine of the bundled configuration with all methods, and checks that they
// agree.
func askAll(t *testing.T, e *engine.Engine) {
	t.Helper()
	for _, s := range []engine.Subject{{Type: "user", ID: "ada"}, {Type: "user", ID: "vic"}, {Type: "service_account", ID: "ci", Token: "short"}, {Type: "anonymous"}} {
		for _, r := range []engine.Request{
			{Subject: s, Action: "folders:write", Resource: engine.Resource{Type: "folder", ID: "g"}, Org: "main"},
			{Subject: s, Action: "dashboards:write", Resource: engine.Resource{Type: "dashboard", ID: "d"}, Org: "main"},
			{Subject: s, Action: "teams:write", Resource: engine.Resource{Type: "team", ID: "sre"}, Org: "main"},
		} {
			checked, err := e.Check(t.Context(), r)
			if err != nil {
				t.Fatal(err)
			}
			answered, _ := e.Evaluate(t.Context(), r)
			explained, _ := e.Explain(t.Context(), r)
			if checked.Allowed != answered.Allowed || checked.Allowed != explained.Allowed {
				t.Errorf("%v: %t, %t and %t", r, checked.Allowed, answered.Allowed, explained.Allowed)
			}
			listed := false
			for other := range e.WhoCan(r).All() {
				listed = listed || other.Type == s.Type && other.ID == s.ID
			}
			if s.Token == "" && listed != checked.Allowed {
				t.Errorf("%v: %t, and listed %t", r, checked.Allowed, listed)
			}
		}
		for range e.WhatCan(engine.Request{Subject: s, Org: "main"}).All() {
		}
	}
	e.View().Bundle()
}

// TestL5Builtins checks that the policies of a bundle cannot call functions that read files, the
// environment or the network, or whose result changes between calls.
func TestL5Builtins(t *testing.T) {
	bundle := filesIn(t, writeBundle(t, open(t, configuration(t, bundled))))
	const module = "rolecall/index/index.rego"
	for _, expression := range []string{
		`http.send({"method": "GET", "url": "http://127.0.0.1:1/"})`,
		`net.lookup_ip_addr("localhost")`,
		`opa.runtime()`,
		`json.match_schema({}, {"$ref": "file:///etc/passwd"})`,
		`json.verify_schema({"$ref": "file:///etc/passwd"})`,
		`time.date([0, "Europe/Berlin"])`,
		`time.clock([0, "Europe/Berlin"])`,
		`time.weekday([0, "Europe/Berlin"])`,
		`time.format([0, "Europe/Berlin"])`,
		`time.diff([0, "Europe/Berlin"], [1, "Europe/Berlin"])`,
		`time.add_date([0, "Europe/Berlin"], 1, 1, 1)`,
		`rand.intn("x", 10)`,
		`uuid.rfc4122("x")`,
	} {
		files := maps.Clone(bundle)
		files[module] = append(bytes.Clone(files[module]), "\nevil := "+expression+"\n"...)
		reseal(t, files)
		_, err := engine.Open(t.Context(), put(t, files))
		function, _, _ := strings.Cut(expression, "(")
		if !errors.Is(err, engine.ErrBadBundle) || !strings.Contains(err.Error(), "undefined function "+function) {
			t.Errorf("%s: %v", expression, err)
		}
	}
}

// TestL6Bomb checks that files that unpack or decode to much more than their size are refused
// before that.
func TestL6Bomb(t *testing.T) {
	bundle := filesIn(t, writeBundle(t, open(t, configuration(t, bundled))))
	data := func(content string) map[string][]byte {
		files := maps.Clone(bundle)
		files["data.json"] = []byte(content)
		return files
	}
	many := func(text string) string { return strings.Repeat(text, 20_000_000/len(text)*3) }
	for name, files := range map[string]map[string][]byte{
		"many values":         data(`{"rolecall":{"world":[` + many("[],") + "[]]}}\n"),
		"many values of ours": data(`{"rolecall":{"actions":[` + many("[],") + "[]]}}\n"),
		"deep":                data(`{"rolecall":{"world":` + many("[") + "}}\n"),
		"zeros":               data(many("\x00")),
		"a large module":      {".manifest": bundle[".manifest"], "rolecall/x/x.rego": []byte(many("#"))},
		"a large text":        {".manifest": bundle[".manifest"], "README": []byte(many("#"))},
	} {
		t.Run(name, func(t *testing.T) {
			paths := []string{packed(t, files)}
			if name != "a large text" {
				paths = append(paths, put(t, files))
			}
			for _, path := range paths {
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				opensAs(t, path, true)
				runtime.ReadMemStats(&after)
				// From a folder, all 60 MB of data are read.
				if mb := (after.TotalAlloc - before.TotalAlloc) >> 20; mb > 200 {
					t.Errorf("%s: it took %d MB", path, mb)
				}
			}
		})
	}
	t.Run("many files", func(t *testing.T) {
		files := maps.Clone(bundle)
		for i := range 20_000 {
			files[fmt.Sprint("x", i)] = nil
		}
		opensAs(t, packed(t, files), true)
	})
}

// TestSeparators checks that names that contain separators stay whole. The compiled part of a
// bundle for plain OPA once read the team "x\tteam:sre" as the teams "x" and "sre", and gave
// one the roles of the other.
func TestSeparators(t *testing.T) {
	for _, separator := range []string{"\t", "\n", " ", ",", ":", "\"", "\\", "\t\"", "|", "/"} {
		name := "x" + separator + "team:sre"
		e := open(t, configuration(t, fmt.Sprintf(`
grafana { version = "9.3" }
org "main" { viewers = [user.vic, user.eve] }
user "vic" {}
user "eve" {}
team "odd" {
  name    = jsondecode(%q)
  members = [user.vic]
}
team "sre" { members = [user.eve] }
folder "f" {}
role "writer" {
  permission "folders:write" { scopes = ["folders:*"] }
}
role "reader" {
  permission "folders:read" { scopes = ["folders:*"] }
}
role_assignment "odd" {
  role  = role.writer
  teams = [team.odd]
}
role_assignment "sre" {
  role  = role.reader
  teams = [team.sre]
}
`, quoted(t, name))))
		allows := plainOPA(t, e)
		for _, user := range []string{"vic", "eve"} {
			for _, action := range []string{"folders:write", "folders:read"} {
				r := engine.Request{Subject: engine.Subject{Type: "user", ID: user}, Action: action, Resource: engine.Resource{Type: "folder", ID: "f"}, Org: "main"}
				decision, err := e.Check(t.Context(), r)
				if err != nil {
					t.Fatal(err)
				}
				want := action == "folders:read" || user == "vic"
				if decision.Allowed != want || allows(quoted(t, r)) != want {
					t.Errorf("%q: %s %s: engine %t, OPA %t, want %t", name, user, action, decision.Allowed, allows(quoted(t, r)), want)
				}
			}
		}
	}
}

// quoted returns the JSON of a value.
func quoted(t testing.TB, v any) string {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}
