package hostile

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/rolecall/rolecall/engine/regotest"
)

// TestM2 lets Rego tests call every function that reaches out. Unless this is allowed, none of them
// runs, and no server or file is reached.
func TestM2(t *testing.T) {
	var hits atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		hits.Add(1)
		fmt.Fprint(w, "{}")
	}))
	defer server.Close()
	outside := filepath.Join(t.TempDir(), "outside")
	if err := os.WriteFile(outside, []byte(secret), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		body string
		// allowed is the exit code with --allow-net.
		allowed int
	}{
		"http.send":            {fmt.Sprintf(`http.send({"method": "GET", "url": %q}).status_code == 200`, server.URL), 0},
		"net.lookup_ip_addr":   {`count(net.lookup_ip_addr("localhost")) > 0`, 0},
		"opa.runtime":          {`is_object(opa.runtime())`, 0},
		"json.match_schema":    {fmt.Sprintf(`json.match_schema({}, {"$ref": %q})[0]`, server.URL), 0},
		"json.verify_schema":   {`json.verify_schema({"type": "object"})[0]`, 0},
		"json.match_schema of": {fmt.Sprintf(`json.match_schema({}, {"$ref": %q})[0]`, "file://"+outside), 2},
		"http.send as a value": {fmt.Sprintf(`x with data.x as http.send({"method": "GET", "url": %q})`, server.URL), 0},
	} {
		t.Run(name, func(t *testing.T) {
			dir := folder(t, map[string]string{"main.hcl": eveMayEdit, "x.rego": "package x_test\n\nx := 1\n\ntest_x if " + c.body + "\n"})
			before := hits.Load()
			for _, args := range [][]string{{"test"}, {"test", "x.rego"}, {"test", "--mutate"}} {
				out := rolecall(t, dir, "", args...)
				if out.code != 1 || !strings.Contains(out.stderr, "--allow-net") || strings.Contains(out.stdout+out.stderr, "hunter2") {
					t.Errorf("%v: %d: %s%s", args, out.code, out.stdout, out.stderr)
				}
			}
			e := open(t, dir)
			if _, err := regotest.Run(t.Context(), e.View(), []string{dir}, ""); err == nil {
				t.Error("the engine runs it")
			}
			if _, err := regotest.NewBaseline(t.Context(), e.View(), []string{dir}, ""); err == nil {
				t.Error("the engine takes its value down")
			}
			if n := hits.Load() - before; n > 0 {
				t.Errorf("it reaches the network %d times", n)
			}
			if out := rolecall(t, dir, "", "test", "--allow-net"); out.code != c.allowed {
				t.Errorf("allowed: %d: %s%s", out.code, out.stdout, out.stderr)
			}
			if _, err := regotest.Run(t.Context(), e.View(), []string{dir}, "", regotest.AllowNet()); err != nil {
				t.Errorf("allowed: %v", err)
			}
		})
	}
	if hits.Load() == 0 {
		t.Error("nothing reached the network although it was allowed")
	}
}

// TestM2Annotations checks that a schema in an annotation is not loaded from a file or the network.
func TestM2Annotations(t *testing.T) {
	var hits atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { hits.Add(1); fmt.Fprint(w, "{}") }))
	defer server.Close()
	for _, ref := range []string{server.URL, "file:///etc/passwd"} {
		dir := folder(t, map[string]string{"main.hcl": eveMayEdit, "x.rego": fmt.Sprintf("package x_test\n\n# METADATA\n# schemas:\n#   - input: {\"$ref\": %q}\ntest_x if not input.x\n", ref)})
		if out := rolecall(t, dir, "", "test"); strings.Contains(out.stdout+out.stderr, "root:") {
			t.Errorf("%d: %s%s", out.code, out.stdout, out.stderr)
		}
	}
	if hits.Load() > 0 {
		t.Error("it reaches the network")
	}
}

// TestM2Policies checks that a test cannot replace a policy by the path of its file.
func TestM2Policies(t *testing.T) {
	dir := folder(t, map[string]string{
		"main.hcl":                  eveMayEdit,
		"rolecall/authz/authz.rego": "package mine_test\n\ntest_denied if not data.rolecall.authz.allow\n\ntest_policies if data.rolecall.authz.decision\n",
	})
	if out := rolecall(t, dir, "", "test", "--format", "tap"); out.code != 0 || !strings.Contains(out.stdout, "test_policies") {
		t.Errorf("%d: %s%s", out.code, out.stdout, out.stderr)
	}
}
