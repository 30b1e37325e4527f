package registry

import (
	"errors"
	"net/http"
	"testing"

	"oras.land/oras-go/v2/registry/remote/auth"
)

// TestPlain checks that a registry is asked without TLS on this machine alone, wherever one with TLS leads.
func TestPlain(t *testing.T) {
	nothing := func(string) string { return "" }
	for host, want := range map[string]bool{
		"localhost": true, "localhost:5000": true, "127.0.0.1:5000": true, "127.1.2.3": true, "[::1]:5000": true,
		"example.com": false, "example.com:80": false, "127.0.0.1.example.com": false, "localhost.example.com:5000": false, "10.0.0.1:5000": false,
		"0.0.0.0:5000": false,
	} {
		r, err := Parse(Scheme + host + "/access:1")
		if err != nil {
			t.Fatal(err)
		}
		for _, flag := range []bool{false, true} {
			repository, done, err := Options{Plain: flag, Getenv: nothing}.repository(r)
			if err != nil {
				t.Fatal(err)
			}
			defer done()
			if repository.PlainHTTP != (want || flag) {
				t.Errorf("%s with the flag %t is asked without TLS: %t", host, flag, repository.PlainHTTP)
			}
			if flag {
				continue
			}
			// As a redirect would, or the address of a service for tokens.
			leads := "http://127.0.0.1:1/token"
			if want {
				leads = "http://10.0.0.1:1/token"
			}
			q, err := http.NewRequestWithContext(t.Context(), http.MethodGet, leads, nil)
			if err != nil {
				t.Fatal(err)
			}
			resp, err := repository.Client.(*auth.Client).Client.Do(q)
			if err == nil {
				resp.Body.Close()
			}
			if !errors.Is(err, errPlain) {
				t.Errorf("%s: %v", host, err)
			}
		}
	}
}
