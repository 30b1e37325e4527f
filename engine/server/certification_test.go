package server_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/rolecall/rolecall/engine/server"
)

func contextOfTests() context.Context { return context.Background() }

// Requests about examples/acme: Kim is in SRE and changes Production, Lena is a guest of Acme.
const (
	kimWrites = `{"subject":{"type":"user","id":"kim"},"action":{"name":"dashboards:write"},"resource":{"type":"folder","id":"production"},"context":{"org":"acme"}}`
	lenaAsks  = `{"subject":{"type":"user","id":"lena"},"action":{"name":"dashboards:write"},"resource":{"type":"folder","id":"production"},"context":{"org":"acme"}}`
)

const (
	one    = "/access/v1/evaluation"
	many   = "/access/v1/evaluations"
	whoCan = "/access/v1/search/subject"
	onWhat = "/access/v1/search/resource"
	doWhat = "/access/v1/search/action"
)

// changed returns a request with a text in place of another one.
func changed(t *testing.T, request, old, new string) string {
	t.Helper()
	if !strings.Contains(request, old) {
		t.Fatalf("%s has no %s", request, old)
	}
	return strings.Replace(request, old, new, 1)
}

// TestBasic has the cases of the level Basic of the certification scenario.
func TestBasic(t *testing.T) {
	c := serving(t, engineOfAcme(t))
	for name, tc := range map[string]struct {
		request string
		want    bool
	}{
		"permit":                           {kimWrites, true},
		"deny":                             {lenaAsks, false},
		"unknown subject":                  {changed(t, kimWrites, `"kim"`, `"nobody"`), false},
		"unknown type of subject":          {changed(t, kimWrites, `"user"`, `"robot"`), false},
		"unknown resource":                 {changed(t, kimWrites, `"production"`, `"nowhere"`), false},
		"unknown type of resource":         {changed(t, kimWrites, `"folder"`, `"record"`), false},
		"unknown action":                   {changed(t, kimWrites, `dashboards:write`, `dashboards:paint`), false},
		"unknown members":                  {changed(t, kimWrites, `{"subject"`, `{"more":{"a":[1]},"subject"`), true},
		"unknown members of an entity":     {changed(t, kimWrites, `"id":"kim"`, `"id":"kim","more":1`), true},
		"unknown properties":               {changed(t, kimWrites, `"id":"kim"`, `"id":"kim","properties":{"department":"x","level":3}`), true},
		"unknown properties of a resource": {changed(t, kimWrites, `"id":"production"`, `"id":"production","properties":{"status":"active"}`), true},
		"properties of the action":         {changed(t, kimWrites, `"dashboards:write"`, `"dashboards:write","properties":{"method":"PUT"}`), true},
		"context with anything":            {changed(t, kimWrites, `"org":"acme"`, `"org":"acme","ip":"10.0.0.1","deep":{"a":[null,1.5]}`), true},
		"time without seconds":             {changed(t, kimWrites, `"org"`, `"time":"2025-06-27T18:03-07:00","org"`), true},
		"time that is a number":            {changed(t, kimWrites, `"org"`, `"time":1750000000,"org"`), true},
		"time that is an object":           {changed(t, kimWrites, `"org"`, `"time":{},"org"`), true},
		"time":                             {changed(t, kimWrites, `"org"`, `"time":"2025-06-27T18:03:00-07:00","org"`), true},
		"no org":                           {changed(t, kimWrites, `{"org":"acme"}`, `{}`), false},
		"no context":                       {changed(t, kimWrites, `,"context":{"org":"acme"}`, ``), false},
	} {
		t.Run(name, func(t *testing.T) {
			c := c
			c.TB = t
			got := c.post(one, tc.request)
			if got.status != http.StatusOK || got.header.Get("Content-Type") != "application/json" {
				t.Fatalf("%d, %q: %s", got.status, got.header, got.text)
			}
			d := into[decided](t, got.text)
			if d.Decision == nil || *d.Decision != tc.want || len(d.Context.Reasons) == 0 {
				t.Errorf("%s, want %v: %s", got.text, tc.want, tc.request)
			}
			if again := c.post(one, tc.request); again.text != got.text {
				t.Errorf("%s, and then %s", got.text, again.text)
			}
		})
	}
}

