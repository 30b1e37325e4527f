package server_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/internal/importer/server"
)

// secret is the password with which tests sign in. No message may have it.
const secret = "s3cret-pass"

// A grafana answers paths with bodies. Other paths are not found.
type grafana map[string]string

// small is a Grafana with one org and the user who asks.
func small() grafana {
	return grafana{
		"/api/health":                                     `{"version":"11.3.0"}`,
		"/api/org":                                        `{"id":1,"name":"main"}`,
		"/api/frontend/settings":                          `{"featureToggles":{},"buildInfo":{"edition":"Open Source"}}`,
		"/api/admin/settings":                             `{"users":{},"auth.anonymous":{}}`,
		"/api/orgs?perpage=1000&page=0":                   `[{"id":1,"name":"main"}]`,
		"/api/users/search?perpage=1000&page=1":           `{"users":[{"id":1,"login":"admin","isAdmin":true}]}`,
		"/api/orgs/1/users":                               `[{"userId":1,"login":"admin","role":"Admin"}]`,
		"/api/teams/search?perpage=1000&page=1":           `{"teams":[]}`,
		"/api/search?type=dash-folder&limit=1000&page=1":  `[]`,
		"/api/search?type=dash-db&limit=1000&page=1":      `[]`,
		"/api/datasources":                                `[]`,
		"/api/auth/keys?includeExpired=true":              `[]`,
		"/api/serviceaccounts/search?perpage=1000&page=1": `{"serviceAccounts":[]}`,
	}
}

func (g grafana) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	if body, ok := g[r.URL.RequestURI()]; ok {
		fmt.Fprint(w, body)
		return
	}
	w.WriteHeader(http.StatusNotFound)
	fmt.Fprint(w, `{"message":"Not found"}`)
}

// read reads a server, with the test's password.
func read(t *testing.T, h http.Handler, change ...func(*server.Options)) (*inventory.Inventory, error) {
	t.Helper()
	web := httptest.NewServer(h)
	t.Cleanup(web.Close)
	auth, err := server.ParseAuth("admin:" + secret)
	if err != nil {
		t.Fatal(err)
	}
	o := server.Options{URL: web.URL, Auth: auth, Wait: time.Millisecond}
	for _, c := range change {
		c(&o)
	}
	i, err := server.Read(t.Context(), o)
	if err != nil && strings.Contains(err.Error(), secret) {
		t.Errorf("the error has the password: %v", err)
	}
	if text := fmt.Sprintf("%v %+v %#v", o, o, auth); strings.Contains(text, secret) {
		t.Errorf("the options print the password: %s", text)
	}
	return i, err
}

// TestSmall reads the smallest Grafana.
func TestSmall(t *testing.T) {
	i, err := read(t, small())
	if err != nil {
		t.Fatal(err)
	}
	if len(i.Orgs) != 1 || len(i.Orgs[0].Members) != 1 || len(i.Users) != 1 || !i.Users[0].GrafanaAdmin || i.Settings.Version != "11.3.0" {
		t.Errorf("read %+v", i)
	}
	if len(i.Unread) > 0 {
		t.Errorf("not read: %v", i.Unread)
	}
}

