package server_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/server"
)

// search asks for one page.
func (c client) search(t *testing.T, path, request string) found {
	t.Helper()
	c.TB = t
	got := c.post(path, request)
	if got.status != http.StatusOK || got.header.Get("Content-Type") != "application/json" || !strings.HasPrefix(got.text, `{"results":[`) {
		t.Fatalf("%d: %s\n%s", got.status, got.text, request)
	}
	f := into[found](t, got.text)
	if f.Page.Count != len(f.Results) {
		t.Errorf("count %d of %d results", f.Page.Count, len(f.Results))
	}
	return f
}

// Searches of examples/acme.
const (
	whoReads   = `{"subject":{"type":"user"},"action":{"name":"folders:read"},"resource":{"type":"folder","id":"payments"},"context":{"org":"acme"}}`
	kimsBoards = `{"subject":{"type":"user","id":"kim"},"action":{"name":"dashboards:write"},"resource":{"type":"dashboard"},"context":{"org":"acme"}}`
	kimDoes    = `{"subject":{"type":"user","id":"kim"},"resource":{"type":"folder","id":"production"},"context":{"org":"acme"}}`
)

// TestSearch has the cases of the level Search of the certification scenario.
func TestSearch(t *testing.T) {
	c := serving(t, engineOfAcme(t))
	for name, tc := range map[string]struct {
		path, request string
		want          []string
	}{
		"subjects":                     {whoCan, whoReads, []string{"ada", "eve", "kim", "paul", "petra", "pia", "sam"}},
		"the id does not count":        {whoCan, changed(t, whoReads, `"user"`, `"user","id":"lena"`), []string{"ada", "eve", "kim", "paul", "petra", "pia", "sam"}},
		"subjects of another type":     {whoCan, changed(t, whoReads, `"user"`, `"service_account"`), []string{}},
		"subjects of no type":          {whoCan, changed(t, whoReads, `"user"`, `"robot"`), []string{}},
		"of an unknown resource":       {whoCan, changed(t, whoReads, `"payments"`, `"nowhere"`), []string{}},
		"of an unknown type":           {whoCan, changed(t, whoReads, `"folder"`, `"record"`), []string{}},
		"with an unknown action":       {whoCan, changed(t, whoReads, `folders:read`, `folders:paint`), []string{}},
		"in an unknown org":            {whoCan, changed(t, whoReads, `"acme"`, `"nowhere"`), []string{}},
		"resources":                    {onWhat, kimsBoards, []string{"deploys", "slo-overview"}},
		"resources, with an id":        {onWhat, changed(t, kimsBoards, `"dashboard"}`, `"dashboard","id":"x"}`), []string{"deploys", "slo-overview"}},
		"resources of nobody":          {onWhat, changed(t, kimsBoards, `"kim"`, `"nobody"`), []string{}},
		"resources of an unknown type": {onWhat, changed(t, kimsBoards, `"dashboard"}`, `"record"}`), []string{}},
		"resources of a team":          {onWhat, changed(t, kimsBoards, `"user","id":"kim"`, `"team","id":"SRE"`), []string{}},
		"actions of nobody":            {doWhat, changed(t, kimDoes, `"kim"`, `"nobody"`), []string{}},
		"actions on nothing":           {doWhat, changed(t, kimDoes, `"production"`, `"nowhere"`), []string{}},
		"a time without seconds":       {whoCan, changed(t, whoReads, `"org"`, `"time":"2025-06-27T18:03-07:00","org"`), []string{"ada", "eve", "kim", "paul", "petra", "pia", "sam"}},
	} {
		t.Run(name, func(t *testing.T) {
			f := c.search(t, tc.path, tc.request)
			if diff := cmp.Diff(tc.want, f.names()); diff != "" || f.Page.Next != "" || f.Page.Total != len(tc.want) {
				t.Errorf("%+v (-want +got): %s", f.Page, diff)
			}
		})
	}
	if f := c.search(t, doWhat, kimDoes); !slices.Contains(f.names(), "folders:read") || slices.Contains(f.names(), "folders.permissions:write") || !slices.IsSorted(f.names()) {
		t.Errorf("%q", f.names())
	}
	for _, tc := range []struct{ path, request, field string }{
		{whoCan, `{}`, "subject"},
		{whoCan, changed(t, whoReads, `"type":"user"`, ``), "subject.type"},
		{whoCan, changed(t, whoReads, `,"id":"payments"`, ``), "resource.id"},
		{whoCan, changed(t, whoReads, `"name":"folders:read"`, ``), "action.name"},
		{whoCan, changed(t, whoReads, `"action":{"name":"folders:read"},`, ``), "action"},
		{onWhat, changed(t, kimsBoards, `,"id":"kim"`, ``), "subject.id"},
		{onWhat, changed(t, kimsBoards, `"resource":{"type":"dashboard"},`, ``), "resource"},
		{onWhat, changed(t, kimsBoards, `{"type":"dashboard"}`, `{}`), "resource.type"},
		{doWhat, changed(t, kimDoes, `,"id":"kim"`, ``), "subject.id"},
		{doWhat, changed(t, kimDoes, `,"id":"production"`, ``), "resource.id"},
		{whoCan, changed(t, whoReads, `{"subject"`, `{"page":5,"subject"`), "page"},
		{whoCan, changed(t, whoReads, `{"subject"`, `{"page":{"limit":0},"subject"`), "page.limit"},
		{whoCan, changed(t, whoReads, `{"subject"`, `{"page":{"limit":-1},"subject"`), "page.limit"},
		{whoCan, changed(t, whoReads, `{"subject"`, `{"page":{"limit":1.5},"subject"`), "page.limit"},
		{whoCan, changed(t, whoReads, `{"subject"`, `{"page":{"token":5},"subject"`), "page.token"},
		{whoCan, changed(t, whoReads, `{"subject"`, `{"page":{"token":"alsehrq3495u8"},"subject"`), "page.token"},
	} {
		got := c.post(tc.path, tc.request)
		if e := into[struct{ Error wrong }](t, got.text).Error; got.status != 400 || e.Field != tc.field {
			t.Errorf("%d, %s, want the field %q: %s", got.status, got.text, tc.field, tc.request)
		}
	}
}

