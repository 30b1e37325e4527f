package reference_test

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/loader"
	"github.com/rolecall/rolecall/tests/generate"
	"github.com/rolecall/rolecall/tests/reference"
)

// TestUnrecorded checks the cases in testdata/unrecorded, which no recorded server has; they come from
// documentation and source code. Each archive has a configuration and a file requests, with a line for each
// request: yes or no, then the request. The policies are checked, too.
func TestUnrecorded(t *testing.T) {
	files, err := filepath.Glob("testdata/unrecorded/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases (%v)", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			fsys := fstest.MapFS{}
			for _, f := range archive.Files {
				fsys[f.Name] = &fstest.MapFile{Data: f.Data}
			}
			w, diags := loader.Load(fsys)
			if diags.HasErrors() {
				t.Fatal(diags.Errs())
			}
			c := generate.Case{Config: string(fsys["main.hcl"].Data)}
			for _, f := range archive.Files {
				if f.Name != "requests" {
					continue
				}
				for _, line := range strings.Split(string(f.Data), "\n") {
					answer, text, _ := strings.Cut(strings.TrimSpace(line), " ")
					if answer == "" || answer == "#" {
						continue
					}
					r := parse(t, text)
					c.Requests = append(c.Requests, r)
					if got, want := reference.Decide(w, r), answer == "yes"; got != want {
						t.Errorf("%s: %v, want %v", text, got, want)
					}
				}
			}
			compared, err := compare(c.Config)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range c.Requests {
				compared.check(t, r, compared.rules, compared.bundled)
			}
		})
	}
}

// parse parses a request in words: SUBJECT ACTION [RESOURCE] [KEY=VALUE…]. The keys are org, time, in, of, by,
// sources (separated by commas), token and groups (separated by semicolons).
func parse(t *testing.T, text string) reference.Request {
	var r reference.Request
	var plain []string
	for _, word := range strings.Fields(text) {
		key, value, ok := strings.Cut(word, "=")
		if !ok {
			plain = append(plain, word)
			continue
		}
		switch key {
		case "org":
			r.Context.Org = value
		case "time":
			r.Context.Time = value
		case "in":
			r.Resource.Properties.Folder = value
		case "by":
			r.Resource.Properties.CreatedBy = value
		case "of":
			r.Resource.Properties.Dashboard = value
		case "sources":
			sources := strings.FieldsFunc(value, func(c rune) bool { return c == ',' })
			r.Resource.Properties.DataSources = &sources
		case "token":
			r.Subject.Properties.Token = value
		case "groups":
			r.Subject.Properties.Groups = strings.Split(value, ";")
		default:
			t.Fatalf("unknown key in %q", text)
		}
	}
	if len(plain) < 2 {
		t.Fatalf("no request: %q", text)
	}
	r.Subject.Type, r.Subject.ID, _ = strings.Cut(plain[0], ":")
	r.Action.Name = plain[1]
	if len(plain) > 2 {
		r.Resource.Type, r.Resource.ID, _ = strings.Cut(plain[2], ":")
	}
	return r
}

// TestRequestJSON compares the JSON of a request with that of the engine's request.
func TestRequestJSON(t *testing.T) {
	text := `{"subject":{"type":"user","id":"eve"},"action":{"name":"dashboards:write"},"resource":{"type":"dashboard","id":"latency","properties":{"folder":"production"}},"context":{"org":"main","time":"2026-11-21T12:00:00Z"}}`
	var theirs engine.Request
	if err := json.Unmarshal([]byte(text), &theirs); err != nil {
		t.Fatal(err)
	}
	ours, err := reference.FromEngine(theirs)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := json.Marshal(ours); err != nil || string(again) != text {
		t.Errorf("%s (%v)", again, err)
	}
}

// TestToEngine checks that the engine reads the JSON of generated requests as ToEngine converts them.
func TestToEngine(t *testing.T) {
	times, sources := 0, 0
	for seed, server := range generate.Releases {
		for _, r := range generate.Cases(server, 100).Example(seed).Requests {
			converted, err := reference.ToEngine(r)
			if err != nil {
				t.Fatal(err)
			}
			text, err := json.Marshal(r)
			if err != nil {
				t.Fatal(err)
			}
			var read engine.Request
			if err := json.Unmarshal(text, &read); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(read, converted); diff != "" {
				t.Errorf("%s (-read +converted):\n%s", text, diff)
			}
			if !read.Time.IsZero() {
				times++
			}
			if read.DataSources != nil {
				sources++
			}
		}
	}
	if times == 0 || sources == 0 {
		t.Errorf("%d requests have a time and %d have data sources", times, sources)
	}
}