// TestDamaged reads servers with damaged answers. Each ends the import with a reason.
func TestDamaged(t *testing.T) {
	long := `[` + strings.Repeat(`{"uid":"f"},`, 999) + `{"uid":"f"}]`
	for name, c := range map[string]struct {
		change func(grafana) http.Handler
		want   string
	}{
		"no Grafana": {func(grafana) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "text/html")
				fmt.Fprint(w, "<html>Sign in</html>")
			})
		}, `the answer to /api/health is not JSON but "text/html"`},
		"half an answer": {func(g grafana) http.Handler {
			g["/api/teams/search?perpage=1000&page=1"] = `{"teams":[{"id":1,`
			return g
		}, "the answer to /api/teams/search?perpage=1000&page=1 cannot be read: it ends before its end"},
		"more than an answer": {func(g grafana) http.Handler {
			g["/api/datasources"] = `[] []`
			return g
		}, "something follows the JSON"},
		"another type": {func(g grafana) http.Handler {
			g["/api/datasources"] = `{"a":1}`
			return g
		}, "the answer to /api/datasources cannot be read"},
		"a large answer": {func(g grafana) http.Handler {
			g["/api/datasources"] = `["` + strings.Repeat("x", 1<<20) + `"]`
			return g
		}, "is larger than 1048576 bytes"},
		"the same page again": {func(g grafana) http.Handler {
			for page := range 4 {
				g[fmt.Sprintf("/api/search?type=dash-folder&limit=1000&page=%d", page)] = long
			}
			return g
		}, "has the items of earlier pages again"},
		"an unknown release": {func(g grafana) http.Handler {
			g["/api/health"] = `{"version":"99.0.0"}`
			return g
		}, "the rules of Grafana 99.0.0 are not known"},
		"no version": {func(g grafana) http.Handler {
			g["/api/health"] = `{"version":"main\u001b[31m"}`
			return g
		}, `Grafana calls its version "main`},
		"a wrong password": {func(g grafana) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/api/health" {
					g.ServeHTTP(w, r)
					return
				}
				w.Header().Set("Content-Type", "application/json")
				w.WriteHeader(http.StatusUnauthorized)
				fmt.Fprint(w, `{"message":"Invalid username or password"}`)
			})
		}, "does not accept the password of admin: Grafana answered /api/org with 401: Invalid username or password"},
		"a truncated body": {func(g grafana) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/api/datasources" {
					w.Header().Set("Content-Length", "100")
				}
				g.ServeHTTP(w, r)
			})
		}, "ends before its end"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := read(t, c.change(small()), func(o *server.Options) { o.MaxBody = 1 << 20 })
			if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\x1b") {
				t.Errorf("error %q, want %q", err, c.want)
			}
		})
	}
}

// TestRedirects shows that a redirect to another server is not followed, and gets no password.
func TestRedirects(t *testing.T) {
	var got atomic.Bool
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got.Store(true) }))
	defer other.Close()
	g := small()
	_, err := read(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/api/datasources" {
			http.Redirect(w, r, other.URL+"/api/datasources", http.StatusFound)
			return
		}
		g.ServeHTTP(w, r)
	}))
	if err == nil || !strings.Contains(err.Error(), "redirects to another server") || got.Load() {
		t.Errorf("error %v, other server asked: %v", err, got.Load())
	}
}

// TestRetries shows that a server that is busy is asked again, and that every request is a GET.
func TestRetries(t *testing.T) {
	var busy atomic.Int64
	g := small()
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet {
			t.Errorf("%s %s", r.Method, r.URL)
		}
		if busy.Add(1)%3 != 0 {
			w.Header().Set("Retry-After", "0")
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		g.ServeHTTP(w, r)
	})
	if _, err := read(t, h, func(o *server.Options) { o.Retries = 3 }); err != nil {
		t.Error(err)
	}
	busy.Store(0)
	if _, err := read(t, h, func(o *server.Options) { o.Retries = 0 }); err == nil || !strings.Contains(err.Error(), "429") {
		t.Errorf("without retries: %v", err)
	}
}

// TestRefusals shows what is not known after a refusal, and that it is said.
func TestRefusals(t *testing.T) {
	g := small()
	g["/api/search?type=dash-folder&limit=1000&page=1"] = `[{"uid":"ops","title":"Ops"}]`
	refused := map[string]bool{"/api/admin/settings": true, "/api/folders/ops/permissions": true, "/api/datasources": true}
	i, err := read(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if refused[r.URL.Path] {
			w.WriteHeader(http.StatusForbidden)
			fmt.Fprint(w, `{"message":"Permissions needed: x:read"}`)
			return
		}
		g.ServeHTTP(w, r)
	}))
	if err != nil {
		t.Fatal(err)
	}
	f := i.Folders[0]
	if !f.Permissions.Unknown || len(f.Unread) != 1 || f.Unread[0].What != "its permissions" ||
		f.Unread[0].Why != "Grafana answered /api/folders/ops/permissions with 403: Permissions needed: x:read." {
		t.Errorf("folder %+v", f)
	}
	if o := i.Orgs[0]; len(o.Unread) != 1 || o.Unread[0].What != "data sources" || !o.Unlisted["data_source"] {
		t.Errorf("org %+v", o)
	}
	if len(i.Unread) != 1 || !strings.Contains(i.Unread[0].What, "mappings") {
		t.Errorf("server %v", i.Unread)
	}
}

