package middleware_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/examples/middleware"
)

// changeFolder asks whether a user may change the folder in a path. A proxy has put the user into
// a header.
func changeFolder(r *http.Request) (engine.Request, bool) {
	user := r.Header.Get("X-WEBAUTH-USER")
	return engine.Request{
		Subject:  engine.Subject{Type: "user", ID: user},
		Action:   "folders:write",
		Resource: engine.Resource{Type: "folder", ID: r.PathValue("uid")},
		Org:      "acme",
	}, user != ""
}

func ExampleGuard() {
	eng, err := engine.Open(context.Background(), "../acme")
	if err != nil {
		panic(err)
	}
	mux := http.NewServeMux()
	mux.Handle("PUT /folders/{uid}", middleware.Guard(eng, changeFolder, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(w, "changed")
	})))
	for _, user := range []string{"kim", "paul", ""} {
		r := httptest.NewRequest("PUT", "/folders/production", nil)
		r.Header.Set("X-WEBAUTH-USER", user)
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, r)
		fmt.Printf("%q: %d %s", user, w.Code, w.Body)
	}
	// Output:
	// "kim": 200 changed
	// "paul": 403 forbidden
	// "": 401 unauthorized
}

// TestGuardGone checks that no HTTP request passes if no decision was made.
func TestGuardGone(t *testing.T) {
	eng, err := engine.Open(t.Context(), "../acme")
	if err != nil {
		t.Fatal(err)
	}
	ctx, gone := context.WithCancel(t.Context())
	gone()
	r := httptest.NewRequestWithContext(ctx, "PUT", "/folders/production", nil)
	r.Header.Set("X-WEBAUTH-USER", "kim")
	r.SetPathValue("uid", "production")
	w := httptest.NewRecorder()
	middleware.Guard(eng, changeFolder, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		t.Error("the request is let through")
	})).ServeHTTP(w, r)
	if w.Code != http.StatusServiceUnavailable {
		t.Errorf("code %d", w.Code)
	}
}

// A logged is a log that receives one line at a time.
type logged chan string

func (l logged) Write(line []byte) (int, error) {
	l <- string(line)
	return len(line), nil
}

// TestOpen checks that a change of a file changes what is allowed, and that
// decisions and reloads are logged.
func TestOpen(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("../acme")); err != nil {
		t.Fatal(err)
	}
	lines := make(logged, 100)
	eng, err := middleware.Open(t.Context(), dir, slog.New(slog.NewTextHandler(lines, &slog.HandlerOptions{Level: slog.LevelDebug})))
	if err != nil {
		t.Fatal(err)
	}
	logs := func(want string) {
		t.Helper()
		select {
		case line := <-lines:
			if !strings.Contains(line, want) {
				t.Errorf("logged is %s, want %s", line, want)
			}
		case <-time.After(20 * time.Second):
			t.Fatalf("%s is not logged", want)
		}
	}
	ask := func(want bool) {
		t.Helper()
		d, err := eng.Check(t.Context(), engine.Request{
			Subject: engine.Subject{Type: "user", ID: "new"},
			Action:  "orgs:create",
			Org:     "acme",
		})
		if err != nil || d.Allowed != want {
			t.Errorf("%v, %v", d, err)
		}
		logs(fmt.Sprintf("subject=user:new action=orgs:create resource=\"\" org=acme allowed=%v", want))
	}
	write := func(content string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, "new.hcl"), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	ask(false)
	write("user \"new\" { grafana_admin = yes }\n")
	logs("configuration not reloaded")
	ask(false)
	write("user \"new\" { grafana_admin = true }\n")
	logs("configuration reloaded")
	ask(true)
}

// TestServe asks the handler that Serve returns.
func TestServe(t *testing.T) {
	handler, err := middleware.Serve(t.Context(), "../acme")
	if err != nil {
		t.Fatal(err)
	}
	for user, want := range map[string]string{"kim": `{"decision":true`, "lena": `{"decision":false`} {
		body := `{"subject":{"type":"user","id":"` + user + `"},"action":{"name":"dashboards:write"},"resource":{"type":"folder","id":"production"},"context":{"org":"acme"}}`
		r := httptest.NewRequest(http.MethodPost, "/access/v1/evaluation", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		if handler.ServeHTTP(w, r); !strings.HasPrefix(w.Body.String(), want) {
			t.Errorf("%s: %d, %s", user, w.Code, w.Body)
		}
	}
}
