package main

import (
	"bytes"
	"crypto/elliptic"
	"encoding/json"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rolecall/rolecall/internal/registry/registrytest"
	"github.com/rolecall/rolecall/tests/await"
	"github.com/rolecall/rolecall/tests/keypair"
)

// folderOf is a configuration in which one user can write to the folder ops.
func folderOf(t *testing.T, editor string) string {
	t.Helper()
	return filepath.Dir(written(t, "main.hcl", `
grafana { version = "13.3" }
org "main" {
  editors = [user.`+editor+`]
  viewers = [user.`+map[string]string{"eve": "vic", "vic": "eve"}[editor]+`]
}
user "eve" {}
user "vic" {}
folder "ops" {}
`))
}

// runs runs a command line, and returns its exit code and what it prints.
func runs(t *testing.T, args ...string) (code int, out, err string) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(t.Context(), args, nil, &o, &e)
	return code, o.String(), e.String()
}

// pushes builds a bundle and pushes it, and returns the reference to its digest.
func pushes(t *testing.T, folder, to string) string {
	t.Helper()
	code, out, err := runs(t, "-C", folder, "--format", "json", "build", "--push", to)
	var built struct{ Pushed, Path, Revision string }
	if code != exitOK || json.Unmarshal([]byte(out), &built) != nil || built.Pushed == "" || built.Path != "" || built.Revision == "" {
		t.Fatalf("%d: %s%s", code, out, err)
	}
	return built.Pushed
}

// TestRegistry pushes bundles to a registry, and lets the commands read them there.
func TestRegistry(t *testing.T) {
	t.Setenv("DOCKER_CONFIG", t.TempDir())
	t.Setenv("TMPDIR", t.TempDir())
	r := registrytest.New(t)
	eve, vic := folderOf(t, "eve"), folderOf(t, "vic")
	tag := "oci://" + r.Host + "/team/access:latest"
	at := pushes(t, eve, tag)
	if again := pushes(t, eve, tag); again != at {
		t.Errorf("the same configuration is %s and %s", at, again)
	}
	other := pushes(t, vic, "oci://"+r.Host+"/team/access:vic")
	file := filepath.Join(t.TempDir(), "bundle.tar.gz")
	if code, out, err := runs(t, "-C", eve, "build", "-o", file, "--push", tag); code != exitOK || strings.Count(out, "\n") != 2 || !strings.Contains(out, "Pushed "+at) {
		t.Errorf("%d: %s%s", code, out, err)
	}
	archive, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var manifest struct {
		Layers      []struct{ Digest string }
		Annotations map[string]string
	}
	_, digest, _ := strings.Cut(at, "@")
	if err := json.Unmarshal(r.Get("/v2/team/access/manifests/"+digest), &manifest); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(r.Get("/v2/team/access/blobs/"+manifest.Layers[0].Digest), archive) {
		t.Error("another archive is pushed than is written")
	}
	rego := written(t, "a_test.rego", "package a_test\n\ntest_eve if data.rolecall.authz.allow with input as {\"subject\": {\"type\": \"user\", \"id\": \"eve\"}, \"action\": {\"name\": \"folders:write\"}, \"resource\": {\"type\": \"folder\", \"id\": \"ops\"}}\n")
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"-C", tag, "check", "user:eve", "folders:write", "folder:ops"}, exitOK, "allowed: user:eve"},
		{[]string{"-C", at, "check", "user:eve", "folders:write", "folder:ops"}, exitOK, "allowed: user:eve"},
		{[]string{"-C", other, "check", "user:eve", "folders:write", "folder:ops"}, exitNegative, "denied: user:eve"},
		{[]string{"-C", tag, "explain", "user:eve", "folders:write", "folder:ops"}, exitOK, "allowed: user:eve"},
		{[]string{"-C", tag, "who-can", "folders:write", "folder:ops"}, exitOK, "user:eve"},
		{[]string{"diff", at, other, "--exit-code"}, exitNegative, "user:vic"},
		{[]string{"-C", other, "diff", at, "--exit-code"}, exitNegative, "user:vic"},
		{[]string{"-C", eve, "diff", tag, "--exit-code"}, exitOK, ""},
		{[]string{"-C", tag, "build", "--push", "oci://" + r.Host + "/team/copy:1"}, exitOK, "@" + digest},
		{[]string{"-C", tag, "test", rego}, exitOK, "1 passed"},
		{[]string{"-C", tag, "test"}, exitError, "a bundle has no tests"},
		{[]string{"-C", "oci://" + r.Host + "/team/access:none", "check", "user:eve", "teams:create"}, exitError, "/team/access:none: the registry does not have it"},
		{[]string{"-C", "oci://" + r.Host + "/team/access", "check", "user:eve", "teams:create"}, exitError, "neither a tag nor a digest"},
		{[]string{"-C", eve, "build", "--push", at}, exitError, "name a tag"},
		{[]string{"-C", eve, "build", "--push", "access:1"}, exitError, "--push: "},
		{[]string{"-C", eve, "build", "--push", ""}, exitError, "--push: "},
		{[]string{"-C", eve, "build", "--push", tag, "--split-by-org", "-o", "x"}, exitError, "makes several"},
		{[]string{"-C", eve, "build"}, exitError, "build needs a place"},
	} {
		if code, out, err := runs(t, c.args...); code != c.code || !strings.Contains(out+err, c.says) {
			t.Errorf("%s: exit code %d, want %d and %q:\n%s%s", strings.Join(c.args, " "), code, c.code, c.says, out, err)
		}
	}
	r.SetSent(func(path string, body []byte) []byte {
		if strings.Contains(path, "/blobs/") {
			body = bytes.Clone(body)
			body[len(body)/2] ^= 1
		}
		return body
	})
	if code, out, err := runs(t, "-C", at, "check", "user:eve", "folders:write", "folder:ops"); code != exitError || !strings.Contains(err, "something else than the digest says") {
		t.Errorf("an archive that was changed: %d: %s%s", code, out, err)
	}
	if left, err := os.ReadDir(os.Getenv("TMPDIR")); err != nil || len(left) > 0 {
		t.Errorf("%v is left (%v)", left, err)
	}
}

