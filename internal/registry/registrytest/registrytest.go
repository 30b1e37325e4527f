// Package registrytest is a small registry of containers for tests, in the memory of the process. It speaks what
// pushing and pulling takes of the distribution API: https://github.com/opencontainers/distribution-spec.
package registrytest

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// A Registry is a registry on loopback.
type Registry struct {
	// Host is its address, HOST:PORT.
	Host string
	// User and Password sign in; anybody may do anything if User is empty.
	User, Password string
	// Tokens makes it give out tokens for the sign-in, as public registries do, instead of taking it itself.
	Tokens bool

	mu       sync.Mutex
	sent     func(path string, body []byte) []byte
	contents map[string]content // by path, which ends in a tag or a digest
	pulls    int
}

type content struct {
	mediaType string
	body      []byte
}

// New starts a registry, which ends with the test.
func New(t testing.TB) *Registry {
	t.Helper()
	r := &Registry{contents: map[string]content{}}
	s := httptest.NewServer(r)
	t.Cleanup(s.Close)
	r.Host = strings.TrimPrefix(s.URL, "http://")
	return r
}

// Pulls returns how many archives and manifests were sent.
func (r *Registry) Pulls() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.pulls
}

// SetSent changes what is sent for each path from now on; nil sends what is stored.
func (r *Registry) SetSent(sent func(path string, body []byte) []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sent = sent
}

// Put puts a manifest under a tag of a repository, and under its digest, whatever it is.
func (r *Registry) Put(repository, tag, mediaType string, body []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, name := range []string{tag, digestOf(body)} {
		r.contents["/v2/"+repository+"/manifests/"+name] = content{mediaType, body}
	}
}

// Get returns what is stored under a path, nil for nothing.
func (r *Registry) Get(path string) []byte {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.contents[path].body
}

// token is what it gives for a sign-in.
const token = "a-token-of-the-registry"

// signedIn reports whether a request has the sign-in, and answers it if not.
func (r *Registry) signedIn(w http.ResponseWriter, q *http.Request) bool {
	user, password, _ := q.BasicAuth()
	right := user == r.User && password == r.Password
	switch {
	case r.User == "":
		return true
	case q.URL.Path == "/token" && right:
		fmt.Fprintf(w, `{"token": %q}`, token)
		return false
	case r.Tokens && q.Header.Get("Authorization") == "Bearer "+token, !r.Tokens && right:
		return true
	case r.Tokens:
		w.Header().Set("WWW-Authenticate", fmt.Sprintf(`Bearer realm="http://%s/token",service="registry"`, r.Host))
	default:
		w.Header().Set("WWW-Authenticate", `Basic realm="registry"`)
	}
	w.WriteHeader(http.StatusUnauthorized)
	// As some registries and proxies do.
	_ = json.NewEncoder(w).Encode(map[string]any{"errors": []any{map[string]string{"code": "UNAUTHORIZED", "message": "not for " + q.Header.Get("Authorization")}}})
	return false
}

// digestOf returns the digest of a content.
func digestOf(body []byte) string {
	sum := sha256.Sum256(body)
	return "sha256:" + hex.EncodeToString(sum[:])
}

var (
	uploads   = regexp.MustCompile(`^/v2/(.+)/blobs/uploads/$`)
	manifests = regexp.MustCompile(`^/v2/(.+)/manifests/([^/]+)$`)
)

func (r *Registry) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	if !r.signedIn(w, q) {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case q.Method == http.MethodPost && uploads.MatchString(q.URL.Path):
		w.Header().Set("Location", strings.TrimSuffix(q.URL.Path, "uploads/"))
		w.WriteHeader(http.StatusAccepted)
	case q.Method == http.MethodPut:
		r.put(w, q)
	case q.Method == http.MethodGet || q.Method == http.MethodHead:
		r.send(w, q)
	default:
		w.WriteHeader(http.StatusMethodNotAllowed)
	}
}

// put stores a blob or a manifest, which must have the digest that it is said to have.
func (r *Registry) put(w http.ResponseWriter, q *http.Request) {
	body, err := io.ReadAll(q.Body)
	digest := digestOf(body)
	path := q.URL.Path + q.URL.Query().Get("digest")
	if err != nil || !strings.HasSuffix(path, digest) && strings.Contains(path, "sha256:") {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	stored := content{q.Header.Get("Content-Type"), body}
	r.contents[path] = stored
	if named := manifests.FindStringSubmatch(path); named != nil {
		r.contents["/v2/"+named[1]+"/manifests/"+digest] = stored
	}
	w.Header().Set("Docker-Content-Digest", digest)
	w.WriteHeader(http.StatusCreated)
}

// send sends a blob or a manifest.
func (r *Registry) send(w http.ResponseWriter, q *http.Request) {
	c, ok := r.contents[q.URL.Path]
	if !ok {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	digest, body := digestOf(c.body), c.body
	if r.sent != nil {
		body = r.sent(q.URL.Path, body)
	}
	w.Header().Set("Docker-Content-Digest", digest)
	w.Header().Set("Content-Type", c.mediaType)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	if q.Method == http.MethodHead {
		return
	}
	r.pulls++
	_, _ = w.Write(body) // the client may have had enough
}
