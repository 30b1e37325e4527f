package fleet

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/elliptic"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/decisionlog"
	"github.com/rolecall/rolecall/engine/fleet"
	"github.com/rolecall/rolecall/engine/server"
	"github.com/rolecall/rolecall/engine/signing"
	"github.com/rolecall/rolecall/tests/await"
	"github.com/rolecall/rolecall/tests/generate"
	"github.com/rolecall/rolecall/tests/keypair"
)

// bundles is the folder of the bundles in URLs.
const bundles = "/bundles/"

// token is the bearer token of the OPAs.
const token = "the-token-of-the-fleet"

// A service hands bundles out as `rolecall serve --fleet` does, with somebody between it and the OPAs.
type service struct {
	testing.TB
	dir string
	eng *engine.Engine
	// inner is the URL of the service, and url that of the one in between.
	inner, url string
	// key is the public key of the bundles.
	key string
	// tampers makes the one in between change bundles.
	tampers atomic.Bool
	address string
	between *http.Server
	log     *decisionlog.Log
	lines   *await.Transcript
}

// serve serves the bundles of a case.
func serve(t testing.TB, c generate.Case) *service {
	t.Helper()
	s := &service{TB: t, dir: t.TempDir(), lines: new(await.Transcript), address: "127.0.0.1:0"}
	s.write(c)
	var err error
	if s.eng, err = engine.Open(t.Context(), s.dir, engine.WithRevision()); err != nil {
		t.Fatal(err)
	}
	if s.log, err = decisionlog.New(s.lines, decisionlog.WithMask("subject.id")); err != nil {
		t.Fatal(err)
	}
	pair := keypair.New(t, elliptic.P256())
	s.key = string(pair.Public)
	signer, err := signing.NewSigner(pair.Private, "", "fleet", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	f, err := fleet.New(s.eng, fleet.WithDecisionLog(s.log), fleet.WithBundles(func(v *engine.View) (map[string][]byte, error) {
		return engine.Archives(v, engine.Signed(signer))
	}))
	if err != nil {
		t.Fatal(err)
	}
	tokens := new(server.Tokens)
	if err := tokens.ParseTokens([]byte(token)); err != nil {
		t.Fatal(err)
	}
	opts := []server.Option{server.WithTokens(tokens), server.WithHandler("GET "+fleet.ReportPath, f.Report(), nil)}
	for _, path := range fleet.Paths() {
		opts = append(opts, server.WithHandler(path, f, nil))
	}
	handler, err := server.New(s.eng, opts...)
	if err != nil {
		t.Fatal(err)
	}
	inner, address := listen(t, "127.0.0.1:0", handler)
	s.inner = "http://" + address
	s.connect()
	t.Cleanup(func() {
		f.Drain()
		inner.Close()
		s.between.Close()
	})
	watching, stop := context.WithCancel(context.Background())
	watched := make(chan error, 1)
	go func() { watched <- s.eng.Watch(watching) }()
	t.Cleanup(func() {
		stop()
		if err := <-watched; err != nil {
			t.Error(err)
		}
	})
	return s
}

// listen serves a handler at an address, and returns the one that it got.
func listen(t testing.TB, address string, h http.Handler) (*http.Server, string) {
	t.Helper()
	l, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	// The timeouts are shorter than a request waits.
	s := &http.Server{Handler: h, ReadTimeout: 10 * time.Second, WriteTimeout: 20 * time.Second}
	go s.Serve(l)
	return s, l.Addr().String()
}

// connect lets the OPAs reach the service, at the same address each time.
func (s *service) connect() {
	s.Helper()
	target, err := url.Parse(s.inner)
	if err != nil {
		s.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.Transport = &http.Transport{}
	proxy.ErrorHandler = func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusBadGateway) }
	proxy.ModifyResponse = func(r *http.Response) error {
		if s.tampers.Load() && r.StatusCode == http.StatusOK && strings.HasPrefix(r.Request.URL.Path, bundles) {
			return tamper(r)
		}
		return nil
	}
	l, err := net.Listen("tcp", s.address)
	if err != nil {
		s.Fatal(err)
	}
	s.address = l.Addr().String()
	s.url = "http://" + s.address
	s.between = &http.Server{Handler: proxy}
	go s.between.Serve(l)
}

// disconnect takes the service from the OPAs.
func (s *service) disconnect() { s.between.Close() }

// tamper changes the data of a bundle, so that everybody would be allowed more, and leaves the rest as it is.
func tamper(r *http.Response) error {
	packed, err := gzip.NewReader(r.Body)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	from, to := tar.NewReader(packed), tar.NewWriter(z)
	for {
		header, err := from.Next()
		if err == io.EOF {
			break
		} else if err != nil {
			return err
		}
		content, err := io.ReadAll(from)
		if err != nil {
			return err
		}
		if strings.HasSuffix(header.Name, "authz.rego") {
			content = append(content, "\nallow := true\n"...)
		}
		header.Size = int64(len(content))
		if err := to.WriteHeader(header); err != nil {
			return err
		}
		if _, err := to.Write(content); err != nil {
			return err
		}
	}
	if err := to.Close(); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	r.Body.Close()
	r.Body, r.ContentLength = io.NopCloser(&out), int64(out.Len())
	r.Header.Set("ETag", `"tampered"`)
	r.Header.Del("Content-Length")
	return nil
}

// write makes a case the configuration.
func (s *service) write(c generate.Case) {
	s.Helper()
	path := filepath.Join(s.dir, "main.hcl")
	if err := os.WriteFile(path+".new", []byte(c.Config), 0o600); err != nil {
		s.Fatal(err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		s.Fatal(err)
	}
}

// change makes a case the configuration, and waits until the engine answers from it.
func (s *service) change(c generate.Case) {
	s.Helper()
	before := s.eng.View()
	s.write(c)
	select {
	case <-s.eng.Changed(before):
	case <-time.After(patience):
		s.Fatal("the engine does not reload")
	}
}

// A report is the answer of /fleet.
type report struct {
	Instances []struct {
		ID      string
		Labels  map[string]string
		Current bool
		Error   string
	}
}

// report asks how the fleet is.
func (s *service) report() (r report) {
	s.Helper()
	if err := json.Unmarshal(s.get(s.inner+fleet.ReportPath), &r); err != nil {
		s.Fatal(err)
	}
	return r
}

// get gets something with the token.
func (s *service) get(url string) []byte {
	s.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		s.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		s.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		s.Fatalf("%s: %d, %v", url, resp.StatusCode, err)
	}
	return body
}

// current reports whether each OPA runs the newest bundle. An OPA that started again has another id, and
// the account of its earlier process stays.
func (s *service) current(opas ...*opa) bool {
	s.Helper()
	runs := map[string]bool{}
	for _, i := range s.report().Instances {
		runs[i.Labels["name"]] = runs[i.Labels["name"]] || i.Current
	}
	for _, o := range opas {
		if !runs[o.name] {
			return false
		}
	}
	return true
}

// failing returns the names of the OPAs with an error that has a text in it.
func (s *service) failing(text string) map[string]bool {
	s.Helper()
	names := map[string]bool{}
	for _, i := range s.report().Instances {
		if strings.Contains(i.Error, text) {
			names[i.Labels["name"]] = true
		}
	}
	return names
}
