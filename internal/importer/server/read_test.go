package server_test

import (
	"context"
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
		"/api/health":                                    `{"version":"11.3.0"}`,
		"/api/org":                                       `{"id":1,"name":"main"}`,
		"/api/frontend/settings":                         `{"featureToggles":{},"buildInfo":{"edition":"Open Source"}}`,
		"/api/admin/settings":                            `{}`,
		"/api/orgs?perpage=1000&page=0":                  `[{"id":1,"name":"main"}]`,
		"/api/users/search?perpage=1000&page=1":          `{"users":[{"id":1,"login":"admin","isAdmin":true}]}`,
		"/api/orgs/1/users":                              `[{"userId":1,"login":"admin","role":"Admin"}]`,
		"/api/teams/search?perpage=1000&page=1":          `{"teams":[]}`,
		"/api/search?type=dash-folder&limit=1000&page=1": `[]`,
		"/api/search?type=dash-db&limit=1000&page=1":     `[]`,
		"/api/datasources":                               `[]`,
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
