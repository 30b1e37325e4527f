package server_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/server"
)

// acme is the engine of examples/acme.
var acme = sync.OnceValues(func() (*engine.Engine, error) {
	return engine.Open(contextOfTests(), filepath.Join("..", "..", "examples", "acme"), engine.WithRevision())
})

// engineOfAcme returns the engine of examples/acme.
func engineOfAcme(t testing.TB) *engine.Engine {
	t.Helper()
	eng, err := acme()
	if err != nil {
		t.Fatal(err)
	}
	return eng
}

// A client asks a server over HTTP.
type client struct {
	testing.TB
	base string
	// header is sent with each request.
	header http.Header
}

// serving starts a server of an engine.
func serving(t testing.TB, eng *engine.Engine, opts ...server.Option) client {
	t.Helper()
	s, err := server.New(eng, opts...)
	if err != nil {
		t.Fatal(err)
	}
	return over(t, s)
}

// over starts a server of a handler.
func over(t testing.TB, h http.Handler) client {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return client{t, s.URL, http.Header{"Content-Type": {"application/json"}}}
}

// An answer is a response that was read.
type answer struct {
	status int
	header http.Header
	text   string
}

// do sends a request.
func (c client) do(method, path, body string) answer {
	c.Helper()
	r, err := http.NewRequestWithContext(c.Context(), method, c.base+path, strings.NewReader(body))
	if err != nil {
		c.Fatal(err)
	}
	r.Header = c.header.Clone()
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		c.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		c.Fatal(err)
	}
	return answer{resp.StatusCode, resp.Header, string(text)}
}

// post sends a request with a body.
func (c client) post(path, body string) answer {
	c.Helper()
	return c.do(http.MethodPost, path, body)
}

// get sends a request without a body.
func (c client) get(path string) answer {
	c.Helper()
	return c.do(http.MethodGet, path, "")
}

// with returns a client that also sends a header.
func (c client) with(name, value string) client {
	c.header = c.header.Clone()
	c.header.Set(name, value)
	return c
}

// into decodes a JSON text.
func into[T any](t testing.TB, text string) (v T) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return v
}

// A decided is AuthZEN's evaluation response, as clients read it.
type decided struct {
	Decision *bool
	Context  struct {
		Reasons []string
		Error   *wrong
	}
}

// A wrong is what is wrong with a request.
type wrong struct {
	Status  int
	Message string
	Field   string
}

// A found is AuthZEN's search response.
type found struct {
	Results []struct{ Type, ID, Name string }
	Page    struct {
		Next  string `json:"next_token"`
		Count int
		Total int
	}
}

// names returns the ids of results, or their names.
func (f found) names() []string {
	names := []string{}
	for _, r := range f.Results {
		names = append(names, r.ID+r.Name)
	}
	return names
}
