package tamper

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/open-policy-agent/opa/v1/bundle"
	"github.com/open-policy-agent/opa/v1/keys"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/signing"
	"github.com/rolecall/rolecall/tests/keypair"
)

func rsaPair(t testing.TB) keypair.Pair {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return keypair.Of(t, key)
}

func signer(t testing.TB, p keypair.Pair, algorithm string, at time.Time) *signing.Signer {
	t.Helper()
	s, err := signing.NewSigner(p.Private, algorithm, "default", at)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func publicKey(t testing.TB, p keypair.Pair, algorithm string) signing.Key {
	t.Helper()
	k, err := signing.PublicKey(p.Public, algorithm)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// configuration is a small configuration, of a release with few tables.
const configuration = `
grafana { version = "8.0" }
org "main" { viewers = [user.vic] }
user "vic" {}
folder "production" {}
`

// signed returns the archive of the signed bundle of a configuration.
func signed(t testing.TB, text string, s *signing.Signer) []byte {
	t.Helper()
	e, err := engine.OpenFS(t.Context(), fstest.MapFS{"main.hcl": {Data: []byte(text)}})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "signed.tar.gz")
	if err := e.View().WriteBundle(path, engine.Signed(s)); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// An entry is a file of an archive.
type entry struct {
	name    string
	content []byte
}

// An archive is the files of a bundle in their order.
type archive []entry

func unpack(t testing.TB, packed []byte) archive {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	var a archive
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if err == io.EOF {
			return a
		}
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		a = append(a, entry{strings.TrimPrefix(h.Name, "/"), content})
	}
}

func (a archive) pack(t testing.TB) []byte {
	t.Helper()
	var packed bytes.Buffer
	z, err := gzip.NewWriterLevel(&packed, gzip.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	w := tar.NewWriter(z)
	for _, e := range a {
		if err := w.WriteHeader(&tar.Header{Name: "/" + e.name, Mode: 0o644, Size: int64(len(e.content)), Typeflag: tar.TypeReg}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(e.content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.Bytes()
}

// clone returns a copy in which contents may be replaced, but not changed.
func (a archive) clone() archive { return slices.Clone(a) }

func (a archive) index(name string) int {
	return slices.IndexFunc(a, func(e entry) bool { return e.name == name })
}

func (a archive) content(name string) []byte { return a[a.index(name)].content }

func (a archive) without(name string) archive {
	return slices.DeleteFunc(a.clone(), func(e entry) bool { return e.name == name })
}

func (a archive) with(name string, content []byte) archive {
	b := a.clone()
	b[b.index(name)].content = content
	return b
}

func (a archive) and(name, content string) archive {
	return append(a.clone(), entry{name, []byte(content)})
}

// An opa is the setting of an OPA: the keys that it trusts.
type opa struct{ config *bundle.VerificationConfig }

// opaWith returns an OPA with one key, by the JSON of its settings.
func opaWith(t testing.TB, key []byte, algorithm string) opa {
	t.Helper()
	settings, err := json.Marshal(map[string]keys.Config{"default": {Key: string(key), Algorithm: algorithm}})
	if err != nil {
		t.Fatal(err)
	}
	known, err := keys.ParseKeysConfig(settings)
	if err != nil {
		t.Fatal(err)
	}
	config := bundle.NewVerificationConfig(nil, "", "", nil)
	if err := config.ValidateAndInjectDefaults(known); err != nil {
		t.Fatal(err)
	}
	return opa{config}
}

// read reads an archive as OPA's server does after a download.
func (o opa) read(packed []byte) (bundle.Bundle, error) {
	loader := bundle.NewTarballLoaderWithBaseURL(bytes.NewReader(packed), "")
	return bundle.NewCustomReader(loader).WithBundleVerificationConfig(o.config).Read()
}

// ours returns the errors of the two ways in which we open an archive: the engine's, and
// that of rolecall verify.
func ours(t testing.TB, packed []byte, v signing.Verification) (opened, verified error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "bundle.tar.gz")
	if err := os.WriteFile(path, packed, 0o644); err != nil {
		t.Fatal(err)
	}
	_, opened = engine.Open(t.Context(), path, engine.WithVerification(v))
	_, verified = v.Verify(t.Context(), path)
	return opened, verified
}
