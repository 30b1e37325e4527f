package hostile

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/open-policy-agent/opa/v1/loader"
	"github.com/open-policy-agent/opa/v1/rego"

	"github.com/rolecall/rolecall/engine"
)

var tryLong = flag.Bool("hostile.long", false, "try as much as `make fuzz` does")

// count returns how many tries a test makes: quick, or long with -hostile.long.
func count(quick, long int) int {
	if *tryLong {
		return long
	}
	return quick
}

// enough logs how much a test has tried, and reports it if that is less than
// quick, or long with -hostile.long.
func enough(t testing.TB, what string, n int64, quick, long int) {
	t.Helper()
	t.Logf("%d %s", n, what)
	if n < int64(count(quick, long)) {
		t.Errorf("%d %s are too few", n, what)
	}
}

// program is the path of the command, built once for all tests.
var program string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "hostile")
		if err != nil {
			panic(err)
		}
		defer os.RemoveAll(dir)
		program = filepath.Join(dir, "rolecall")
		build := exec.Command("go", "build", "-o", program, "../../cmd/rolecall")
		build.Stderr = os.Stderr
		if err := build.Run(); err != nil {
			panic(err)
		}
		return m.Run()
	}())
}

// folder returns a new folder with files, by name and content.
func folder(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// configuration returns a new folder with one file, main.hcl.
func configuration(t testing.TB, hcl string) string {
	t.Helper()
	return folder(t, map[string]string{"main.hcl": hcl})
}

// open returns the engine of a configuration or bundle.
func open(t testing.TB, path string) *engine.Engine {
	t.Helper()
	e, err := engine.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// An outcome is how a run of the command ended.
type outcome struct {
	stdout, stderr string
	// code is the exit code, -1 for a command that was ended after a minute.
	code int
}

// rolecall runs the command in dir with standard input in.
func rolecall(t testing.TB, dir, in string, args ...string) outcome {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir = dir
	cmd.Stdin = bytes.NewBufferString(in)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return outcome{stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()}
}

// plainOPA returns a function that asks plain OPA, on the bundle that the engine
// writes, whether it allows a request in JSON.
func plainOPA(t testing.TB, e *engine.Engine) func(request string) bool {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "bundle")
	if err := e.View().WriteBundle(dir); err != nil {
		t.Fatal(err)
	}
	b, err := loader.NewFileLoader().AsBundle(dir)
	if err != nil {
		t.Fatal(err)
	}
	query, err := rego.New(rego.Query("data.rolecall.authz.allow"), rego.ParsedBundle("b", b)).PrepareForEval(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return func(request string) bool {
		t.Helper()
		dec := json.NewDecoder(bytes.NewBufferString(request))
		dec.UseNumber()
		var input any
		if err := dec.Decode(&input); err != nil {
			t.Fatal(err)
		}
		results, err := query.Eval(context.Background(), rego.EvalInput(input))
		if err != nil {
			t.Fatal(err)
		}
		return len(results) == 1 && results[0].Expressions[0].Value == true
	}
}
