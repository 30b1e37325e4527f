package hostile

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/rolecall/rolecall/engine"
)

// asked is a configuration for requests with every kind of property.
const asked = `
grafana { version = "9.3" }
org "main" {
  viewers = [user.vic]
  editors = [user.eve]
  admins  = [user.ada]
}
user "ada" { email = "ada@example.com" }
user "eve" {}
user "vic" {}
user "off" { disabled = true }
team "sre" {
  members         = [user.vic]
  external_groups = ["cn=sre,dc=example"]
}
folder "closed" { default_permissions = false }
folder "ops" {
  permission "View" { roles = ["Viewer"] }
  permission "Edit" { teams = [team.sre] }
}
dashboard "latency" { folder = folder.ops }
data_source "metrics" {}
service_account "ci" {
  role = "Editor"
  token "past" { expires = "2026-01-01T00:00:00Z" }
  token "ever" {}
}
api_key "robot" { role = "Viewer" }
api_key "old" {
  role    = "Viewer"
  expires = "1970-01-01T00:00:00Z"
}
`

// A verdict is the result of an engine for a request in JSON.
type verdict string

const (
	allowed   verdict = "allowed"
	denied    verdict = "denied"
	malformed verdict = "malformed"
)

// verdictOf returns the verdict on a request. It fails the test if Check, CheckAll, Evaluate and
// Explain do not agree.
func verdictOf(t testing.TB, e *engine.Engine, request string) verdict {
	t.Helper()
	var r engine.Request
	if err := json.Unmarshal([]byte(request), &r); err != nil {
		return malformed
	}
	return decided(t, e, r)
}

