// Package registry keeps bundles in registries of containers, by the distribution API of the Open Container
// Initiative, in the form that OPA pulls: a manifest with one layer, which is the archive.
//
// A registry is not trusted: manifests and archives have limits, and each must have the digest that it was asked
// by. A digest in a reference thus says which bundle it is; a tag does not. Whether a bundle is signed, the engine
// checks when it opens it.
package registry

import (
	"errors"
	"fmt"
	"net"
	"strings"

	"oras.land/oras-go/v2/registry"
)

// Scheme begins the text of a reference.
const Scheme = "oci://"

// Is reports whether a text is meant for a reference.
func Is(text string) bool { return strings.HasPrefix(text, Scheme) }

// A Reference names a bundle in a registry.
type Reference struct{ named registry.Reference }

// Parse reads a reference: oci://HOST/REPOSITORY:TAG, or with @DIGEST in place of the tag. The host may have a port.
func Parse(text string) (Reference, error) {
	rest, ok := strings.CutPrefix(text, Scheme)
	if !ok {
		return Reference{}, fmt.Errorf("%q does not begin with %s", text, Scheme)
	}
	if strings.ContainsAny(rest, "@") && strings.Contains(strings.SplitN(rest, "/", 2)[0], "@") {
		// Not quoted: what stands before the host may be a password.
		return Reference{}, errors.New("a reference to a registry has no login: " +
			"sign in by docker login, or by ROLECALL_REGISTRY_USER and ROLECALL_REGISTRY_PASSWORD")
	}
	named, err := registry.ParseReference(rest)
	switch {
	case err != nil:
		return Reference{}, fmt.Errorf("%q is not oci://HOST/REPOSITORY:TAG or oci://HOST/REPOSITORY@DIGEST", text)
	case named.Reference == "":
		return Reference{}, fmt.Errorf("%q has neither a tag nor a digest: add a tag, as in %s:latest", text, text)
	}
	return Reference{named}, nil
}

// String returns the text of the reference.
func (r Reference) String() string {
	if r.Fixed() {
		return r.at(r.named.Reference)
	}
	return Scheme + r.named.Registry + "/" + r.named.Repository + ":" + r.named.Reference
}

// at returns the text of a reference to a digest in the same repository.
func (r Reference) at(digest string) string {
	return Scheme + r.named.Registry + "/" + r.named.Repository + "@" + digest
}

// Fixed reports whether the reference has a digest, so that it names the same bundle for ever.
func (r Reference) Fixed() bool { return r.named.ValidateReferenceAsDigest() == nil }

// isLoopback reports whether a host, which may have a port, is this machine.
func isLoopback(host string) bool {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = strings.Trim(host, "[]")
	}
	ip := net.ParseIP(name)
	return name == "localhost" || ip != nil && ip.IsLoopback()
}