// TestBasicInvalid checks that requests that are not whole are answered with 400, and which member
// the answer names.
func TestBasicInvalid(t *testing.T) {
	c := serving(t, engineOfAcme(t))
	const kim, writes, production = `"subject":{"type":"user","id":"kim"}`, `"action":{"name":"dashboards:write"}`, `"resource":{"type":"folder","id":"production"}`
	for name, tc := range map[string]struct{ request, field string }{
		"empty":                     {``, ``},
		"spaces":                    {"  \n", ``},
		"not JSON":                  {`{"subject":`, ``},
		"text":                      {`hello`, ``},
		"list":                      {`[]`, ``},
		"null":                      {`null`, ``},
		"two":                       {kimWrites + kimWrites, ``},
		"twice the same member":     {`{` + kim + `,` + kim + `,` + writes + `,` + production + `}`, ``},
		"nothing":                   {`{}`, `subject`},
		"no subject":                {`{` + writes + `,` + production + `}`, `subject`},
		"no action":                 {`{` + kim + `,` + production + `}`, `action`},
		"no resource":               {`{` + kim + `,` + writes + `}`, `resource`},
		"subject is null":           {changed(t, kimWrites, `{"type":"user","id":"kim"}`, `null`), `subject`},
		"no subject.type":           {changed(t, kimWrites, `"type":"user",`, ``), `subject.type`},
		"no subject.id":             {changed(t, kimWrites, `,"id":"kim"`, ``), `subject.id`},
		"subject.id is null":        {changed(t, kimWrites, `"kim"`, `null`), `subject.id`},
		"no action.name":            {changed(t, kimWrites, `"name":"dashboards:write"`, ``), `action.name`},
		"no resource.type":          {changed(t, kimWrites, `"type":"folder",`, ``), `resource.type`},
		"no resource.id":            {changed(t, kimWrites, `,"id":"production"`, ``), `resource.id`},
		"subject is text":           {changed(t, kimWrites, `{"type":"user","id":"kim"}`, `"alice"`), `subject`},
		"subject is a list":         {changed(t, kimWrites, `{"type":"user","id":"kim"}`, `[]`), `subject`},
		"subject.type is a number":  {changed(t, kimWrites, `"user"`, `5`), `subject.type`},
		"subject.id is a number":    {changed(t, kimWrites, `"kim"`, `5`), `subject.id`},
		"action is text":            {changed(t, kimWrites, `{"name":"dashboards:write"}`, `"read"`), `action`},
		"action.name is a number":   {changed(t, kimWrites, `"dashboards:write"`, `123`), `action.name`},
		"resource is text":          {changed(t, kimWrites, `{"type":"folder","id":"production"}`, `"x"`), `resource`},
		"resource.id is an object":  {changed(t, kimWrites, `"production"`, `{}`), `resource.id`},
		"context is text":           {changed(t, kimWrites, `{"org":"acme"}`, `"x"`), `context`},
		"properties are text":       {changed(t, kimWrites, `"kim"`, `"kim","properties":"x"`), `subject.properties`},
		"groups are text":           {changed(t, kimWrites, `"kim"`, `"kim","properties":{"groups":"x"}`), `subject.properties.groups`},
		"org is a number":           {changed(t, kimWrites, `"acme"`, `1`), `context.org`},
		"subject.type is empty":     {changed(t, kimWrites, `"user"`, `""`), `subject.type`},
		"action.name is empty":      {changed(t, kimWrites, `"dashboards:write"`, `""`), `action.name`},
		"member of another case":    {changed(t, kimWrites, `"subject"`, `"Subject"`), `subject`},
		"half a character":          {changed(t, kimWrites, `kim`, `\ud800`), ``},
		"bytes that are not UTF-8":  {changed(t, kimWrites, `kim`, "\xff"), ``},
		"nested too deep":           {strings.Repeat(`{"a":`, 100_000), ``},
		"subject of a wrong type 2": {changed(t, kimWrites, `{"type":"user","id":"kim"}`, `true`), `subject`},
	} {
		t.Run(name, func(t *testing.T) {
			c := c
			c.TB = t
			got := c.post(one, tc.request)
			if got.status != http.StatusBadRequest || got.header.Get("Content-Type") != "application/json" {
				t.Fatalf("%d: %s", got.status, got.text)
			}
			e := into[struct{ Error wrong }](t, got.text).Error
			if e.Status != http.StatusBadRequest || e.Field != tc.field || e.Message == "" || !strings.Contains(e.Message, e.Field) {
				t.Errorf("%s, want the field %q", got.text, tc.field)
			}
		})
	}
	for contentType, want := range map[string]int{
		"":                                  400,
		"text/plain":                        400,
		"application/x-www-form-urlencoded": 400,
		"application/jsonp":                 400,
		"application/json":                  200,
		"application/json; charset=utf-8":   200,
		"application/json;charset=UTF-8":    200,
		"Application/JSON":                  200,
	} {
		if got := c.with("Content-Type", contentType).post(one, kimWrites); got.status != want {
			t.Errorf("%q: %d, want %d", contentType, got.status, want)
		}
	}
}