// decided returns the verdict on a decoded request.
func decided(t testing.TB, e *engine.Engine, r engine.Request) verdict {
	t.Helper()
	d, err := e.Check(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	a, err := e.Evaluate(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	all, err := e.CheckAll(t.Context(), []engine.Request{r})
	if err != nil {
		t.Fatal(err)
	}
	if d != a.Decision || d != all[0] {
		t.Fatalf("Check says %v, Evaluate %v %q, CheckAll %v: %q", d, a.Decision, a.Reasons, all, r)
	}
	if d.Allowed {
		return allowed
	}
	return denied
}

// ask returns a request in JSON about the folder closed. Parts are pairs of text to replace and its
// replacement.
func ask(parts ...string) string {
	const request = `{"subject":{"type":"user","id":"vic"},"action":{"name":"folders:write"},"resource":{"type":"folder","id":"closed"},"context":{"org":"main"}}`
	return strings.NewReplacer(parts...).Replace(request)
}

// TestM1Names checks that member names are exact, so that a proxy that inspects a request sees the
// request that is decided: vic must not write to the folder, ada may.
func TestM1Names(t *testing.T) {
	e := open(t, configuration(t, asked))
	opa := plainOPA(t, e)
	for _, tc := range []struct {
		request string
		want    verdict
	}{
		{ask(), denied},
		{ask("vic", "ada"), allowed},
		{ask(`"vic"`, `"vic","ID":"ada"`), denied},
		{ask(`"vic"`, `"vic","Id":"ada"`), denied},
		{ask(`"action"`, `"SUBJECT":{"type":"user","id":"ada"},"action"`), denied},
		{ask(`"action"`, `"ſubject":{"type":"user","id":"ada"},"action"`), denied},
		{ask(`"action"`, `"subject\u0000":{"type":"user","id":"ada"},"action"`), denied},
		{ask(`"user"`, `"user","Properties":{"groups":5}`), denied},
		{ask(`{"name":`, `{"name":"folders:nothing","Name":`, "vic", "ada"), denied},
		{ask(`"closed"`, `"closed","ID":"ops"`, "vic", "ada"), allowed},
		{ask(`"org"`, `"Time":"never","org"`, "vic", "ada"), allowed},
		{ask(`"subject"`, `"\u0073ubject"`, "vic", "ada"), allowed},
		{ask(`"Subject"`, `"subject"`, `"subject"`, `"Subject"`, "vic", "ada"), malformed},
		{ask(`"id":"vic"`, `"ID":"ada"`), denied},
		{ask(`"name"`, `"NAME"`, "vic", "ada"), malformed},
		{ask(`"action"`, `"more":{"ID":[1e400,{"subject":null}],"":{}},"action"`, "vic", "ada"), allowed},
	} {
		got := verdictOf(t, e, tc.request)
		if got != tc.want {
			t.Errorf("%s, want %s: %s", got, tc.want, tc.request)
		}
		if plain := opa(tc.request); plain != (got == allowed) {
			t.Errorf("%s, but plain OPA says %v: %s", got, plain, tc.request)
		}
	}
}

// TestM1Twice checks that a member that appears twice is an error at any depth, in a batch too: some
// readers take the first, others the last.
func TestM1Twice(t *testing.T) {
	dir := configuration(t, asked)
	e := open(t, dir)
	requests := []string{
		ask(`"action"`, `"subject":{"id":"ada"},"action"`),
		ask(`"action"`, `"subject":{"type":"user","id":"vic"},"action"`),
		ask(`"vic"`, `"vic","id":"ada"`),
		ask(`"vic"`, `"vic","\u0069d":"ada"`),
		ask(`"vic"`, `"vic","properties":{"groups":[],"groups":[]}`),
		ask(`"closed"`, `"closed","properties":null,"properties":null`, "vic", "ada"),
		ask(`"org"`, `"org":"main","org"`, "vic", "ada"),
		ask(`"action"`, `"more":{"a":[{"b":1,"b":1}]},"action"`, "vic", "ada"),
		ask(`"action"`, `"more":1,"more":1,"action"`, "vic", "ada"),
	}
	for _, request := range requests {
		if got := verdictOf(t, e, request); got != malformed {
			t.Errorf("%s: %s", got, request)
		}
	}
	out := rolecall(t, dir, strings.Join(requests, "\n"), "check", "--batch", "-")
	if out.code != 1 || !strings.Contains(out.stderr, "line 1: malformed request") {
		t.Errorf("code %d, stderr %s", out.code, out.stderr)
	}
	answers := strings.Split(strings.TrimSuffix(out.stdout, "\n"), "\n")
	if len(answers) != len(requests) {
		t.Fatalf("%d answers to %d requests: %s", len(answers), len(requests), out.stdout)
	}
	for i, answer := range answers {
		if !strings.HasPrefix(answer, `{"decision":false,`) || !strings.Contains(answer, "appears twice") {
			t.Errorf("%s: %s", answer, requests[i])
		}
	}
}

// TestM1Text checks that text that readers repair in different ways is an error.
func TestM1Text(t *testing.T) {
	e := open(t, configuration(t, asked))
	for _, id := range []string{"ada\xff", "\xed\xa0\x80", `ada\ud800`, `\udc00\ud800`, "ada\n", `\x61da`} {
		if request := ask("vic", id); verdictOf(t, e, request) != malformed {
			t.Errorf("%q is read", request)
		}
	}
	for _, request := range []string{"", "null", "5", `"x"`, "[]", "{}", "\ufeff" + ask(), ask() + ask(), ask() + "x", strings.Repeat("[", 20_000)} {
		if verdictOf(t, e, request) != malformed {
			t.Errorf("%.100q is read", request)
		}
	}
}

// TestL1 checks that only a missing time means now.
func TestL1(t *testing.T) {
	dir := configuration(t, asked)
	e := open(t, dir)
	opa := plainOPA(t, e)
	for _, tc := range []struct {
		time string
		want verdict
	}{
		{`"2026-01-01T00:00:00Z"`, allowed},
		{`"2026-01-01T00:00:00.5-12:00"`, allowed},
		{`"2262-04-11T23:47:16.854775807Z"`, allowed},
		{`"1677-09-21T00:12:43.145224192Z"`, allowed},
		{`""`, allowed},
		{`null`, allowed},
		{`"0001-01-01T00:00:00Z"`, malformed},
		{`"0001-01-01T01:00:00+01:00"`, malformed},
		{`"0001-01-01T00:00:00.000000001Z"`, malformed},
		{`"0000-01-01T00:00:00Z"`, malformed},
		{`"9999-12-31T23:59:59Z"`, malformed},
		{`"2262-04-11T23:47:16.854775808Z"`, malformed},
		{`"1677-09-21T00:12:43.145224191Z"`, malformed},
		{`"2026-01-01T00:00:60Z"`, malformed},
		{`" "`, malformed},
		{`0`, malformed},
		{`[]`, malformed},
	} {
		request := ask("vic", "ada", `"org"`, `"time":`+tc.time+`,"org"`)
		got := verdictOf(t, e, request)
		if got != tc.want {
			t.Errorf("%s, want %s: %s", got, tc.want, request)
		}
		if plain := opa(request); plain != (got == allowed) {
			t.Errorf("%s, but plain OPA says %v: %s", got, plain, request)
		}
	}
	for at, code := range map[string]int{"2026-01-01T00:00:00Z": 0, "0001-01-01T00:00:00Z": 1, "9999-12-31T23:59:59Z": 1} {
		if out := rolecall(t, dir, "", "check", "user:ada", "folders:write", "folder:closed", "--time", at); out.code != code {
			t.Errorf("--time %s: %+v, want code %d", at, out, code)
		}
	}
}

// TestL2 checks that the engine and plain OPA refuse members of the wrong type alike, for any subject.
func TestL2(t *testing.T) {
	e := open(t, configuration(t, asked))
	opa := plainOPA(t, e)
	user, account := ask("vic", "ada"), ask("user", "service_account", "vic", "ci", "folders:write", "folders:create", `{"type":"folder","id":"closed"}`, "null")
	for _, properties := range []struct {
		text string
		// user and account are the verdicts for these subjects.
		user, account verdict
	}{
		{`null`, allowed, allowed},
		{`{}`, allowed, allowed},
		{`{"groups":null}`, allowed, allowed},
		{`{"groups":[]}`, allowed, allowed},
		{`{"groups":["a",""]}`, allowed, allowed},
		{`{"groups":[null]}`, malformed, malformed},
		{`{"groups":["a",null]}`, malformed, malformed},
		{`{"groups":[1]}`, malformed, malformed},
		{`{"groups":[["a"]]}`, malformed, malformed},
		{`{"groups":5}`, malformed, malformed},
		{`{"groups":"a"}`, malformed, malformed},
		{`{"groups":{}}`, malformed, malformed},
		{`{"groups":{"a":"b"}}`, malformed, malformed},
		{`{"groups":false}`, malformed, malformed},
		{`{"token":null}`, allowed, allowed},
		{`{"token":""}`, allowed, allowed},
		{`{"token":"ever"}`, denied, allowed},
		{`{"token":5}`, malformed, malformed},
		{`{"token":["ever"]}`, malformed, malformed},
		{`[]`, malformed, malformed},
		{`"groups"`, malformed, malformed},
		{`false`, malformed, malformed},
	} {
		for request, want := range map[string]verdict{user: properties.user, account: properties.account} {
			request = strings.Replace(request, `"},"action"`, `","properties":`+properties.text+`},"action"`, 1)
			got := verdictOf(t, e, request)
			if got != want {
				t.Errorf("%s, want %s: %s", got, want, request)
			}
			if plain := opa(request); plain != (got == allowed) {
				t.Errorf("%s, but plain OPA says %v: %s", got, plain, request)
			}
		}
	}
}

// TestH7 checks that a type of resource that does not exist is unknown, whatever its bytes.
func TestH7(t *testing.T) {
	for _, version := range []string{"8.5", "9.3"} {
		e := open(t, configuration(t, strings.Replace(asked, `"9.3"`, fmt.Sprintf("%q", version), 1)))
		types := []string{"\x00folder", "folder\x00", "Folder", "api-key", "seven77"}
		for n := range 40 {
			types = append(types, strings.Repeat("\x00", n+1), strings.Repeat("\xff", n+1))
		}
		things := map[string]string{"robot": "apikeys:delete", "closed": "folders:write", "latency": "dashboards:write", "sre": "teams:write", "metrics": "datasources:write", "ci": "serviceaccounts:write"}
		for id, action := range things {
			for _, typ := range types {
				r := engine.Request{Subject: engine.Subject{Type: "user", ID: "ada"}, Action: action, Resource: engine.Resource{Type: typ, ID: id}}
				if decided(t, e, r) != denied {
					t.Errorf("%s of %q of the type %q is allowed", action, id, typ)
				}
			}
		}
		if decided(t, e, engine.Request{Subject: engine.Subject{Type: "user", ID: "ada"}, Action: "apikeys:delete", Resource: engine.Resource{Type: "api_key", ID: "robot"}}) != allowed {
			t.Error("an admin may not delete a key")
		}
	}
}
