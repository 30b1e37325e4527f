package fleet_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/fleet"
)

// config is a configuration in which a user is an editor.
func config(editor string) *fstest.MapFile {
	return &fstest.MapFile{Data: []byte(`
grafana { version = "13.3" }
org "main" { editors = [user.` + editor + `] }
user "eve" {}
user "vic" {}
folder "ops" {}
`)}
}

// A served is a Fleet with its engine, over HTTP.
type served struct {
	testing.TB
	*fleet.Fleet
	eng   *engine.Engine
	files fstest.MapFS
	url   string
}

// serve starts a server of a Fleet. Change changes the server before it starts.
func serve(t testing.TB, change func(*httptest.Server), opts ...fleet.Option) served {
	t.Helper()
	files := fstest.MapFS{"main.hcl": config("eve")}
	eng, err := engine.OpenFS(t.Context(), files)
	if err != nil {
		t.Fatal(err)
	}
	f, err := fleet.New(eng, opts...)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/", f)
	mux.Handle("GET /fleet", f.Report())
	s := httptest.NewUnstartedServer(mux)
	if change == nil {
		change = (*httptest.Server).Start
	}
	change(s)
	t.Cleanup(s.Close)
	t.Cleanup(f.Drain)
	return served{t, f, eng, files, s.URL}
}

// reload makes a user the editor.
func (s served) reload(editor string) {
	s.Helper()
	s.files["main.hcl"] = config(editor)
	if err := s.eng.Reload(s.Context()); err != nil {
		s.Fatal(err)
	}
}

// An answer is a response that was read.
type answer struct {
	status int
	header http.Header
	body   string
}

// do sends a request with the default client.
func (s served) do(method, path, body string, header ...string) answer {
	s.Helper()
	return s.by(http.DefaultClient, method, path, body, header...)
}

// by sends a request with headers: names and values in turn.
func (s served) by(client *http.Client, method, path, body string, header ...string) answer {
	s.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, method, s.url+path, strings.NewReader(body))
	if err != nil {
		s.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	resp, err := client.Do(r)
	if err != nil {
		s.Error(err)
		return answer{}
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		s.Error(err)
	}
	return answer{resp.StatusCode, resp.Header, string(text)}
}

// post sends JSON as it is.
func (s served) post(path, body string, header ...string) answer {
	s.Helper()
	return s.do(http.MethodPost, path, body, append([]string{"Content-Type", "application/json"}, header...)...)
}

// packed returns a text in gzip.
func packed(t testing.TB, text string) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := io.WriteString(z, text); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// A report is the answer of /fleet.
type report struct {
	Bundles []struct {
		File, Revision, ETag string
		Bytes                int
	}
	Instances []struct {
		ID      string
		Labels  map[string]string
		Current bool
		Seen    time.Time
		Bundles []struct {
			Name, Revision, Error string
			Current               bool
			Since, Activated      time.Time
		}
		Error     string
		LastError *struct{ Message string } `json:"last_error"`
	}
	Current, Failing, Forgotten, Waiting int
	Error                                string
}

// report asks how the fleet is.
func (s served) report() (r report) {
	s.Helper()
	got := s.do(http.MethodGet, "/fleet", "")
	if err := json.Unmarshal([]byte(got.body), &r); err != nil || got.status != http.StatusOK {
		s.Fatalf("%d, %v: %s", got.status, err, got.body)
	}
	return r
}

// TestOptions checks that options that cannot be are errors.
func TestOptions(t *testing.T) {
	eng := new(engine.Engine)
	for name, opt := range map[string]fleet.Option{
		"the limit Polls is negative": fleet.WithLimits(fleet.Limits{Polls: -1}),
		"the limit Wait is negative":  fleet.WithLimits(fleet.Limits{Wait: -1}),
		"makes bundles is nil":        fleet.WithBundles(nil),
	} {
		if _, err := fleet.New(eng, opt); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%v, want %q", err, name)
		}
	}
	if _, err := fleet.New(nil); err == nil {
		t.Error("a fleet without an engine")
	}
	f, err := fleet.New(eng)
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	f.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/bundles/bundle.tar.gz", nil))
	if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" {
		t.Errorf("without a configuration: %d", w.Code)
	}
}