// TestRequestID checks that the header comes back as it was sent, with errors too.
func TestRequestID(t *testing.T) {
	c := serving(t, engineOfAcme(t))
	const id = "bfe9eb29-ab87-4ca3-be83-a1d5d8305716"
	for path, body := range map[string]string{one: kimWrites, many: `{}`, whoCan: `[`, "/nothing": ``} {
		if got := c.with("X-Request-ID", id).post(path, body); got.header.Get("X-Request-ID") != id {
			t.Errorf("%s: %q", path, got.header)
		}
		if got := c.post(path, body); got.header.Get("X-Request-ID") != "" {
			t.Errorf("%s: %q", path, got.header)
		}
	}
}

// TestBareActions checks how actions without a resource are asked: of the org of the context, and
// of the server, which takes any id.
func TestBareActions(t *testing.T) {
	c := serving(t, engineOfAcme(t))
	for _, tc := range []struct {
		user, action, resource string
		want                   bool
	}{
		{"ada", "teams:read", `{"type":"org","id":"acme"}`, true},
		{"lena", "teams:create", `{"type":"org","id":"acme"}`, false},
		{"olga", "users:create", `{"type":"server","id":"any"}`, true},
		{"ada", "users:create", `{"type":"server","id":"any"}`, false},
		{"olga", "orgs:create", `{"type":"server","id":""}`, true},
		{"ada", "playlists:write", `{"type":"playlist","id":"5"}`, true},
		{"ada", "playlists:write", `{"type":"playlist","id":""}`, true},
	} {
		request := fmt.Sprintf(`{"subject":{"type":"user","id":%q},"action":{"name":%q},"resource":%s,"context":{"org":"acme"}}`, tc.user, tc.action, tc.resource)
		if got := c.post(one, request); got.status != 200 || *into[decided](t, got.text).Decision != tc.want {
			t.Errorf("%s, want %v: %s", got.text, tc.want, request)
		}
	}
}

// TestUnreadableTime checks that a time that cannot be read denies what depends on the time, and
// nothing else: the token expires in April 2027.
func TestUnreadableTime(t *testing.T) {
	c := serving(t, engineOfAcme(t))
	ask := func(action, resource, time string) decided {
		return into[decided](t, c.post(one, `{"subject":{"type":"service_account","id":"deploy-markers","properties":{"token":"first_quarter"}},`+
			`"action":{"name":"`+action+`"},"resource":`+resource+`,"context":{"org":"acme","time":`+time+`}}`).text)
	}
	const deploys, production = `{"type":"dashboard","id":"deploys"}`, `{"type":"folder","id":"production"}`
	for time, want := range map[string]bool{`"2027-01-01T00:00:00Z"`: true, `"2028-01-01T00:00:00Z"`: false, `"2027-01-01T00:00Z"`: false, `5`: false, `[]`: false} {
		if d := ask("dashboards:write", deploys, time); *d.Decision != want {
			t.Errorf("%s: %v, want %v", time, d, want)
		}
	}
	if d := ask("dashboards:write", deploys, `"noon"`); !slices.Equal(d.Context.Reasons, []string{`the time "noon" is not RFC 3339`}) {
		t.Errorf("%q", d.Context.Reasons)
	}
	if d := ask("folders:create", production, `"noon"`); *d.Decision {
		t.Error(d)
	}
}

