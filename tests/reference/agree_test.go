package reference

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"sync"
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

// supported are the servers whose rules the policies have. Add to it what
// they learn.
var supported = []Server{{"8.0", false}}

// open are the questions that the policies and the reference answer in
// different ways, by server, action and type of resource, each with what
// supports the reference. An entry goes when the two agree.
var open = map[Server][]struct {
	action, resource, because string
	when                      func(Request) bool // nil: always
}{
	{"8.0", false}: {
		{"alert.instances:read", "org", "8.0: pkg/services/ngalert/api/api_alertmanager.go: RouteGetSilences and RouteGetAMAlerts ask no role", nil},
		{"alert.notifications:read", "org", "the same file: RouteGetAlertingConfig asks no role in 8.0", nil},
		{"alert.rules:read", "org", "8.0: pkg/services/sqlstore/alert.go:128: the list is open, and filtered", nil},
		{"teams:read", "org", "8.0: pkg/api/api.go: the search of teams is open", nil},
		{"orgs.quotas:read", "org", "8.0: pkg/api/api.go: GET /api/org/quotas is open to the org", nil},
		{"org.users:read", "user", "8.0: pkg/api/api.go: the routes of org users take the scope users:<id>", nil},
		{"org.users:add", "user", "the same", nil},
		{"org.users:write", "user", "the same", nil},
		{"org.users:remove", "user", "the same", nil},
		{"users.teams:read", "user", "8.0: pkg/api/api.go: GET /api/users/:id/teams, reqGrafanaAdmin", nil},
		{"datasources:query", "data_source", "8.0: docs/sources/enterprise/datasource_permissions.md: with permissions, org Admins and who is listed", nil},
		{"", "dashboard", "8.0: pkg/api/dashboard.go:361-366: with editors_can_admin whoever creates a dashboard becomes its Admin, " +
			"also of one that is not declared", func(r Request) bool {
			return r.Resource.Properties.CreatedBy != "" && r.Resource.Properties.Folder != ""
		}},
	},
}

// known says whether a disagreement is an open one.
func known(server Server, d disagreement) bool {
	action, typ := newest(d.request.Action.Name), d.request.Resource.Type
	if typ == "" {
		typ = "org"
	}
	for _, o := range open[server] {
		if (o.action == "" || o.action == action) && o.resource == typ && (o.when == nil || o.when(d.request)) {
			return true
		}
	}
	return false
}

// worlds is how many worlds of each server the tests compare; -rapid.checks
// says otherwise.
const worlds = "200"

func TestMain(m *testing.M) {
	flag.Parse()
	given := map[string]bool{}
	flag.Visit(func(f *flag.Flag) { given[f.Name] = true })
	for name, value := range map[string]string{"rapid.checks": worlds, "rapid.nofailfile": "true"} {
		if given[name] {
			continue
		}
		if err := flag.Set(name, value); err != nil {
			panic(err)
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
	for _, server := range supported {
		t.Run(server.String(), func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				c := Cases(server).Draw(t, "case")
				for _, d := range disagreements(t, c) {
					if !known(server, d) {
						t.Fatalf("%v\n%s", d, c.Config)
					}
				}
			})
		})
	}
}

// A disagreement is a request that was answered in two ways.
type disagreement struct {
	request                Request
	reference, engine, opa bool
}

func (d disagreement) String() string {
	text, _ := json.Marshal(d.request)
	return fmt.Sprintf("reference %v, engine %v, OPA %v: %s", d.reference, d.engine, d.opa, text)
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
	query := prepare(t, compiled)
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
		results, err := query.Eval(ctx, rego.EvalParsedInput(input))
		if err != nil {
			t.Fatalf("OPA: %v: %s\n%s", err, text, c.Config)
		}
		d := disagreement{r, Decide(w, r), decision.Allowed, results.Allowed()}
		if d.reference != d.engine || d.reference != d.opa {
			all = append(all, d)
		}
	}
	return all
}

// compiler holds the policies, compiled; they are the same in every bundle.
var compiler struct {
	sync.Once
	*ast.Compiler
}

// prepare readies plain OPA on a bundle.
func prepare(t interface{ Fatal(...any) }, b *bundle.Bundle) rego.PreparedEvalQuery {
	compiler.Do(func() {
		modules := map[string]*ast.Module{}
		for _, m := range b.Modules {
			modules[m.Path] = m.Parsed
		}
		compiler.Compiler = ast.NewCompiler()
		compiler.Compile(modules)
	})
	if compiler.Failed() {
		t.Fatal(compiler.Errors)
	}
	query, err := rego.New(
		rego.Query("data.rolecall.authz.allow"),
		rego.Compiler(compiler.Compiler),
		rego.Store(inmem.NewFromObjectWithOpts(b.Data, inmem.OptReturnASTValuesOnRead(true))),
	).PrepareForEval(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return query
}