// TestSignedRegistry pushes a signed and an unsigned bundle, and pulls both with a demand for a signature.
func TestSignedRegistry(t *testing.T) {
	t.Setenv("DOCKER_CONFIG", t.TempDir())
	r := registrytest.New(t)
	private, public := keys(t)
	_, other := keys(t)
	eve := folderOf(t, "eve")
	signed, unsigned := "oci://"+r.Host+"/access:signed", "oci://"+r.Host+"/access:unsigned"
	if code, out, err := runs(t, "-C", eve, "build", "--push", signed, "--sign", "--key", private); code != exitOK {
		t.Fatalf("%d: %s%s", code, out, err)
	}
	pushes(t, eve, unsigned)
	asked := []string{"check", "user:eve", "folders:write", "folder:ops"}
	for _, c := range []struct {
		args []string
		code int
	}{
		{append([]string{"-C", signed}, asked...), exitOK},
		{append([]string{"-C", signed, "--verification-key", public}, asked...), exitOK},
		{append([]string{"-C", signed, "--verification-key", other}, asked...), exitError},
		{append([]string{"-C", unsigned, "--verification-key", public}, asked...), exitError},
		{[]string{"verify", signed, "--key", public}, exitOK},
		{[]string{"verify", signed, "--key", other}, exitNegative},
		{[]string{"verify", unsigned, "--key", public}, exitNegative},
		{[]string{"-C", unsigned, "serve", "--addr", "127.0.0.1:0", "--verification-key", public}, exitError},
	} {
		if code, out, err := runs(t, c.args...); code != c.code {
			t.Errorf("%s: exit code %d, want %d:\n%s%s", strings.Join(c.args, " "), code, c.code, out, err)
		}
	}
}

// keys returns the paths of the two keys of a pair.
func keys(t *testing.T) (private, public string) {
	t.Helper()
	pair := keypair.New(t, elliptic.P256())
	return written(t, "private.pem", string(pair.Private)), written(t, "public.pem", string(pair.Public))
}