// TestInterrupted shows that an import ends with its context.
func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	web := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { cancel() }))
	defer web.Close()
	if _, err := server.Read(ctx, server.Options{URL: web.URL}); err == nil {
		t.Error("it did not end")
	}
}

// TestURLs checks which URLs are refused, without quoting a password.
func TestURLs(t *testing.T) {
	for url, want := range map[string]string{
		"":                                  "there is no URL",
		"grafana.example.com":               "is not the URL of a Grafana",
		"ftp://grafana.example.com":         "is not the URL of a Grafana",
		"https://admin:" + secret + "@host": "has a password",
		"https://host/?a=b":                 "more than an address",
		"https://ho st:" + secret:           "cannot be read",
		"admin:" + secret + "@host":         "is not the URL of a Grafana",
		"https:/admin:" + secret + "@host":  "is not the URL of a Grafana",
		"https:admin:" + secret + "@host":   "is not the URL of a Grafana",
		"host/?auth=" + secret:              "is not the URL of a Grafana",
		"https://host/" + secret + "?a":     "more than an address",
	} {
		_, err := server.Read(t.Context(), server.Options{URL: url})
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), secret) {
			t.Errorf("%s: %v", url, err)
		}
	}
}

// TestParseAuth checks what signs in.
func TestParseAuth(t *testing.T) {
	for text, want := range map[string]string{
		"glsa_x\n": "a token", "admin:a:b": "the password of admin", "anonymous": "no sign-in",
		"": "", " \n": "", ":x": "", "a\nb": "",
	} {
		auth, err := server.ParseAuth(text)
		if (err != nil) != (want == "") || err == nil && auth.String() != want {
			t.Errorf("%q: %v, %v", text, auth, err)
		}
	}
}

// TestSettings reads the settings that a server tells server admins, and those of a file for a sign-in that
// may not read them.
func TestSettings(t *testing.T) {
	settings := map[string]map[string]string{
		"users":              {"viewers_can_edit": "true", "allow_org_create": "false"},
		"auth.anonymous":     {"enabled": "true", "org_name": "main", "org_role": "Editor"},
		"feature_toggles":    {"enable": "nestedFolders"},
		"auth.generic_oauth": {"enabled": "true", "org_mapping": "staff:1:Editor"},
	}
	check := func(i *inventory.Inventory, err error, unread int) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		a := i.Settings.Anonymous
		if !i.Settings.ViewersCanEdit || a == nil || a.Org != i.Orgs[0] || a.Role != "Editor" || len(i.Unread) != unread ||
			len(i.OrgMappings) != 1 || i.OrgMappings[0].Org != i.Orgs[0] {
			t.Errorf("read %+v, anonymous %+v, mappings %+v, unread %v", i.Settings, a, i.OrgMappings, i.Unread)
		}
	}
	text, err := json.Marshal(settings)
	if err != nil {
		t.Fatal(err)
	}
	told := small()
	told["/api/admin/settings"] = string(text)
	i, err := read(t, told)
	check(i, err, 0)

	silent := small()
	delete(silent, "/api/admin/settings")
	i, err = read(t, silent, func(o *server.Options) { o.Ini = settings })
	check(i, err, 0)

	stored := small()
	stored["/api/admin/settings"] = string(text)
	stored["/api/v1/sso-settings"] = `[{"provider":"generic_oauth","settings":{"enabled":true,"orgMapping":["ops:main:Viewer"]}}]`
	i, err = read(t, stored)
	check(i, err, 0)
	if i.OrgMappings[0].Group != "ops" {
		t.Errorf("mappings %+v", i.OrgMappings)
	}

	skipped := small()
	skipped["/api/admin/settings"] = string(text)
	skipped["/api/v1/sso-settings"] = `[{"provider":"generic_oauth","settings":{"enabled":true,"skipOrgRoleSync":true,"orgMapping":["a b:main"]}},
		{"provider":"okta","settings":{"enabled":true,"orgMapping":["ops team:main:Viewer"]}},
		{"provider":"google","settings":{"enabled":true,"roleAttributeStrict":true,"orgMapping":"x:main:Admin y:main"}}]`
	i, err = read(t, skipped)
	check(i, err, 1)
	if i.OrgMappings[0].Group != "ops team" {
		t.Errorf("mappings %+v", i.OrgMappings)
	}
}

