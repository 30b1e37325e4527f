package registry_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rolecall/rolecall/internal/registry"
	"github.com/rolecall/rolecall/internal/registry/registrytest"
)

// alone is an environment without a sign-in.
var alone = registry.Options{Getenv: func(string) string { return "" }}

// pushed pushes an archive under the tag latest, and returns the reference to its digest.
func pushed(t *testing.T, r *registrytest.Registry, archive string, o registry.Options) string {
	t.Helper()
	ref, err := registry.Parse("oci://" + r.Host + "/team/access:latest")
	if err != nil {
		t.Fatal(err)
	}
	at, err := registry.Push(t.Context(), ref, []byte(archive), "revision", o)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// TestParse reads references.
func TestParse(t *testing.T) {
	digest := "sha256:" + strings.Repeat("0a", 32)
	for text, want := range map[string]string{
		"oci://example.com/access:1":              "oci://example.com/access:1",
		"oci://example.com:5000/team/access:v1.2": "oci://example.com:5000/team/access:v1.2",
		"oci://[::1]:5000/access:1":               "oci://[::1]:5000/access:1",
		"oci://example.com/access@" + digest:      "oci://example.com/access@" + digest,
		"oci://example.com/access:1@" + digest:    "oci://example.com/access@" + digest,
		"example.com/access:1":                    "error: does not begin with oci://",
		"oci://example.com/access":                "error: neither a tag nor a digest",
		"oci://example.com":                       "error: is not oci://",
		"oci://":                                  "error: is not oci://",
		"oci://example.com/Access:1":              "error: is not oci://",
		"oci://example.com/../access:1":           "error: is not oci://",
		"oci://example.com/access:../1":           "error: is not oci://",
		"oci://example.com/access@sha256:0a":      "error: is not oci://",
		"oci://eve:secret@example.com/access:1":   "error: has no login",
		"oci://example.com?x=/access:1":           "error: is not oci://",
	} {
		r, err := registry.Parse(text)
		if message, wrong := strings.CutPrefix(want, "error: "); wrong {
			if err == nil || !strings.Contains(err.Error(), message) || strings.Contains(err.Error(), "secret") {
				t.Errorf("%s: %v, want %q", text, err, message)
			}
		} else if err != nil || r.String() != want || r.Fixed() != strings.Contains(want, "@") {
			t.Errorf("%s: %s (%v), want %s", text, r, err, want)
		}
	}
}

// TestPushPull pushes archives and pulls them, by tag and by digest.
func TestPushPull(t *testing.T) {
	r := registrytest.New(t)
	first := pushed(t, r, "first", alone)
	if again := pushed(t, r, "first", alone); again != first || !strings.HasPrefix(first, "oci://"+r.Host+"/team/access@sha256:") {
		t.Errorf("the same archive is %s and %s", first, again)
	}
	t.Setenv("TMPDIR", t.TempDir())
	latest, err := registry.Pull(t.Context(), "oci://"+r.Host+"/team/access:latest", alone)
	if err != nil {
		t.Fatal(err)
	}
	fixed, err := registry.Pull(t.Context(), first, alone)
	if err != nil {
		t.Fatal(err)
	}
	holds := func(c *registry.Copy, want string) {
		t.Helper()
		if got, err := os.ReadFile(c.Path); err != nil || string(got) != want {
			t.Errorf("%s has %q (%v), want %q", c.Reference(), got, err, want)
		}
	}
	updates := func(c *registry.Copy, want bool) {
		t.Helper()
		if changed, err := c.Update(t.Context()); err != nil || changed != want {
			t.Errorf("%s: changed %t (%v), want %t", c.Reference(), changed, err, want)
		}
	}
	holds(latest, "first")
	holds(fixed, "first")
	if info, err := os.Stat(filepath.Dir(latest.Path)); err != nil || info.Mode().Perm() != 0o700 || latest.Fixed() || !fixed.Fixed() {
		t.Errorf("%v (%v)", info, err)
	}
	before := r.Pulls()
	updates(latest, false)
	if pulls := r.Pulls() - before; pulls != 0 {
		t.Errorf("%d contents are pulled although nothing has changed", pulls)
	}
	second := pushed(t, r, "second", alone)
	updates(latest, true)
	holds(latest, "second")
	if latest.Reference() != second {
		t.Errorf("the copy is of %s, want %s", latest.Reference(), second)
	}
	updates(fixed, false)
	holds(fixed, "first")
	for _, c := range []*registry.Copy{latest, fixed} {
		if err := c.Remove(); err != nil {
			t.Error(err)
		}
	}
	if left, err := os.ReadDir(os.Getenv("TMPDIR")); err != nil || len(left) > 0 {
		t.Errorf("%v is left (%v)", left, err)
	}
	ref, err := registry.Parse(first)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := registry.Push(t.Context(), ref, nil, "", alone); err == nil {
		t.Error("an archive is pushed to a digest")
	}
}

// TestSignIn signs in by the environment and by Docker's configuration, to registries that take passwords, and tokens.
func TestSignIn(t *testing.T) {
	for _, tokens := range []bool{false, true} {
		r := registrytest.New(t)
		r.User, r.Password, r.Tokens = "eve", "s3cret-password", tokens
		signedIn := func(password string) registry.Options {
			return registry.Options{Getenv: func(name string) string {
				return map[string]string{"ROLECALL_REGISTRY_USER": "eve", "ROLECALL_REGISTRY_PASSWORD": password}[name]
			}}
		}
		at := pushed(t, r, "first", signedIn("s3cret-password"))
		docker := t.TempDir()
		config, err := json.Marshal(map[string]any{"auths": map[string]any{r.Host: map[string][]byte{"auth": []byte("eve:s3cret-password")}}})
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(docker, "config.json"), config, 0o600); err != nil {
			t.Fatal(err)
		}
		t.Setenv("DOCKER_CONFIG", docker)
		c, err := registry.Pull(t.Context(), at, registry.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Remove(); err != nil {
			t.Error(err)
		}
		t.Setenv("DOCKER_CONFIG", t.TempDir())
		for name, o := range map[string]registry.Options{"a wrong password": signedIn("wr0ng-password"), "nothing": {}} {
			_, err := registry.Pull(t.Context(), at, o)
			if err == nil || strings.Contains(err.Error(), "wr0ng") || strings.Contains(err.Error(), "Basic") || strings.Contains(err.Error(), "Bearer") {
				t.Errorf("with %s: %v", name, err)
			}
			if !tokens && !errors.Is(err, registry.ErrRefused) {
				t.Errorf("with %s: %v", name, err)
			}
		}
	}
}

// TestTampered changes what a registry sends: nothing else than the digests say is taken, and the copy stays.
func TestTampered(t *testing.T) {
	r := registrytest.New(t)
	const url = "oci://"
	pushed(t, r, "first", alone)
	latest, err := registry.Pull(t.Context(), url+r.Host+"/team/access:latest", alone)
	if err != nil {
		t.Fatal(err)
	}
	defer latest.Remove()
	second := pushed(t, r, "second", alone)
	inManifest := func(path string) bool { return strings.Contains(path, "/manifests/") }
	for name, sent := range map[string]func(path string, body []byte) []byte{
		"a byte of the archive": func(path string, body []byte) []byte {
			return either(!inManifest(path), bytes.ToUpper(body), body)
		},
		"the end of the archive": func(path string, body []byte) []byte {
			return either(!inManifest(path), body[:len(body)-1], body)
		},
		"more than the archive": func(path string, body []byte) []byte {
			return either(!inManifest(path), append(bytes.Clone(body), '!'), body)
		},
		"the manifest": func(path string, body []byte) []byte {
			return either(inManifest(path), bytes.Replace(body, []byte(`"schemaVersion":2`), []byte(`"schemaVersion":3`), 1), body)
		},
		"an empty manifest": func(path string, body []byte) []byte { return either(inManifest(path), nil, body) },
	} {
		r.SetSent(sent)
		for _, what := range []string{"by tag", "by digest", "as an update"} {
			switch what {
			case "by tag":
				_, err = registry.Pull(t.Context(), url+r.Host+"/team/access:latest", alone)
			case "by digest":
				_, err = registry.Pull(t.Context(), second, alone)
			default:
				_, err = latest.Update(t.Context())
			}
			if err == nil {
				t.Errorf("%s is changed, and is pulled %s", name, what)
			}
		}
		if got, err := os.ReadFile(latest.Path); err != nil || string(got) != "first" {
			t.Errorf("%s is changed: the copy has %q (%v)", name, got, err)
		}
	}
	r.SetSent(nil)
	if changed, err := latest.Update(t.Context()); err != nil || !changed {
		t.Errorf("changed %t (%v)", changed, err)
	}
}

func either(condition bool, then, otherwise []byte) []byte {
	if condition {
		return then
	}
	return otherwise
}

// TestNotBundles pulls what is in a registry and is not a bundle.
func TestNotBundles(t *testing.T) {
	r := registrytest.New(t)
	const image = "application/vnd.oci.image.manifest.v1+json"
	layer := func(size string) string {
		return `{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"sha256:` + strings.Repeat("0", 64) + `","size":` + size + `}`
	}
	for name, c := range map[string]struct{ mediaType, manifest, want string }{
		"index":    {"application/vnd.oci.image.index.v1+json", `{"manifests":[]}`, "it is not a bundle, but of the type"},
		"empty":    {image, `{}`, "a bundle has one layer"},
		"two":      {image, `{"layers":[` + layer("1") + `,` + layer("1") + `]}`, "a bundle has one layer"},
		"damaged":  {image, `{"layers":`, "its manifest is damaged"},
		"huge":     {image, `{"layers":[` + layer("1000000000") + `]}`, "it has 1000000000 bytes, more than"},
		"gone":     {image, `{"layers":[` + layer("1") + `]}`, "the registry does not have it"},
		"negative": {image, `{"layers":[` + layer("-1") + `]}`, ""},
		"digest":   {image, strings.Replace(`{"layers":[`+layer("1")+`]}`, "sha256:", "md5:", 1), "no digest by SHA-256"},
		"other":    {image, `{"layers":[{"mediaType":"text/plain","digest":"sha256:` + strings.Repeat("0", 64) + `","size":1}]}`, "a bundle has one layer"},
		"large":    {image, `{"layers":[],"annotations":{"a":"` + strings.Repeat("x", 1<<20) + `"}}`, "exceeds"},
	} {
		r.Put("access", name, c.mediaType, []byte(c.manifest))
		_, err := registry.Pull(t.Context(), "oci://"+r.Host+"/access:"+name, alone)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	if _, err := registry.Pull(t.Context(), "oci://"+r.Host+"/access:none", alone); !errors.Is(err, registry.ErrNotFound) {
		t.Error(err)
	}
}
