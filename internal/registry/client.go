package registry

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"

	"oras.land/oras-go/v2/content"
	"oras.land/oras-go/v2/errdef"
	"oras.land/oras-go/v2/registry/remote"
	"oras.land/oras-go/v2/registry/remote/auth"
	"oras.land/oras-go/v2/registry/remote/credentials"
	"oras.land/oras-go/v2/registry/remote/errcode"
	"oras.land/oras-go/v2/registry/remote/retry"
)

// Options are how registries are asked.
type Options struct {
	// Plain asks without TLS. Without it, only a registry on this machine is asked so, as anybody on the way
	// could read what signs in, and change what a tag names.
	Plain bool
	// Getenv reads the environment; nil means os.Getenv. User and password of the registry are in
	// ROLECALL_REGISTRY_USER and ROLECALL_REGISTRY_PASSWORD; without these, Docker's configuration is asked.
	Getenv func(string) string
}

// patience is how long a registry may take to begin an answer.
const patience = time.Minute

// repository returns a client of the repository of a reference, which done ends. It reads what signs in anew each
// time, as that may be replaced.
func (o Options) repository(r Reference) (client *remote.Repository, done func(), err error) {
	signIn, err := o.credential(r)
	if err != nil {
		return nil, nil, err
	}
	local := isLoopback(r.named.Registry)
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.ResponseHeaderTimeout = patience
	return &remote.Repository{
		Reference: r.named, PlainHTTP: o.Plain || local,
		Client: &auth.Client{
			Client:     &http.Client{Transport: retry.NewTransport(guard{transport, o.Plain, local})},
			Cache:      auth.NewCache(),
			Credential: signIn,
			Header:     http.Header{"User-Agent": {"rolecall"}},
		},
	}, transport.CloseIdleConnections, nil
}

// A guard refuses requests without TLS, whatever led to them: a redirect, or the address of a service for tokens.
// They are allowed to anywhere if plain is set, and to this machine if the registry is on it.
type guard struct {
	http.RoundTripper
	plain, local bool
}

func (g guard) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Scheme != "https" && !g.plain && !(g.local && isLoopback(r.URL.Host)) {
		return nil, fmt.Errorf("%s is to be asked without TLS: %w", r.URL.Host, errPlain)
	}
	return g.RoundTripper.RoundTrip(r)
}

var errPlain = errors.New("this takes --plain-http")

// credential returns what signs in: that of the environment for the registry of the reference alone, or that of
// Docker's configuration.
func (o Options) credential(r Reference) (auth.CredentialFunc, error) {
	getenv := o.Getenv
	if getenv == nil {
		getenv = os.Getenv
	}
	if user := getenv("ROLECALL_REGISTRY_USER"); user != "" {
		c := auth.Credential{Username: user, Password: getenv("ROLECALL_REGISTRY_PASSWORD")}
		return auth.StaticCredential(r.named.Registry, c), nil
	}
	if home, _ := os.UserHomeDir(); home == "" && getenv("DOCKER_CONFIG") == "" {
		return nil, nil // a container or a service has no home, and nothing to sign in with
	}
	store, err := credentials.NewStoreFromDocker(credentials.StoreOptions{})
	if err != nil {
		return nil, fmt.Errorf("read Docker's configuration: %w", err)
	}
	return credentials.Credential(store), nil
}

// explained returns the error of a registry in plain words. It leaves out the words of the registry, which may
// repeat what signs in.
func explained(err error) error {
	var response *errcode.ErrorResponse
	switch {
	case err == nil, errors.Is(err, context.Canceled):
		return err
	case errors.Is(err, errdef.ErrNotFound):
		return ErrNotFound
	case errors.Is(err, content.ErrMismatchedDigest), errors.Is(err, content.ErrTrailingData), errors.Is(err, io.ErrUnexpectedEOF):
		return ErrTampered
	case errors.Is(err, auth.ErrBasicCredentialNotFound):
		return ErrRefused
	case !errors.As(err, &response):
		return err
	case response.StatusCode == http.StatusUnauthorized || response.StatusCode == http.StatusForbidden:
		return fmt.Errorf("%w (status %d)", ErrRefused, response.StatusCode)
	case response.StatusCode == http.StatusNotFound:
		return ErrNotFound
	}
	return fmt.Errorf("the registry answered %s with %d", response.Method, response.StatusCode)
}

// Errors of registries.
var (
	// ErrNotFound reports that a registry does not have a bundle, or does not tell this client.
	ErrNotFound = errors.New("the registry does not have it")
	// ErrTampered reports that a registry, or somebody on the way, has sent something else than it was asked for.
	ErrTampered = errors.New("the registry sent something else than the digest says")
	// ErrRefused reports that a registry wants a sign-in, or another one.
	ErrRefused = errors.New("the registry refuses the sign-in: " +
		"sign in by docker login, or set ROLECALL_REGISTRY_USER and ROLECALL_REGISTRY_PASSWORD")
)
