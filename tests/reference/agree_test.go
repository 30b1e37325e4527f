package reference

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"testing"
	"testing/fstest"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/bundle"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"pgregory.net/rapid"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/loader"
)

// The tests compare so many worlds of each server, the same in each run;
// -rapid.checks asks for as many others.
const (
	worlds = "20"
	seed   = "7"
)

func TestMain(m *testing.M) {
	flag.Parse()
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == "rapid.checks" })
	if !given {
		for name, value := range map[string]string{"rapid.checks": worlds, "rapid.seed": seed} {
			if err := flag.Set(name, value); err != nil {
				panic(err)
			}
		}
	}
	os.Exit(m.Run())
}

// TestGenerated loads generated configurations of every server and asks the
// reference about them.
func TestGenerated(t *testing.T) {
	for _, server := range Servers {
		t.Run(server.String(), func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				c := Cases(server).Draw(t, "case")
				w, diags := loader.Load(fstest.MapFS{"main.hcl": {Data: []byte(c.Config)}})
				if diags.HasErrors() {
					t.Fatalf("the generated configuration is invalid: %v\n%s", diags, c.Config)
				}
				for _, r := range c.Requests {
					Decide(w, r)
				}
			})
		})
	}
}

// TestAgree holds the engine and plain OPA against the reference.
func TestAgree(t *testing.T) {
	for _, server := range Servers {
		t.Run(server.String(), func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				c := Cases(server).Draw(t, "case")
				for _, d := range disagreements(t, c) {
					t.Fatalf("%v\n%s", d, c.Config)
				}
			})
		})
	}
}

// A disagreement is a request that was answered in two ways. OPA is asked with
// the bundle, and with the rules alone: without what is compiled in it.
type disagreement struct {
	request                       Request
	reference, engine, opa, rules bool
}

func (d disagreement) String() string {
	text, _ := json.Marshal(d.request)
	return fmt.Sprintf("reference %v, engine %v, OPA %v, by the rules %v: %s", d.reference, d.engine, d.opa, d.rules, text)
}

// disagreements asks the three of them everything about a case.
func disagreements(t interface {
	Fatal(...any)
	Fatalf(string, ...any)
}, c Case) []disagreement {
	ctx := context.Background()
	w, diags := loader.Load(fstest.MapFS{"main.hcl": {Data: []byte(c.Config)}})
	if diags.HasErrors() {
		t.Fatalf("the generated configuration is invalid: %v\n%s", diags, c.Config)
	}
	compiled, err := engine.Compile(w)
	if err != nil {
		t.Fatal(err)
	}
	eng, err := engine.New(ctx, compiled)
	if err != nil {
		t.Fatal(err)
	}
	bundled := prepare(t, compiled.Data, compiled.Modules)
	rules := prepare(t, rulesAlone(compiled.Data), compiled.Modules)
	var all []disagreement
	for _, r := range c.Requests {
		text, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		var request engine.Request
		if err := json.Unmarshal(text, &request); err != nil {
			t.Fatalf("%v: %s", err, text)
		}
		decision, err := eng.Check(ctx, request)
		if err != nil {
			t.Fatalf("%v: %s\n%s", err, text, c.Config)
		}
		input, err := ast.ValueFromReader(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		allowed := func(query rego.PreparedEvalQuery) bool {
			results, err := query.Eval(ctx, rego.EvalParsedInput(input))
			if err != nil {
				t.Fatalf("OPA: %v: %s\n%s", err, text, c.Config)
			}
			return results.Allowed()
		}
		d := disagreement{r, Decide(w, r), decision.Allowed, allowed(bundled), allowed(rules)}
		if d.reference != d.engine || d.reference != d.opa || d.reference != d.rules {
			all = append(all, d)
		}
	}
	return all
}

// rulesAlone is the data of a bundle without compiled decisions.
func rulesAlone(data map[string]any) map[string]any {
	below := maps.Clone(data["rolecall"].(map[string]any))
	world := maps.Clone(below["world"].(map[string]any))
	delete(world, "compiled")
	below["world"] = world
	return map[string]any{"rolecall": below}
}

// prepare readies plain OPA on a bundle.
func prepare(t interface{ Fatal(...any) }, data map[string]any, modules []bundle.ModuleFile) rego.PreparedEvalQuery {
	options := []func(*rego.Rego){
		rego.Query("data.rolecall.authz.allow"),
		rego.Store(inmem.NewFromObjectWithOpts(data, inmem.OptReturnASTValuesOnRead(true))),
	}
	for _, m := range modules {
		options = append(options, rego.ParsedModule(m.Parsed))
	}
	query, err := rego.New(options...).PrepareForEval(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return query
}
