package signing

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/lestrrat-go/jwx/v3/jwa"
	"github.com/lestrrat-go/jwx/v3/jws"
	"github.com/open-policy-agent/opa/v1/bundle"
	"github.com/open-policy-agent/opa/v1/util"

	"github.com/rolecall/rolecall/engine/internal/bundlefile"
)

// A Signer signs bundles with a private key. It is safe for concurrent use.
type Signer struct {
	key   any // a deterministic key, or the bytes of a secret
	keyID string
	at    time.Time
	// verifies is the public key.
	verifies Key
}

// NewSigner returns the Signer with the private key in a text: PEM, or the secret for the
// algorithms HS256, HS384 and HS512. An empty algorithm is that of the key, as for
// PublicKey. The id of the key is told in the signature; OPA's settings name keys by it.
// It must not be empty, as OPA refuses a signature without one.
//
// The signature says when it was made, in whole seconds, unless at is zero. Without a time,
// the same files have the same signature.
func NewSigner(text []byte, algorithm, keyID string, at time.Time) (*Signer, error) {
	if keyID == "" {
		return nil, errors.New("the id of the key is empty")
	}
	s := &Signer{keyID: keyID, at: at}
	var err error
	if isSecret(algorithm) {
		if s.verifies, err = PublicKey(text, algorithm); err == nil {
			s.key = []byte(s.verifies.config.Key)
		}
		return s, err
	}
	key, err := privateKey(text)
	if err != nil {
		return nil, err
	}
	s.key = deterministic{key}
	s.verifies, err = publicKey(key.Public(), algorithm)
	return s, err
}

// Key returns the key that verifies the signatures.
func (s *Signer) Key() Key { return s.verifies }

// A claims is the text that is signed, as OPA reads it.
type claims struct {
	Files    []bundle.FileInfo `json:"files"`
	IssuedAt int64             `json:"iat,omitempty"`
}

// Sign returns the content of .signatures.json for the other files of a bundle, which are
// by path from its top.
func (s *Signer) Sign(files map[string][]byte) ([]byte, error) {
	var c claims
	if !s.at.IsZero() {
		c.IssuedAt = s.at.Unix()
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		digest, err := digestOf(name, files[name])
		if err != nil {
			return nil, fmt.Errorf("sign %s: %w", name, err)
		}
		c.Files = append(c.Files, bundle.NewFile(name, digest, bundle.SHA256.String()))
	}
	payload, err := json.Marshal(c)
	if err != nil {
		return nil, err
	}
	algorithm, ok := jwa.LookupSignatureAlgorithm(s.verifies.algorithm)
	if !ok {
		return nil, fmt.Errorf("the algorithm %q is not known", s.verifies.algorithm)
	}
	header := jws.NewHeaders()
	if err := header.Set(jws.KeyIDKey, s.keyID); err != nil {
		return nil, err
	}
	token, err := jws.Sign(payload, jws.WithKey(algorithm, s.key, jws.WithProtectedHeaders(header)))
	if err != nil {
		return nil, fmt.Errorf("sign the bundle: %w", err)
	}
	return encode(bundle.SignaturesConfig{Signatures: []string{string(token)}})
}

// encode returns the content of .signatures.json, as OPA writes it.
func encode(s bundle.SignaturesConfig) ([]byte, error) { return json.MarshalIndent(s, "", " ") }

// digestOf returns the digest of a file, as OPA computes it: of JSON, that of the values.
func digestOf(name string, content []byte) (string, error) {
	hasher, err := bundle.NewSignatureHasher(bundle.SHA256)
	if err != nil {
		return "", err
	}
	var value any = content
	if bundle.IsStructuredDoc(name) {
		if err := util.Unmarshal(content, &value); err != nil {
			return "", err
		}
	}
	digest, err := hasher.HashFile(value)
	return hex.EncodeToString(digest), err
}

// isSigned reports whether a bundle has a signature.
func isSigned(files map[string][]byte) bool {
	_, ok := files[bundlefile.Signatures]
	return ok
}