// outcomes returns the decisions of a batch: + and -, or the field of an error.
func outcomes(t *testing.T, c client, request string) string {
	t.Helper()
	c.TB = t
	got := c.post(many, request)
	if got.status != http.StatusOK || got.header.Get("Content-Type") != "application/json" {
		t.Fatalf("%d: %s", got.status, got.text)
	}
	var b strings.Builder
	for _, d := range into[struct{ Evaluations []decided }](t, got.text).Evaluations {
		switch {
		case d.Context.Error != nil:
			if *d.Decision || d.Context.Error.Status != 400 {
				t.Errorf("%+v", d.Context.Error)
			}
			fmt.Fprintf(&b, "(%s)", d.Context.Error.Field)
		case *d.Decision:
			b.WriteString("+")
		default:
			b.WriteString("-")
		}
	}
	return b.String()
}

// TestBatch has the cases of the level Batch of the certification scenario.
func TestBatch(t *testing.T) {
	c := serving(t, engineOfAcme(t))
	// The defaults are allowed, and lena is not.
	batch := func(options string, items ...string) string {
		return strings.TrimSuffix(kimWrites, "}") + options + `,"evaluations":[` + strings.Join(items, ",") + `]}`
	}
	lena, kim := `{"subject":{"type":"user","id":"lena"}}`, `{}`
	semantic := func(name string) string { return `,"options":{"evaluations_semantic":"` + name + `","more":1}` }
	for name, tc := range map[string]struct{ request, want string }{
		"without defaults":             {`{"evaluations":[` + kimWrites + `,` + lenaAsks + `,` + kimWrites + `]}`, "+-+"},
		"all from defaults":            {batch("", kim, kim), "++"},
		"subject replaced":             {batch("", kim, lena, kim), "+-+"},
		"action replaced":              {batch("", `{"action":{"name":"folders.permissions:write"}}`, kim), "-+"},
		"resource replaced":            {batch("", `{"resource":{"type":"folder","id":"finance"}}`, kim), "-+"},
		"context replaced whole":       {batch("", `{"context":{}}`, kim), "-+"},
		"a member is not merged":       {batch("", `{"resource":{"id":"production"}}`, kim), "(resource.type)+"},
		"properties are not merged":    {batch("", `{"subject":{"type":"user","properties":{"a":1}}}`), "(subject.id)"},
		"null is the default":          {batch("", `{"subject":null}`), "+"},
		"incomplete without defaults":  {`{"evaluations":[{},` + kimWrites + `,{"subject":{"type":"user","id":"kim"}}]}`, "(subject)+(action)"},
		"item that is no object":       {batch("", `5`, kim, `null`, `"x"`), "(evaluations)+(evaluations)(evaluations)"},
		"wrong type in an item":        {batch("", `{"subject":"alice"}`, kim, `{"action":{"name":123}}`), "(subject)+(action.name)"},
		"unknown in an item":           {batch("", `{"subject":{"type":"user","id":"nobody"}}`, kim), "-+"},
		"execute_all":                  {batch(semantic("execute_all"), kim, lena, kim), "+-+"},
		"deny_on_first_deny":           {batch(semantic("deny_on_first_deny"), kim, lena, kim), "+-"},
		"deny_on_first_deny, none":     {batch(semantic("deny_on_first_deny"), kim, kim), "++"},
		"deny_on_first_deny, an error": {batch(semantic("deny_on_first_deny"), kim, `{"subject":{}}`, kim), "+(subject.type)"},
		"permit_on_first_permit":       {batch(semantic("permit_on_first_permit"), lena, kim, lena), "-+"},
		"permit_on_first_permit, none": {batch(semantic("permit_on_first_permit"), lena, lena), "--"},
		"options without semantic":     {batch(`,"options":{}`, lena, kim), "-+"},
		"options that are null":        {batch(`,"options":null`, lena, kim), "-+"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := outcomes(t, c, tc.request); got != tc.want {
				t.Errorf("%s, want %s: %s", got, tc.want, tc.request)
			}
		})
	}
	for name, request := range map[string]string{
		"no evaluations": kimWrites, "empty": batch(""), "null": strings.TrimSuffix(kimWrites, "}") + `,"evaluations":null}`,
	} {
		got := c.post(many, request)
		if d := into[decided](t, got.text); got.status != 200 || d.Decision == nil || !*d.Decision {
			t.Errorf("%s: %d, %s", name, got.status, got.text)
		}
	}
	for request, field := range map[string]string{
		`{}`:                               "subject",
		`{"evaluations":5}`:                "evaluations",
		`{"evaluations":{"a":1}}`:          "evaluations",
		batch(semantic("first_wins"), kim): "options.evaluations_semantic",
		batch(`,"options":5`, kim):         "options",
		changed(t, batch("", kim, lena), `{"type":"user","id":"kim"}`, `"alice"`): "subject",
	} {
		got := c.post(many, request)
		if e := into[struct{ Error wrong }](t, got.text).Error; got.status != 400 || e.Field != field {
			t.Errorf("%d, %s, want the field %q: %s", got.status, got.text, field, request)
		}
	}
}

