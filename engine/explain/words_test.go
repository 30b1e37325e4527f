package explain_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/engine/suite"
	"github.com/rolecall/rolecall/engine/suite/coverage"
	"github.com/rolecall/rolecall/loader"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/tests/generate"
)

// TestOtherWords changes every text of steps and edits, and checks that the rest of
// explanations and the coverage computed from them stay the same: no code reads the texts.
// If all texts are alike, code that compares texts would merge different steps; if each
// text is different, it would separate equal ones.
func TestOtherWords(t *testing.T) {
	count := 0
	words := map[string]func() string{
		"all alike":      func() string { return "word" },
		"never the same": func() string { count++; return fmt.Sprint("word", count) },
	}
	for about, q := range questionsOfAll(t) {
		t.Run(about, func(t *testing.T) {
			before := q.results(t)
			if len(before.steps) == 0 && len(before.edits) == 0 || about != "acme" && len(before.problems) == 0 {
				t.Error("there are neither steps nor edits")
			}
			if about == "acme" && (before.grants == 0 || len(before.steps) == 0 || len(before.edits) == 0) {
				t.Errorf("%d grants are exercised, by %d steps, and there are %d edits", before.grants, len(before.steps), len(before.edits))
			}
			for name, word := range words {
				restore := explain.Reword(func(explain.Step) string { return word() }, func(explain.Edit) string { return word() }, func(explain.Problem) string { return word() })
				after := q.results(t)
				restore()
				for _, text := range slices.Concat(after.steps, after.edits, after.problems) {
					if !strings.HasPrefix(text, "word") {
						t.Errorf("%s: %q is still written", name, text)
					}
				}
				if diff := cmp.Diff(before.explanations, after.explanations); diff != "" {
					t.Errorf("%s: the JSON differs (-before +after):\n%s", name, diff)
				}
				if diff := cmp.Diff(before.exercised, after.exercised); diff != "" {
					t.Errorf("%s: the coverage differs (-before +after):\n%s", name, diff)
				}
			}
		})
	}
}

// TestKinds checks that every kind has a text and is in the documentation.
func TestKinds(t *testing.T) {
	docs, err := os.ReadFile("../../docs/embedding.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, kinds := range []struct {
		file, typ string
		text      func(kind string) string
	}{
		{"step.go", "Kind", func(kind string) string {
			return explain.Step{Kind: explain.Kind(kind), Subject: "s", Resource: "r:r"}.Text()
		}},
		{"problem.go", "ProblemKind", func(kind string) string {
			return explain.Problem{Kind: explain.ProblemKind(kind), Subject: "s"}.String()
		}},
		{"repair.go", "EditKind", func(kind string) string { return explain.Edit{Kind: explain.EditKind(kind)}.Text() }},
	} {
		source, err := os.ReadFile(kinds.file)
		if err != nil {
			t.Fatal(err)
		}
		found := regexp.MustCompile(`\b`+kinds.typ+` += "(\w+)"`).FindAllSubmatch(source, -1)
		if len(found) < 5 {
			t.Errorf("%s declares %d kinds", kinds.file, len(found))
		}
		for _, match := range found {
			kind := string(match[1])
			if text := kinds.text(kind); text == "" || text == kind {
				t.Errorf("the %s %s has no words", kinds.typ, kind)
			}
			if !strings.Contains(string(docs), "`"+kind+"`") {
				t.Errorf("docs/embedding.md does not name the %s %s", kinds.typ, kind)
			}
		}
	}
}

// questions are the requests for one configuration.
type questions struct {
	world    *schema.World
	eng      *engine.Engine
	requests []engine.Request
}

// now is the time of all requests.
var now = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// questionsOfAll returns the requests of the tests of examples/acme, and generated ones for
// each server.
func questionsOfAll(t *testing.T) map[string]questions {
	acme := os.DirFS("../../examples/acme")
	names, err := fs.Glob(acme, "*_test.hcl")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	var tests []loader.Option
	for _, name := range names {
		content, err := fs.ReadFile(acme, name)
		if err != nil {
			t.Fatal(err)
		}
		tests = append(tests, loader.WithTestFile(name, content))
	}
	q := open(t, acme, tests...)
	for _, test := range suite.New(q.world, q.eng.View()).Tests {
		for _, cell := range test.Cells {
			cell.Request.Time = now
			q.requests = append(q.requests, cell.Request)
		}
	}
	all := map[string]questions{"acme": q}
	for seed, server := range generate.Servers {
		// The test fails for a world that has nothing to explain; these seeds have something.
		c := generate.Cases(server, 60).Example(seed + 10)
		q := open(t, fstest.MapFS{"main.hcl": {Data: []byte(c.Config)}})
		for _, request := range c.Requests {
			raw, err := json.Marshal(request)
			if err != nil {
				t.Fatal(err)
			}
			var r engine.Request
			if err := json.Unmarshal(raw, &r); err != nil {
				t.Fatal(err)
			}
			r.Time = now
			q.requests = append(q.requests, r)
		}
		all[server.String()] = q
	}
	return all
}

func open(t *testing.T, fsys fs.FS, opts ...loader.Option) questions {
	w, diags := loader.Load(fsys, opts...)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	eng, err := engine.FromWorld(t.Context(), w)
	if err != nil {
		t.Fatal(err)
	}
	return questions{world: w, eng: eng}
}

// results are the results of questions.
type results struct {
	// explanations holds their JSON without the texts of steps, edits and problems,
	// and problems without their words.
	explanations []any
	steps, edits []string
	problems     []string
	// exercised lists the number of questions that exercise each grant and rule, and
	// grants is the number of exercised grants.
	exercised []string
	grants    int
}

func (q questions) results(t *testing.T) results {
	var r results
	var cells []suite.CellResult
	for _, request := range q.requests {
		e, err := q.eng.Explain(t.Context(), request)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		var decoded any
		if err := json.Unmarshal(raw, &decoded); err != nil {
			t.Fatal(err)
		}
		if e.Problem.Kind != "" {
			fields := decoded.(map[string]any)
			r.problems = append(r.problems, fields["problem"].(string))
			fields["problem"] = fmt.Sprintf("%#v", e.Problem)
		}
		r.explanations = append(r.explanations, r.without(decoded))
		cells = append(cells, suite.CellResult{Cell: &suite.Cell{Request: request}, Allowed: e.Allowed})
	}
	c := coverage.New(q.world, q.eng.View(), suite.Options{Now: now})
	if err := c.Tests(t.Context(), []suite.Result{{Test: &suite.Test{}, Cells: cells}}); err != nil {
		t.Fatal(err)
	}
	report := c.Report()
	for _, g := range report.Grants {
		r.exercised = append(r.exercised, fmt.Sprint(g.Range, " ", g.Text, " ", g.Questions))
	}
	for _, rule := range report.Rules {
		r.exercised = append(r.exercised, fmt.Sprint(rule))
	}
	r.grants = report.Of().Exercised
	return r
}

// without removes the texts from decoded JSON.
func (r *results) without(decoded any) any {
	switch v := decoded.(type) {
	case []any:
		for i := range v {
			v[i] = r.without(v[i])
		}
	case map[string]any:
		if text, ok := v["text"].(string); ok {
			delete(v, "text")
			if _, isEdit := v["granters"]; isEdit {
				r.edits = append(r.edits, text)
			} else {
				r.steps = append(r.steps, text)
			}
		}
		for key := range v {
			v[key] = r.without(v[key])
		}
	}
	return decoded
}