// TestPages checks that pages give each result once, and which tokens are refused.
func TestPages(t *testing.T) {
	c := serving(t, engineOfAcme(t), server.WithLimits(server.Limits{Results: 5}))
	all := serving(t, engineOfAcme(t)).search(t, whoCan, whoReads).names()
	paged := func(limit, token, request string) string {
		return changed(t, request, `{"subject"`, fmt.Sprintf(`{"page":{"limit":%s,"token":%q},"subject"`, limit, token))
	}
	var tokens []string
	for _, limit := range []string{"1", "3", "5", "1000", "null"} {
		var got []string
		for token, n := "", 0; n == 0 || token != ""; n++ {
			f := c.search(t, whoCan, paged(limit, token, whoReads))
			if f.Page.Total != len(all) || len(f.Results) > 5 || n > len(all) {
				t.Fatalf("page %d: %+v", n, f.Page)
			}
			got = append(got, f.names()...)
			if token = f.Page.Next; token != "" {
				tokens = append(tokens, token)
			}
		}
		if !slices.Equal(got, all) {
			t.Errorf("limit %s: %q, want %q", limit, got, all)
		}
	}
	refused := func(c client, request, message string) {
		t.Helper()
		got := c.post(whoCan, request)
		if got.status != 400 || !strings.Contains(got.text, message) {
			t.Errorf("%d, %s, want %q", got.status, got.text, message)
		}
	}
	token := tokens[0]
	refused(c, paged("1", token, changed(t, whoReads, "payments", "production")), "another search")
	refused(c, paged("1", token, changed(t, whoReads, "folders:read", "folders:write")), "another search")
	for i := range token {
		changed := []byte(token)
		changed[i] ^= 1
		refused(c, paged("1", string(changed), whoReads), "not a token")
	}
	refused(c, paged("1", token[1:], whoReads), "not a token")
	refused(c, paged("1", token+"AAAA", whoReads), "not a token")

	// The same search of another configuration.
	other, err := engine.OpenFS(t.Context(), smaller(t))
	if err != nil {
		t.Fatal(err)
	}
	refused(serving(t, other), paged("1", token, whoReads), "no longer loaded")
}