// TestBatchIsSingle checks that a batch answers each item as the single endpoint does.
func TestBatchIsSingle(t *testing.T) {
	c := serving(t, engineOfAcme(t))
	var items, singles []string
	for _, user := range []string{"ada", "kim", "lena", "olga", "nobody"} {
		for _, action := range []string{"folders:read", "dashboards:write", "folders:paint"} {
			for _, folder := range []string{"production", "finance", "nowhere"} {
				item := fmt.Sprintf(`{"subject":{"type":"user","id":%q},"action":{"name":%q},"resource":{"type":"folder","id":%q},"context":{"org":"acme"}}`, user, action, folder)
				items = append(items, item)
				singles = append(singles, strings.TrimSuffix(c.post(one, item).text, "\n"))
			}
		}
	}
	want := `{"evaluations":[` + strings.Join(singles, ",") + "]}\n"
	if got := c.post(many, `{"evaluations":[`+strings.Join(items, ",")+`]}`); got.text != want {
		t.Errorf("%s\nwant %s", got.text, want)
	}
}

// TestDiscovery has the cases of the level Discovery of the certification scenario.
func TestDiscovery(t *testing.T) {
	const path = "/.well-known/authzen-configuration"
	endpoints := map[string]string{
		"policy_decision_point": "", "access_evaluation_endpoint": one, "access_evaluations_endpoint": many,
		"search_subject_endpoint": whoCan, "search_resource_endpoint": onWhat, "search_action_endpoint": doWhat,
	}
	plain := serving(t, engineOfAcme(t))
	for base, c := range map[string]client{
		plain.base:                       plain,
		"https://pdp.example.com/access": serving(t, engineOfAcme(t), server.WithBaseURL("https://pdp.example.com/access/")),
	} {
		got := c.get(path)
		if ofRequest := base == plain.base; ofRequest != (got.header.Get("Cache-Control") == "no-store") {
			t.Errorf("%s: Cache-Control %q", base, got.header.Get("Cache-Control"))
		}
		if got.status != 200 || got.header.Get("Content-Type") != "application/json" {
			t.Errorf("%d, %q", got.status, got.header)
		}
		doc := into[map[string]string](t, got.text)
		for name, path := range endpoints {
			if doc[name] != base+path {
				t.Errorf("%s is %q, want %q", name, doc[name], base+path)
			}
		}
		if len(doc) != len(endpoints) {
			t.Errorf("%v", doc)
		}
	}
	// The endpoints are where the metadata says.
	for _, url := range into[map[string]string](t, plain.get(path).text) {
		c := plain
		if c.base = url; url != plain.base {
			if got := c.post("", `{}`); got.status != 400 {
				t.Errorf("%s: %d", url, got.status)
			}
			if got := c.get(""); got.status != http.StatusMethodNotAllowed {
				t.Errorf("GET %s: %d", url, got.status)
			}
		}
	}
	for _, base := range []string{"", "pdp.example.com", "ftp://pdp.example.com", "https://", "https://:443", "https://a/?b", "https://a/#b", "https://a?", "https://a#", "https://u@a", "%"} {
		if _, err := server.New(engineOfAcme(t), server.WithBaseURL(base)); err == nil {
			t.Errorf("%q is a base URL", base)
		}
	}
}
