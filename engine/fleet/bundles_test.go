package fleet_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/open-policy-agent/opa/v1/bundle"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/fleet"
	"github.com/rolecall/rolecall/tests/await"
)

// rolecall is the path of the bundle.
const rolecall = "/bundles/bundle.tar.gz"

// TestBundle checks that a bundle is handed out as HTTP has it, and that OPA reads it.
func TestBundle(t *testing.T) {
	s := serve(t, nil)
	got := s.do(http.MethodGet, rolecall, "")
	want := s.archive()
	etag := got.header.Get("ETag")
	if got.status != http.StatusOK || got.body != string(want) || len(etag) < 66 || !strings.HasPrefix(etag, `"`) ||
		got.header.Get("Content-Type") != "application/vnd.openpolicyagent.bundles" {
		t.Errorf("%d, %v", got.status, got.header)
	}
	b, err := bundle.NewReader(bytes.NewReader(want)).Read()
	if err != nil || b.Manifest.Revision != s.eng.View().Revision() {
		t.Errorf("OPA reads the revision %q, %v", b.Manifest.Revision, err)
	}
	for name, tc := range map[string]struct {
		method, path, condition string
		status, bytes           int
	}{
		"head":               {http.MethodHead, rolecall, "", 200, 0},
		"head with the ETag": {http.MethodHead, rolecall, etag, 304, 0},
		"the ETag":           {http.MethodGet, rolecall, etag, 304, 0},
		"one of several":     {http.MethodGet, rolecall, `"x", ` + etag, 304, 0},
		"a weak one":         {http.MethodGet, rolecall, "W/" + etag, 304, 0},
		"any":                {http.MethodGet, rolecall, "*", 304, 0},
		"another one":        {http.MethodGet, rolecall, `"x"`, 200, len(want)},
		"another bundle":     {http.MethodGet, "/bundles/other.tar.gz", "", 404, -1},
		"no extension":       {http.MethodGet, "/bundles/bundle", "", 404, -1},
		"below":              {http.MethodGet, "/bundles/bundle.tar.gz/x", "", 404, -1},
		"post":               {http.MethodPost, rolecall, "", 405, -1},
	} {
		got := s.do(tc.method, tc.path, "", "If-None-Match", tc.condition)
		if got.status != tc.status || tc.bytes >= 0 && (len(got.body) != tc.bytes || got.header.Get("ETag") != etag) {
			t.Errorf("%s: %d, %d bytes, %v", name, got.status, len(got.body), got.header)
		}
	}
	if again := serve(t, nil).do(http.MethodGet, rolecall, ""); again.body != got.body || again.header.Get("ETag") != etag {
		t.Error("another server of the same configuration hands out other bytes")
	}
	s.reload("vic")
	if got := s.do(http.MethodGet, rolecall, "", "If-None-Match", etag); got.status != 200 || got.header.Get("ETag") == etag {
		t.Errorf("after a change: %d", got.status)
	}
}

// archive returns the bundle of the engine.
func (s served) archive() []byte {
	s.Helper()
	archives, err := engine.Archives(s.eng.View())
	if err != nil {
		s.Fatal(err)
	}
	return archives["bundle.tar.gz"]
}

// TestLongPoll checks that a request waits for another bundle, longer than the timeouts of the server, by
// HTTP/1.1 and HTTP/2.
func TestLongPoll(t *testing.T) {
	for name, start := range map[string]func(*httptest.Server){
		"HTTP/1.1": (*httptest.Server).Start,
		"HTTP/2":   func(s *httptest.Server) { s.EnableHTTP2 = true; s.StartTLS() },
	} {
		t.Run(name, func(t *testing.T) {
			client := http.DefaultClient
			s := serve(t, func(h *httptest.Server) {
				h.Config.ReadTimeout, h.Config.WriteTimeout = time.Second, time.Second
				start(h)
				client = h.Client()
			})
			made := httptest.NewRecorder() // without a timeout
			s.ServeHTTP(made, httptest.NewRequestWithContext(t.Context(), http.MethodGet, rolecall, nil))
			etag := made.Header().Get("ETag")
			poll := func(prefer string) (answered chan answer) {
				answered = make(chan answer, 1)
				go func() {
					answered <- s.by(client, http.MethodGet, rolecall, "", "If-None-Match", etag, "Prefer", prefer)
				}()
				return answered
			}
			begin := time.Now()
			if got := <-poll("modes=snapshot,delta;wait=2"); got.status != 304 || time.Since(begin) < 2*time.Second {
				t.Errorf("%d after %v", got.status, time.Since(begin))
			}
			for _, prefer := range []string{"", "wait=0", "wait=-1", "wait=x", "modes=snapshot"} {
				if got := <-poll(prefer); got.status != 304 {
					t.Errorf("%q: %d", prefer, got.status)
				}
			}
			answered := poll("wait=50, modes=snapshot")
			await.Until(t, time.Minute, "nobody waits", func() bool { return waiting(s, client) == 1 })
			time.Sleep(1500 * time.Millisecond) // longer than the timeouts
			s.reload("eve")                     // the same configuration, so nothing new
			s.reload("vic")
			got := <-answered
			if got.status != 200 || got.header.Get("ETag") == etag {
				t.Errorf("after a change: %d", got.status)
			}
			if got.body != string(s.archive()) {
				t.Error("the new bundle is not that of the engine")
			}
			etag = got.header.Get("ETag")
			answered = poll("wait=50")
			await.Until(t, time.Minute, "nobody waits", func() bool { return waiting(s, client) == 1 })
			s.Drain()
			if got := <-answered; got.status != 304 {
				t.Errorf("at the end: %d", got.status)
			}
			if n := waiting(s, client); n != 0 {
				t.Errorf("%d wait", n)
			}
		})
	}
}

