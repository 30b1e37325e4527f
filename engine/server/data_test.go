package server_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/tests/plain"
)

// smaller returns a configuration that is not examples/acme.
func smaller(t *testing.T) fstest.MapFS {
	t.Helper()
	return fstest.MapFS{"main.hcl": {Data: []byte(`
grafana { version = "9.3" }
org "acme" {
  viewers = [user.vic]
  editors = [user.eve]
}
user "eve" {}
user "vic" {}
user "off" { disabled = true }
team "sre" {
  members         = [user.vic]
  external_groups = ["cn=sre,dc=example"]
}
folder "payments" {
  permission "Edit" { teams = [team.sre] }
}
service_account "ci" {
  role = "Editor"
  token "past" { expires = "2026-01-01T00:00:00Z" }
}
`)}}
}

// TestData checks that OPA's data API answers as OPA does on the bundle, also what is not a
// request. Only a member that appears twice is an error here, while OPA takes the last.
func TestData(t *testing.T) {
	eng, err := engine.OpenFS(t.Context(), smaller(t))
	if err != nil {
		t.Fatal(err)
	}
	c, b := serving(t, eng), eng.View().Bundle()
	const vic = `{"subject":{"type":"user","id":"vic"},"action":{"name":"folders:write"},"resource":{"type":"folder","id":"payments"},"context":{"org":"acme"}}`
	inputs := []string{
		vic,
		`null`, `5`, `"x"`, `[]`, `{}`, `true`,
		changed(t, vic, `"vic"`, `"eve"`),
		changed(t, vic, `"vic"`, `"off"`),
		changed(t, vic, `"vic"`, `"nobody"`),
		changed(t, vic, `,"context":{"org":"acme"}`, ``),
		changed(t, vic, `"acme"`, `"nowhere"`),
		changed(t, vic, `"folders:write"`, `"folders:paint"`),
		changed(t, vic, `"folder"`, `"record"`),
		changed(t, vic, `"payments"`, `"nowhere"`),
		changed(t, vic, `{"type":"folder","id":"payments"}`, `null`),
		changed(t, vic, `"folders:write"`, `""`),
		changed(t, vic, `"folders:write"`, `5`),
		changed(t, vic, `"user"`, `""`),
		changed(t, vic, `"user"`, `5`),
		changed(t, vic, `{"type":"user","id":"vic"}`, `"vic"`),
		changed(t, vic, `"vic"`, `5`),
		changed(t, vic, `"vic"`, `null`),
		changed(t, vic, `"vic"`, `"eve","properties":{"groups":["cn=sre,dc=example"]}`),
		changed(t, vic, `"vic"`, `"vic","properties":{"groups":5}`),
		changed(t, vic, `"vic"`, `"vic","properties":{"groups":[5]}`),
		changed(t, vic, `"vic"`, `"vic","properties":[]`),
		changed(t, vic, `"payments"`, `"payments","properties":{"data_sources":["a"]}`),
		changed(t, vic, `"payments"`, `"payments","properties":{"folder":5}`),
		changed(t, vic, `{"org":"acme"}`, `{"org":5}`),
		changed(t, vic, `{"org":"acme"}`, `5`),
		changed(t, vic, `"org"`, `"time":"2025-06-27T18:03-07:00","org"`),
		changed(t, vic, `"org"`, `"time":"noon","org"`),
		changed(t, vic, `"org":"acme"`, `"time":"noon","org":"nowhere"`),
		changed(t, vic, `"org"`, `"time":"9999-12-31T23:59:59Z","org"`),
		changed(t, vic, `"org"`, `"time":5,"org"`),
		changed(t, vic, `"org"`, `"time":[],"org"`),
		changed(t, vic, `"org"`, `"time":null,"org"`),
		changed(t, vic, `"org"`, `"time":"","org"`),
		changed(t, vic, `"org"`, `"time":"2025-01-01T00:00:00Z","org"`),
		`{"subject":{"type":"service_account","id":"ci","properties":{"token":"past"}},"action":{"name":"folders:create"},"context":{"time":"2025-01-01T00:00:00Z"}}`,
		`{"subject":{"type":"service_account","id":"ci","properties":{"token":"past"}},"action":{"name":"folders:create"},"context":{"time":"2027-01-01T00:00:00Z"}}`,
		`{"subject":{"type":"user","id":"eve"},"action":{"name":"teams:read"}}`,
		`{"subject":{"type":"user","id":"eve"},"action":{"name":"folders:create"},"resource":{"id":"x"}}`,
		`{"subject":{"type":"anonymous"},"action":{"name":"folders:create"}}`,
		`{"Subject":{"type":"user","id":"eve"},"action":{"name":"teams:read"}}`,
	}
	for _, name := range []string{"allow", "decision"} {
		query, err := plain.Prepare(b, "data.rolecall.authz."+name)
		if err != nil {
			t.Fatal(err)
		}
		ask := func(body string) any {
			t.Helper()
			got := c.post("/v1/data/rolecall/authz/"+name, body)
			if got.status != 200 || got.header.Get("Content-Type") != "application/json" {
				t.Fatalf("%d: %s\n%s", got.status, got.text, body)
			}
			return into[map[string]any](t, got.text)
		}
		for _, input := range inputs {
			value, err := ast.ValueFromReader(strings.NewReader(input))
			if err != nil {
				t.Fatal(err)
			}
			want := map[string]any{"result": evaluated(t, query, rego.EvalParsedInput(value))}
			if input == "null" { // the server of OPA takes it for none
				want["warning"] = into[any](t, noInputWarning)
			}
			if diff := cmp.Diff(any(want), ask(`{"more":1,"input":`+input+`}`)); diff != "" {
				t.Errorf("%s of %s (-OPA +rolecall): %s", name, input, diff)
			}
		}
		want := map[string]any{"result": evaluated(t, query), "warning": into[any](t, noInputWarning)}
		for _, body := range []string{``, `{}`, `{"Input":{}}`} {
			if diff := cmp.Diff(any(want), ask(body)); diff != "" {
				t.Errorf("%s of %q (-OPA +rolecall): %s", name, body, diff)
			}
		}
		for _, body := range []string{`{`, `[]`, `{"input":{"a":1,"a":1}}`} {
			got := c.post("/v1/data/rolecall/authz/"+name, body)
			if e := into[struct{ Code, Message string }](t, got.text); got.status != 400 || e.Code != "invalid_parameter" || e.Message == "" {
				t.Errorf("%d, %s", got.status, got.text)
			}
		}
	}
	c = c.with("Content-Type", "application/x-www-form-urlencoded")
	if got := c.post("/v1/data/rolecall/authz/allow?pretty=true", `{"input":`+vic+`}`); got.text != "{\n  \"result\": true\n}\n" {
		t.Errorf("%q", got.text)
	}
	if got := c.with("Content-Type", "application/x-yaml").post("/v1/data/rolecall/authz/allow", `{}`); got.status != 400 {
		t.Errorf("%d, %s", got.status, got.text)
	}
	if got := c.post("/v1/data/rolecall/world", `{}`); got.status != 404 {
		t.Errorf("%d, %s", got.status, got.text)
	}
}

// noInputWarning is the warning of OPA's server about a missing input.
const noInputWarning = `{"code":"api_usage_warning","message":"'input' key missing from the request"}`

// evaluated returns what OPA answers.
func evaluated(t *testing.T, query rego.PreparedEvalQuery, opts ...rego.EvalOption) any {
	t.Helper()
	results, err := query.Eval(context.Background(), opts...)
	if err != nil || len(results) != 1 {
		t.Fatal(results, err)
	}
	text, err := json.Marshal(results[0].Expressions[0].Value)
	if err != nil {
		t.Fatal(err)
	}
	return into[any](t, string(text))
}