// TestEnterprise reads the parts of a server with a licence, in the forms of Grafana's documentation.
func TestEnterprise(t *testing.T) {
	g := small()
	g["/api/frontend/settings"] = `{"featureToggles":{},"buildInfo":{"edition":"Enterprise"}}`
	g["/api/teams/search?perpage=1000&page=1"] = `{"teams":[{"id":7,"name":"sre"}]}`
	g["/api/teams/7/members"] = `[{"userId":1,"login":"admin","permission":4}]`
	g["/api/teams/7/groups"] = `[{"orgId":1,"teamId":7,"groupId":"cn=sre,dc=example"}]`
	g["/api/datasources"] = `[{"id":3,"uid":"metrics","name":"Metrics"}]`
	g["/api/access-control/datasources/metrics"] = `[{"isManaged":true,"teamId":7,"team":"sre","permission":"Edit"},
		{"isManaged":false,"builtInRole":"Admin","permission":"Edit"},{"isManaged":true,"isInherited":true,"userId":1,"permission":"Query"}]`
	g["/api/access-control/roles?includeHidden=true"] = `[{"uid":"u1","name":"custom:ops","global":true,"displayName":"Ops"},
		{"uid":"fixed_x","name":"fixed:reports:reader","global":true},{"uid":"basic_viewer","name":"basic:viewer","global":true},
		{"uid":"managed_x","name":"managed:users:1:permissions"}]`
	g["/api/access-control/roles/u1"] = `{"uid":"u1","permissions":[{"action":"teams:create","scope":""},{"action":"folders:read","scope":"folders:*"}]}`
	g["/api/access-control/roles/u1/assignments"] = `{"role_uid":"u1","users":[1],"teams":[7],"service_accounts":[]}`
	g["/api/access-control/roles/fixed_x/assignments"] = `{"users":[],"teams":[7]}`
	i, err := read(t, g)
	if err != nil {
		t.Fatal(err)
	}
	admin, sre := i.Users[0], i.Teams[0]
	if !i.Licensed || i.Settings.Edition != "enterprise" || len(sre.ExternalGroups) != 1 || len(sre.Admins) != 1 {
		t.Errorf("team %+v, settings %+v", sre, i.Settings)
	}
	if e := i.DataSources[0].Permissions.Entries; len(e) != 1 || e[0].Holder.Team != sre || e[0].Level != "Edit" {
		t.Errorf("data source %+v", e)
	}
	if len(i.Roles) != 1 || i.Roles[0].Org != nil || len(i.Roles[0].Permissions) != 2 || i.Roles[0].Permissions[0].Action != "folders:read" {
		t.Errorf("roles %+v", i.Roles)
	}
	if len(i.Assignments) != 2 || i.Assignments[1].Role != i.Roles[0] || len(i.Assignments[1].Holders) != 2 ||
		i.Assignments[1].Holders[0].User != admin || i.Assignments[0].Fixed != "fixed:reports:reader" {
		t.Errorf("assignments %+v", i.Assignments)
	}
	if len(i.Unread) != 1 || !strings.Contains(i.Unread[0].What, "basic roles") {
		t.Errorf("unread %v", i.Unread)
	}
}