// TestSearchAgrees checks that a search has exactly what evaluations allow.
func TestSearchAgrees(t *testing.T) {
	eng := engineOfAcme(t)
	c, view := serving(t, eng), eng.View()
	users, folders, dashboards := view.Names("user", ""), view.Names("folder", "acme"), view.Names("dashboard", "acme")
	evaluate := func(user, action, typ, id string) bool {
		d, err := view.Check(t.Context(), engine.Request{
			Subject: engine.Subject{Type: "user", ID: user}, Action: action, Resource: engine.Resource{Type: typ, ID: id}, Org: "acme",
		})
		if err != nil {
			t.Fatal(err)
		}
		return d.Allowed
	}
	request := func(user, action, typ, id string) string {
		return fmt.Sprintf(`{"subject":{"type":"user","id":%q},"action":{"name":%q},"resource":{"type":%q,"id":%q},"context":{"org":"acme"}}`, user, action, typ, id)
	}
	for _, action := range []string{"folders:read", "folders:write", "dashboards:read"} {
		for _, folder := range folders {
			want := []string{}
			for _, user := range users {
				if evaluate(user, action, "folder", folder) {
					want = append(want, user)
				}
			}
			if diff := cmp.Diff(want, c.search(t, whoCan, request("", action, "folder", folder)).names()); diff != "" {
				t.Errorf("%s %s: %s", action, folder, diff)
			}
		}
	}
	for _, user := range users {
		for typ, ids := range map[string][]string{"folder": folders, "dashboard": dashboards, "org": view.Names("org", "")} {
			action := map[string]string{"folder": "folders:read", "dashboard": "dashboards:write", "org": "orgs:read"}[typ]
			want := []string{}
			for _, id := range ids {
				if evaluate(user, action, typ, id) {
					want = append(want, id)
				}
			}
			got := c.search(t, onWhat, request(user, action, typ, "")).names()
			slices.Sort(got)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s %s: %s", user, action, diff)
			}
		}
		want := []string{}
		for _, action := range view.Actions("folder") {
			if evaluate(user, action, "folder", "production") {
				want = append(want, action)
			}
		}
		if diff := cmp.Diff(want, c.search(t, doWhat, request(user, "", "folder", "production")).names()); diff != "" {
			t.Errorf("%s: %s", user, diff)
		}
	}
}

// TestSearchUndeclared checks that a kind that cannot be declared has one result without an id,
// also with what else the request says about it.
func TestSearchUndeclared(t *testing.T) {
	c := serving(t, engineOfAcme(t))
	request := func(user, resource string) string {
		return `{"subject":{"type":"user","id":"` + user + `"},"action":{"name":"alert.rules:read"},"resource":` + resource + `,"context":{"org":"acme"}}`
	}
	for resource, want := range map[string][]string{
		`{"type":"alert","properties":{"folder":"production"}}`: {""},
		`{"type":"alert","properties":{"folder":"finance"}}`:    {},
		`{"type":"alert","properties":{"folder":"nowhere"}}`:    {},
		`{"type":"server"}`: {},
	} {
		if got := c.search(t, onWhat, request("kim", resource)).names(); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", resource, got, want)
		}
	}
	playlists := strings.ReplaceAll(request("ada", `{"type":"playlist"}`), "alert.rules:read", "playlists:write")
	if got := c.search(t, onWhat, playlists).names(); !slices.Equal(got, []string{""}) {
		t.Errorf("%q", got)
	}
	server := strings.ReplaceAll(request("olga", `{"type":"server"}`), "alert.rules:read", "users:create")
	if got := c.search(t, onWhat, server).names(); !slices.Equal(got, []string{""}) {
		t.Errorf("%q", got)
	}
	if got := c.search(t, doWhat, changed(t, server, `"type":"server"`, `"type":"server","id":"any"`)).names(); !slices.Contains(got, "users:create") {
		t.Errorf("%q", got)
	}
}
