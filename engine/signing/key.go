package signing

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/keys"
)

// minRSA is the least size of RSA keys, in bits, and minSecret that of secrets, in bytes.
// RFC 7518 demands both.
const (
	minRSA    = 2048
	minSecret = 32
)

// byCurve are the algorithms of keys on elliptic curves, by the name of the curve.
var byCurve = map[string]string{"P-256": "ES256", "P-384": "ES384", "P-521": "ES512"}

// Algorithms returns the algorithms, as JSON Web Signatures name them. They are those of OPA's
// settings that sign the same text always alike.
func Algorithms() []string {
	return []string{"ES256", "ES384", "ES512", "HS256", "HS384", "HS512", "RS256", "RS384", "RS512"}
}

// A Key verifies signatures. The zero Key verifies none.
type Key struct {
	algorithm string
	config    keys.Config
}

// Algorithm returns the algorithm of the key, such as ES256; empty for the zero Key.
func (k Key) Algorithm() string { return k.algorithm }

// PublicKey returns the key in a text: a public key or a certificate in PEM, or the secret
// that signatures of the algorithms HS256, HS384 and HS512 are made with.
//
// An empty algorithm is that of the key: RS256 for RSA, ES256, ES384 and ES512 for the
// curves P-256, P-384 and P-521. A secret has none, so its algorithm must be given. That
// keeps a public key from being taken for a secret, which everybody knows.
func PublicKey(text []byte, algorithm string) (Key, error) {
	if isSecret(algorithm) {
		secret, err := secretOf(text)
		return Key{algorithm, keys.Config{Key: string(secret), Algorithm: algorithm}}, err
	}
	block, err := onlyBlock(text)
	if err != nil {
		return Key{}, err
	}
	var key any
	switch block.Type {
	case "PUBLIC KEY":
		key, err = x509.ParsePKIXPublicKey(block.Bytes)
	case "RSA PUBLIC KEY":
		key, err = x509.ParsePKCS1PublicKey(block.Bytes)
	case "CERTIFICATE":
		var c *x509.Certificate
		if c, err = x509.ParseCertificate(block.Bytes); err == nil {
			key = c.PublicKey
		}
	default:
		return Key{}, fmt.Errorf("a %s does not verify; name the file with the public key", strings.ToLower(block.Type))
	}
	if err != nil {
		return Key{}, fmt.Errorf("the key cannot be read: %w", err)
	}
	return publicKey(key, algorithm)
}

// publicKey returns the Key of a parsed public key.
func publicKey(key any, algorithm string) (Key, error) {
	algorithm, err := algorithmOf(key, algorithm)
	if err != nil {
		return Key{}, err
	}
	// OPA reads a public key in this form whatever form it had.
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		return Key{}, fmt.Errorf("the key cannot be read: %w", err)
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
	return Key{algorithm, keys.Config{Key: string(text), Algorithm: algorithm}}, nil
}

// algorithmOf returns the algorithm of a public key, and an error if the key has not the
// algorithm that is demanded. An empty one demands none.
func algorithmOf(key any, algorithm string) (string, error) {
	var can []string
	switch k := key.(type) {
	case *rsa.PublicKey:
		if k.N.BitLen() < minRSA {
			return "", fmt.Errorf("the RSA key has %d bits, of at least %d", k.N.BitLen(), minRSA)
		}
		can = []string{"RS256", "RS384", "RS512"}
	case *ecdsa.PublicKey:
		name := k.Curve.Params().Name
		if byCurve[name] == "" {
			return "", fmt.Errorf("no algorithm has a key on the curve %s; take one on P-256", name)
		}
		can = []string{byCurve[name]}
	default:
		return "", errors.New("OPA's settings take RSA keys and keys on the curves P-256, P-384 and P-521; the key is another")
	}
	switch {
	case algorithm == "":
		return can[0], nil
	case !slices.Contains(can, algorithm):
		return "", fmt.Errorf("the key has not the algorithm %q; it has %s", algorithm, strings.Join(can, ", "))
	}
	return algorithm, nil
}

// isSecret reports whether an algorithm signs and verifies with the same secret.
func isSecret(algorithm string) bool {
	return slices.Contains([]string{"HS256", "HS384", "HS512"}, algorithm)
}

// secretOf returns the secret in a text. The line break that editors add is not part of it.
func secretOf(text []byte) ([]byte, error) {
	secret := strings.TrimRight(string(text), "\r\n")
	switch {
	case strings.Contains(secret, "-----BEGIN "):
		return nil, errors.New("a key in PEM is not a secret; leave the algorithm out")
	case len(secret) < minSecret:
		return nil, fmt.Errorf("the secret has %d bytes, of at least %d", len(secret), minSecret)
	}
	return []byte(secret), nil
}

// onlyBlock returns the block of PEM in a text.
func onlyBlock(text []byte) (*pem.Block, error) {
	block, rest := pem.Decode(text)
	if block != nil && block.Type == "EC PARAMETERS" { // openssl writes them before a private key
		block, rest = pem.Decode(rest)
	}
	switch {
	case block == nil:
		return nil, errors.New("the key is not in PEM; for a secret, give the algorithm HS256")
	case len(strings.TrimSpace(string(rest))) > 0:
		return nil, errors.New("there is more than one key; name a file with one")
	}
	return block, nil
}

// privateKey returns the private key in a text.
func privateKey(text []byte) (crypto.Signer, error) {
	block, err := onlyBlock(text)
	if err != nil {
		return nil, err
	}
	var key any
	switch block.Type {
	case "PRIVATE KEY":
		key, err = x509.ParsePKCS8PrivateKey(block.Bytes)
	case "RSA PRIVATE KEY":
		key, err = x509.ParsePKCS1PrivateKey(block.Bytes)
	case "EC PRIVATE KEY":
		key, err = x509.ParseECPrivateKey(block.Bytes)
	case "ENCRYPTED PRIVATE KEY":
		return nil, errors.New("the key is encrypted; decrypt it first, as with openssl pkey")
	default:
		return nil, fmt.Errorf("a %s does not sign; name the file with the private key", strings.ToLower(block.Type))
	}
	if err != nil {
		return nil, fmt.Errorf("the key cannot be read: %w", err)
	}
	signer, ok := key.(crypto.Signer)
	if !ok {
		return nil, errors.New("the key does not sign")
	}
	return signer, nil
}

// A deterministic key makes the same signature of the same text, by RFC 6979: the same
// configuration keeps giving the same bytes. RSA does so anyway.
type deterministic struct{ crypto.Signer }

// Sign signs a digest.
func (d deterministic) Sign(_ io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error) {
	return d.Signer.Sign(nil, digest, opts)
}
