package signing

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/open-policy-agent/opa/v1/bundle"

	"github.com/rolecall/rolecall/engine/internal/bundlefile"
)

// A Reason tells in a word why a bundle is refused. Programs may rely on the words.
type Reason string

const (
	// Unsigned is a bundle without a signature, or something that cannot have one.
	Unsigned Reason = "unsigned"
	// BadSignature is a signature that no trusted key has made of the text that it signs,
	// or that is not in the form in which OPA writes it.
	BadSignature Reason = "bad_signature"
	// Changed is a file with another content than the signed one.
	Changed Reason = "changed"
	// Added is a file that is not signed.
	Added Reason = "added"
	// Missing is a signed file that is not there.
	Missing Reason = "missing"
	// Replayed is a bundle that is signed, and not the demanded one: it has another
	// revision, or was signed earlier.
	Replayed Reason = "replayed"
)

// A Refusal is the error for a bundle that is not verified.
type Refusal struct {
	Reason Reason
	// Detail is the rest of a sentence about the bundle: "it is not signed".
	Detail string
}

// Error returns the Detail.
func (r *Refusal) Error() string { return r.Detail }

func refuse(why Reason, format string, values ...any) error {
	return &Refusal{why, fmt.Sprintf(format, values...)}
}

// A Verification says which bundles are accepted. The zero Verification accepts none.
type Verification struct {
	// Keys are the keys that are trusted. A bundle needs a signature of one of them.
	Keys []Key
	// Revision is the only revision that is accepted; empty for any.
	Revision string
	// Since refuses signatures that were made earlier, or do not say when they were made.
	// The zero time refuses none.
	Since time.Time
}

// A Signature describes the signature of a verified bundle.
type Signature struct {
	// KeyID is the id that the signer gave the key, and Algorithm that of the key.
	KeyID, Algorithm string
	// At is when the signature was made, in UTC; zero if it does not say so.
	At time.Time
	// Revision is that of the signed manifest.
	Revision string
	// Files is the number of signed files.
	Files int
}

// VerifyFiles verifies the files of a bundle, by path from its top, and the paths of those
// files that OPA does not read. The error is a *Refusal.
//
// It does not check that the content is that of the revision, which package engine does
// when it opens a bundle, and Open in this package.
func (v Verification) VerifyFiles(files map[string][]byte, others []string) (Signature, error) {
	if !isSigned(files) {
		return Signature{}, refuse(Unsigned, "it is not signed")
	}
	token, err := decode(files[bundlefile.Signatures])
	if err != nil {
		return Signature{}, refuse(BadSignature, "%s: %s", bundlefile.Signatures, err)
	}
	key, signed, err := v.verifyToken(token)
	if err != nil {
		return Signature{}, err
	}
	if err := verifyFiles(files, others, signed); err != nil {
		return Signature{}, err
	}
	s := Signature{KeyID: token.header.KeyID, Algorithm: key.algorithm, Files: len(files) - 1}
	if token.claims.IssuedAt != 0 {
		s.At = time.Unix(token.claims.IssuedAt, 0).UTC()
	}
	var manifest bundle.Manifest
	if err := json.Unmarshal(files[bundlefile.Manifest], &manifest); err != nil {
		return s, refuse(Changed, "%s is not there, or cannot be read", bundlefile.Manifest)
	}
	s.Revision = manifest.Revision
	return s, v.verifyAge(s)
}

// VerifyRevision refuses another revision than the demanded one, if one is demanded: that of
// something that was verified in parts. It calls revision only then.
func (v Verification) VerifyRevision(revision func() string) error {
	if v.Revision == "" {
		return nil
	}
	return Verification{Revision: v.Revision}.verifyAge(Signature{Revision: revision()})
}

// verifyAge refuses a bundle that is not the demanded one.
func (v Verification) verifyAge(s Signature) error {
	switch {
	case v.Revision != "" && s.Revision != v.Revision:
		return refuse(Replayed, "its revision is %s, not %s: another bundle, perhaps an older one, is in its place", s.Revision, v.Revision)
	case v.Since.IsZero() || !s.At.IsZero() && !s.At.Before(v.Since):
		return nil
	case s.At.IsZero():
		return refuse(Replayed, "its signature does not say when it was made, so the bundle may be an older one")
	}
	return refuse(Replayed, "it was signed at %s, before %s: an older bundle is in its place",
		s.At.Format(time.RFC3339), v.Since.UTC().Format(time.RFC3339))
}