// waiting returns how many requests wait.
func waiting(s served, client *http.Client) int {
	s.Helper()
	before, after, _ := strings.Cut(s.by(client, http.MethodGet, "/fleet", "").body, `"waiting":`)
	if before == "" {
		s.Fatal("there is no report")
	}
	return int(after[0] - '0')
}

// TestPolls checks that no more requests wait than may, and none for longer than it may.
func TestPolls(t *testing.T) {
	s := serve(t, nil, fleet.WithLimits(fleet.Limits{Polls: 1, Wait: 2 * time.Second}))
	etag := s.do(http.MethodGet, rolecall, "").header.Get("ETag")
	answered := make(chan int, 1)
	begin := time.Now()
	go func() {
		answered <- s.do(http.MethodGet, rolecall, "", "If-None-Match", etag, "Prefer", "wait=3600").status
	}()
	await.Until(t, time.Minute, "nobody waits", func() bool { return s.report().Waiting == 1 })
	if got := s.do(http.MethodGet, rolecall, "", "If-None-Match", etag, "Prefer", "wait=3600"); got.status != 503 || got.header.Get("Retry-After") == "" {
		t.Errorf("one too many: %d", got.status)
	}
	if got := s.do(http.MethodGet, rolecall, "", "If-None-Match", etag); got.status != 304 {
		t.Errorf("one that does not wait: %d", got.status)
	}
	if status := <-answered; status != 304 || time.Since(begin) < 2*time.Second {
		t.Errorf("%d after %v", status, time.Since(begin))
	}
}

// archiveOf returns an archive with files: names and texts in turn.
func archiveOf(t *testing.T, files ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	for i := 0; i < len(files); i += 2 {
		err := w.WriteHeader(&tar.Header{Name: files[i], Mode: 0o600, Size: int64(len(files[i+1]))})
		if err == nil {
			_, err = w.Write([]byte(files[i+1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(w.Close(), z.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestBundlesOfAProgram checks that a program can make the bundles, and that one of the same revision
// stays as it is.
func TestBundlesOfAProgram(t *testing.T) {
	made := 0
	var fails error
	s := serve(t, nil, fleet.WithBundles(func(v *engine.View) (map[string][]byte, error) {
		made++
		return map[string][]byte{
			"part.tar.gz": archiveOf(t, "x", fmt.Sprint(made), ".manifest", `{"revision":"always"}`),
			"rest.tar.gz": archiveOf(t, "/.manifest", `{"revision":"`+v.Revision()+`"}`, "x", fmt.Sprint(made)),
		}, fails
	}))
	etags := func() [2]string {
		return [2]string{
			s.do(http.MethodGet, "/bundles/part.tar.gz", "").header.Get("ETag"),
			s.do(http.MethodGet, "/bundles/rest.tar.gz", "").header.Get("ETag"),
		}
	}
	before := etags()
	s.reload("vic")
	after := etags()
	if before[0] == "" || before[0] != after[0] || before[1] == after[1] || made != 2 {
		t.Error(before, after, made)
	}
	r := s.report()
	if len(r.Bundles) != 2 || r.Bundles[0].File != "part.tar.gz" || r.Bundles[0].Revision != "always" {
		t.Errorf("%+v", r.Bundles)
	}
	fails = errors.New("no key")
	s.reload("eve")
	if got := s.do(http.MethodGet, "/bundles/part.tar.gz", ""); got.status != 503 || !strings.Contains(got.body, "no key") {
		t.Errorf("%d: %s", got.status, got.body)
	}
	if r := s.report(); !strings.Contains(r.Error, "no key") || len(r.Bundles) != 0 {
		t.Errorf("%+v", r)
	}
	for want, archive := range map[string][]byte{
		"it is not an archive":         []byte("x"),
		"it has no manifest":           archiveOf(t, "data.json", "{}"),
		"its manifest has no revision": archiveOf(t, ".manifest", "{}"),
	} {
		bad := serve(t, nil, fleet.WithBundles(func(*engine.View) (map[string][]byte, error) { return map[string][]byte{"a": archive}, nil }))
		if got := bad.do(http.MethodGet, "/bundles/a", ""); got.status != 503 || !strings.Contains(got.body, want) {
			t.Errorf("%s: %d: %s", want, got.status, got.body)
		}
	}
}
