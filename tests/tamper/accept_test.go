package tamper

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/open-policy-agent/opa/v1/keys"
	"github.com/open-policy-agent/opa/v1/rego"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/signing"
	"github.com/rolecall/rolecall/tests/keypair"
)

// TestAccepted signs a bundle with each algorithm, and checks that OPA and the engine accept
// it, and that a second build gives the same bytes.
func TestAccepted(t *testing.T) {
	secret := keypair.Pair{Private: []byte(strings.Repeat("secret", 6) + "\n"), Public: []byte(strings.Repeat("secret", 6))}
	p256, other := rsaPair(t), keypair.New(t, elliptic.P256())
	for algorithm, p := range map[string]keypair.Pair{
		"RS256": p256, "RS512": p256, "ES256": other, "ES384": keypair.New(t, elliptic.P384()), "ES512": keypair.New(t, elliptic.P521()), "HS256": secret,
	} {
		if testing.Short() && strings.HasSuffix(algorithm, "512") {
			continue
		}
		t.Run(algorithm, func(t *testing.T) {
			s := signer(t, p, algorithm, time.Time{})
			packed := signed(t, configuration, s)
			if !bytes.Equal(packed, signed(t, configuration, s)) {
				t.Error("a second build has other bytes")
			}
			b, err := opaWith(t, p.Public, algorithm).read(packed)
			if err != nil {
				t.Fatalf("OPA refuses it: %v", err)
			}
			v := signing.Verification{Keys: []signing.Key{publicKey(t, other, ""), publicKey(t, p, algorithm)}}
			if opened, verified := ours(t, packed, v); opened != nil || verified != nil {
				t.Errorf("we refuse it: %v, %v", opened, verified)
			}
			if algorithm != "ES256" {
				return
			}
			results, err := rego.New(rego.Query("data.rolecall.authz.allow"), rego.ParsedBundle("rolecall", &b), rego.Input(map[string]any{
				"subject": map[string]any{"type": "user", "id": "vic"}, "action": map[string]any{"name": "folders:read"},
				"resource": map[string]any{"type": "folder", "id": "production"},
			})).Eval(t.Context())
			if err != nil || !results.Allowed() {
				t.Errorf("OPA answers %v, %v from it", results, err)
			}
		})
	}
}

// TestEdDSA checks that keys of EdDSA are refused as long as OPA's settings have none. Once
// they do, this test fails, and package signing can take them.
func TestEdDSA(t *testing.T) {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	p := keypair.Of(t, private)
	if _, err := signing.NewSigner(p.Private, "", "default", time.Time{}); err == nil {
		t.Error("a key of EdDSA signs")
	}
	if _, err := signing.PublicKey(p.Public, "EdDSA"); err == nil {
		t.Error("a key of EdDSA verifies")
	}
	if keys.IsSupportedAlgorithm("EdDSA") {
		t.Error("OPA's settings have EdDSA")
	}
}

// TestWithoutSigning checks that OPA accepts a bundle without its signature where it has keys and
// no setting "signing", and refuses a wrong one there. Its plugin for bundles configures so.
func TestWithoutSigning(t *testing.T) {
	key := keypair.New(t, elliptic.P256())
	whole := unpack(t, signed(t, configuration, signer(t, key, "", time.Time{})))
	o := opaWith(t, key.Public, "ES256")
	o.config = o.config.WithOptionalSignature()
	if _, err := o.read(whole.without(signatures).pack(t)); err != nil {
		t.Errorf("OPA refuses the bundle, against docs/bundles.md: %v", err)
	}
	if _, err := o.read(whole.without("data.json").pack(t)); err == nil {
		t.Error("OPA accepts a signed bundle without a file")
	}
}

// TestReload replaces a signed bundle by others, and checks that an engine keeps the last one
// that was verified.
func TestReload(t *testing.T) {
	key := keypair.New(t, elliptic.P256())
	s := signer(t, key, "", time.Time{})
	path := filepath.Join(t.TempDir(), "bundle.tar.gz")
	put := func(packed []byte) {
		t.Helper()
		if err := os.WriteFile(path, packed, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	put(signed(t, configuration, s))
	verified := engine.WithVerification(signing.Verification{Keys: []signing.Key{s.Key()}})
	e, err := engine.Open(t.Context(), path, verified)
	if err != nil {
		t.Fatal(err)
	}
	first := e.View().Revision()
	promoted := strings.Replace(configuration, "viewers", "editors", 1)
	next := signed(t, promoted, s)
	put(unpack(t, next).without(signatures).pack(t))
	var refusal *signing.Refusal
	if err := e.Reload(t.Context()); !errors.As(err, &refusal) || refusal.Reason != signing.Unsigned || e.View().Revision() != first {
		t.Errorf("the engine has taken a bundle that is not signed: %v", err)
	}
	put(next)
	if err := e.Reload(t.Context()); err != nil || e.View().Revision() == first {
		t.Errorf("the engine has not taken the next bundle: %v", err)
	}
}

// TestNothingElse checks that nothing but a bundle at a path is opened where bundles are to be
// verified.
func TestNothingElse(t *testing.T) {
	s := signer(t, keypair.New(t, elliptic.P256()), "", time.Time{})
	v := engine.WithVerification(signing.Verification{Keys: []signing.Key{s.Key()}})
	files := fstest.MapFS{"main.hcl": {Data: []byte(configuration)}}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "main.hcl"), []byte(configuration), 0o644); err != nil {
		t.Fatal(err)
	}
	plain, err := engine.OpenFS(t.Context(), files, engine.WithWorld())
	if err != nil {
		t.Fatal(err)
	}
	for name, open := range map[string]func(context.Context) (*engine.Engine, error){
		"a folder":      func(ctx context.Context) (*engine.Engine, error) { return engine.Open(ctx, dir, v) },
		"a file system": func(ctx context.Context) (*engine.Engine, error) { return engine.OpenFS(ctx, files, v) },
		"a world": func(ctx context.Context) (*engine.Engine, error) {
			return engine.FromWorld(ctx, plain.View().World(), v)
		},
		"a bundle in memory": func(ctx context.Context) (*engine.Engine, error) {
			return engine.FromBundle(ctx, plain.View().Bundle(), v)
		},
	} {
		var refusal *signing.Refusal
		if _, err := open(t.Context()); !errors.As(err, &refusal) || refusal.Reason != signing.Unsigned {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := plain.View().WriteBundle(filepath.Join(dir, "folder"), engine.Signed(s)); err == nil {
		t.Error("a folder is signed, which OPA could not verify")
	}
	var none signing.Verification
	if opened, _ := ours(t, signed(t, configuration, s), none); opened == nil {
		t.Error("a verification without keys accepts a bundle")
	}
}