// verifyToken returns the key that a token is signed with, and the files that it signs.
func (v Verification) verifyToken(t *token) (Key, map[string]bundle.FileInfo, error) {
	others := 0
	for _, key := range v.Keys {
		if key.algorithm != t.header.Algorithm {
			others++
			continue
		}
		const id = "key"
		config := bundle.NewVerificationConfig(map[string]*bundle.KeyConfig{id: &key.config}, id, "", nil)
		signed, err := bundle.VerifyBundleSignature(bundle.SignaturesConfig{Signatures: []string{t.text}}, config)
		if err == nil {
			return key, signed, nil
		}
	}
	switch {
	case len(v.Keys) == 0:
		return Key{}, nil, refuse(BadSignature, "there is no key to verify it with")
	case others == len(v.Keys):
		return Key{}, nil, refuse(BadSignature, "its signature has the algorithm %q, which no trusted key has", t.header.Algorithm)
	}
	return Key{}, nil, refuse(BadSignature, "its signature, which names the key %q, is not one of a trusted key", t.header.KeyID)
}

// verifyFiles compares files with the digests in a signature.
func verifyFiles(files map[string][]byte, others []string, signed map[string]bundle.FileInfo) error {
	strong := []string{bundle.SHA256.String(), bundle.SHA384.String(), bundle.SHA512.String()}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if name == bundlefile.Signatures {
			continue
		}
		info, ok := signed[name]
		switch {
		case !ok:
			return refuse(Added, "%s is not among the signed files", name)
		case !slices.Contains(strong, info.Algorithm):
			return refuse(BadSignature, "%s is signed with the digest %q, which can be forged", name, info.Algorithm)
		}
		// OPA's function strikes out what it has verified.
		if err := bundle.VerifyBundleFile(name, *bytes.NewBuffer(files[name]), signed); err != nil {
			return refuse(Changed, "%s has changed since it was signed", name)
		}
	}
	if missing := slices.Sorted(maps.Keys(signed)); len(missing) > 0 {
		return refuse(Missing, "%s is signed, and not there", missing[0])
	}
	if len(others) > 0 {
		return refuse(Added, "%s is not among the signed files", others[0])
	}
	return nil
}

// A token is the only signature of a bundle.
type token struct {
	text   string
	header struct {
		Algorithm string `json:"alg"`
		KeyID     string `json:"kid"`
	}
	claims claims
}

// errForm is the error for a file that OPA would read, and nobody writes so.
var errForm = errors.New("it is not as OPA writes it")

// decode reads .signatures.json. It refuses any other form of the same signature than the
// one that is written, so that no byte of the file can be another.
func decode(raw []byte) (*token, error) {
	var s bundle.SignaturesConfig
	if err := json.Unmarshal(raw, &s); err != nil {
		return nil, errForm
	}
	again, err := encode(s)
	switch {
	case err != nil || !bytes.Equal(raw, again):
		return nil, errForm
	case s.Plugin != "" && s.Plugin != "_default":
		return nil, fmt.Errorf("it takes OPA's plugin %q to be verified", s.Plugin)
	case len(s.Signatures) != 1:
		return nil, fmt.Errorf("it has %d signatures, not one", len(s.Signatures))
	}
	t := &token{text: s.Signatures[0]}
	parts := strings.Split(t.text, ".")
	if len(parts) != 3 {
		return nil, errForm
	}
	for i, into := range []any{&t.header, &t.claims, nil} {
		// Line breaks and other last bits are the same bytes otherwise.
		text, err := base64.RawURLEncoding.Strict().DecodeString(parts[i])
		if err != nil || base64.RawURLEncoding.EncodeToString(text) != parts[i] {
			return nil, errForm
		}
		if into != nil && json.Unmarshal(text, into) != nil {
			return nil, errForm
		}
	}
	return t, nil
}
