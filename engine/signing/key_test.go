package signing_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rolecall/rolecall/engine/signing"
)

func block(kind string, der []byte, err error) string {
	if err != nil {
		panic(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}

// TestKeys reads keys in all forms in which tools write them, and refuses what is no key.
func TestKeys(t *testing.T) {
	t.Parallel()
	must := func(key *ecdsa.PrivateKey, err error) *ecdsa.PrivateKey {
		if err != nil {
			t.Fatal(err)
		}
		return key
	}
	ec := must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	small := must(ecdsa.GenerateKey(elliptic.P224(), rand.Reader))
	weak, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	strong, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, ec.Public(), ec)
	if err != nil {
		t.Fatal(err)
	}
	public := func(key any) string {
		der, err := x509.MarshalPKIXPublicKey(key)
		return block("PUBLIC KEY", der, err)
	}
	sec1, err := x509.MarshalECPrivateKey(ec)
	if err != nil {
		t.Fatal(err)
	}
	pkcs8 := func(key any) string {
		der, err := x509.MarshalPKCS8PrivateKey(key)
		return block("PRIVATE KEY", der, err)
	}
	parameters := block("EC PARAMETERS", []byte{6, 8, 42, 134, 72, 206, 61, 3, 1, 7}, nil)
	secret := strings.Repeat("s", 32)
	for name, c := range map[string]struct {
		text, algorithm string
		private         bool
		// has is the algorithm of the key, or what is wrong with it.
		has string
	}{
		"a public key":                 {public(ec.Public()), "", false, "ES256"},
		"a certificate":                {block("CERTIFICATE", certificate, nil), "", false, "ES256"},
		"RSA":                          {public(strong.Public()), "", false, "RS256"},
		"RSA with more":                {public(strong.Public()), "RS512", false, "RS512"},
		"RSA in its own form":          {block("RSA PUBLIC KEY", x509.MarshalPKCS1PublicKey(&strong.PublicKey), nil), "", false, "RS256"},
		"a secret":                     {secret + "\n", "HS256", false, "HS256"},
		"a private key":                {pkcs8(ec), "", true, "ES256"},
		"a private key in its form":    {block("EC PRIVATE KEY", sec1, nil), "ES256", true, "ES256"},
		"a key behind parameters":      {parameters + block("EC PRIVATE KEY", sec1, nil), "", true, "ES256"},
		"a private RSA key":            {block("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(strong), nil), "RS384", true, "RS384"},
		"a secret that signs":          {secret, "HS512", true, "HS512"},
		"a weak RSA key":               {public(weak.Public()), "", false, "1024 bits, of at least 2048"},
		"a weak private RSA key":       {pkcs8(weak), "", true, "1024 bits, of at least 2048"},
		"a small curve":                {public(small.Public()), "", false, "no algorithm has a key on the curve P-224"},
		"another algorithm":            {public(ec.Public()), "RS256", false, "it has ES256"},
		"salted RSA":                   {public(strong.Public()), "PS256", false, "it has RS256, RS384, RS512"},
		"no algorithm at all":          {public(ec.Public()), "none", false, "it has ES256"},
		"two keys":                     {public(ec.Public()) + public(ec.Public()), "", false, "more than one key"},
		"a secret without algorithm":   {secret, "", false, "not in PEM"},
		"a short secret":               {secret[1:], "HS256", true, "31 bytes, of at least 32"},
		"a public key as a secret":     {public(ec.Public()), "HS256", false, "not a secret"},
		"a private key that verifies":  {pkcs8(ec), "", false, "a private key does not verify"},
		"a public key that signs":      {public(ec.Public()), "", true, "a public key does not sign"},
		"an encrypted key":             {block("ENCRYPTED PRIVATE KEY", []byte("x"), nil), "", true, "encrypted"},
		"no key in PEM":                {block("PUBLIC KEY", []byte("x"), nil), "", false, "cannot be read"},
		"no private key in PEM":        {block("PRIVATE KEY", []byte("x"), nil), "", true, "cannot be read"},
		"an empty file":                {"", "", false, "not in PEM"},
		"an empty file that is secret": {"", "HS256", true, "0 bytes"},
	} {
		var key signing.Key
		var err error
		if c.private {
			var s *signing.Signer
			if s, err = signing.NewSigner([]byte(c.text), c.algorithm, "id", time.Time{}); err == nil {
				key = s.Key()
			}
		} else {
			key, err = signing.PublicKey([]byte(c.text), c.algorithm)
		}
		switch known := slices.Contains(signing.Algorithms(), c.has); {
		case known && (err != nil || key.Algorithm() != c.has):
			t.Errorf("%s: the algorithm is %q, not %s: %v", name, key.Algorithm(), c.has, err)
		case !known && (err == nil || !strings.Contains(err.Error(), c.has)):
			t.Errorf("%s: the error is %v, without %q", name, err, c.has)
		}
	}
	if _, err := signing.NewSigner([]byte(secret), "HS256", "", time.Time{}); err == nil {
		t.Error("a key without an id signs, and OPA would refuse the signature")
	}
}