// TestServeRegistry serves the bundle under a tag: another bundle is noticed, and a registry that is gone, or
// sends something else, changes nothing.
func TestServeRegistry(t *testing.T) {
	t.Setenv("DOCKER_CONFIG", t.TempDir())
	temporary := t.TempDir()
	t.Setenv("TMPDIR", temporary)
	r := registrytest.New(t)
	tag := "oci://" + r.Host + "/access:latest"
	pushes(t, folderOf(t, "eve"), tag)
	t.Run("served", func(t *testing.T) {
		urls := printed(t, []string{"-C", tag, "serve", "--addr", "127.0.0.1:0", "--diagnostic-addr", "127.0.0.1:0", "--pull-interval", "20ms"}, servedAt, diagnosedAt)
		allows := func(user string) bool {
			t.Helper()
			body := `{"subject":{"type":"user","id":"` + user + `"},"action":{"name":"folders:write"},"resource":{"type":"folder","id":"ops"}}`
			return decides(t, urls[0]+"/access/v1/evaluation", body)
		}
		await.Until(t, time.Minute, "the bundle is not served", func() bool { return allows("eve") && !allows("vic") })
		failing := func() bool {
			t.Helper()
			var r struct{ Failing []string }
			getJSON(t, urls[1]+"/readyz?verbose", &r)
			return len(r.Failing) > 0
		}
		pushes(t, folderOf(t, "vic"), tag)
		await.Until(t, time.Minute, "another bundle is not noticed", func() bool { return allows("vic") && !allows("eve") })
		r.SetSent(func(_ string, body []byte) []byte { return append(bytes.Clone(body), '!') })
		pushes(t, folderOf(t, "eve"), tag)
		await.Until(t, time.Minute, "the registry is not found to be broken", failing)
		if !allows("vic") || allows("eve") {
			t.Error("a bundle that was changed on its way is served")
		}
		r.SetSent(nil)
		await.Until(t, time.Minute, "the repaired registry is not asked again", func() bool { return allows("eve") && !failing() })
	})
	if left, err := os.ReadDir(temporary); err != nil || len(left) > 0 {
		t.Errorf("%v is left (%v)", left, err)
	}
}

// TestOPAPulls lets the server of plain OPA pull a bundle from a registry, with the configuration in examples/opa.
func TestOPAPulls(t *testing.T) {
	opa := opaPath(t)
	t.Setenv("DOCKER_CONFIG", t.TempDir())
	r := registrytest.New(t)
	pushes(t, folderOf(t, "eve"), "oci://"+r.Host+"/access:latest")
	r.User, r.Password = "eve", "a-password-of-the-registry"
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := free.Addr().String()
	free.Close()
	text, err := os.ReadFile("../../examples/opa/registry.yaml")
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("REGISTRY_SIGN_IN", r.User+":"+r.Password)
	config := written(t, "opa.yaml", strings.NewReplacer("https://registry.example.com", "http://"+r.Host, "registry.example.com", r.Host).Replace(string(text)))
	server := exec.Command(opa, "run", "--server", "--addr", address, "--config-file", config, "--log-level", "error", "--disable-telemetry")
	var out bytes.Buffer
	server.Stdout, server.Stderr, server.Dir = &out, &out, t.TempDir()
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		server.Process.Kill()
		if server.Wait(); t.Failed() {
			t.Logf("OPA says\n%s", &out)
		}
	}()
	await.Until(t, time.Minute, "OPA does not pull the bundle", func() bool {
		resp, err := http.Get("http://" + address + "/health?bundles")
		if err == nil {
			resp.Body.Close()
		}
		return err == nil && resp.StatusCode == http.StatusOK
	})
	for user, want := range map[string]bool{"eve": true, "vic": false} {
		body := `{"input":{"subject":{"type":"user","id":"` + user + `"},"action":{"name":"folders:write"},"resource":{"type":"folder","id":"ops"}}}`
		if got := decides(t, "http://"+address+"/v1/data/rolecall/authz/allow", body); got != want {
			t.Errorf("OPA allows user:%s: %t", user, got)
		}
	}
}

// decides asks a server for a decision, by AuthZEN or by OPA's data API.
func decides(t *testing.T, url, body string) bool {
	t.Helper()
	resp, err := http.Post(url, "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var answer struct{ Decision, Result bool }
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s (%v)", url, resp.Status, err)
	}
	return answer.Decision || answer.Result
}

// getJSON reads the answer of a server.
func getJSON(t *testing.T, url string, to any) {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if err := json.NewDecoder(resp.Body).Decode(to); err != nil {
		t.Fatal(err)
	}
}
