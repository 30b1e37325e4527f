package hostile

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/loader"
	"github.com/open-policy-agent/opa/v1/rego"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/tests/command"
	"github.com/rolecall/rolecall/tests/plain"
)

var tryLong = flag.Bool("hostile.long", false, "try as much as `make fuzz` does")

// count returns the number of tries of a test: quick, or long with -hostile.long.
func count(quick, long int) int {
	if *tryLong {
		return long
	}
	return quick
}

// enough logs the number of tries of a test, and fails it if that is less than quick, or less than
// long with -hostile.long.
func enough(t testing.TB, what string, n int64, quick, long int) {
	t.Helper()
	t.Logf("%d %s", n, what)
	if n < int64(count(quick, long)) {
		t.Errorf("%d %s are too few", n, what)
	}
}

// program is the path of the command. Its server processes run many command lines each.
var (
	program string
	servers *command.Pool
)

func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "hostile")
		if err != nil {
			panic(err)
		}
		defer os.RemoveAll(dir)
		// This test binary is also the command, under the command's name.
		program = filepath.Join(dir, "rolecall")
		build := exec.Command("go", "test", "-c", "-o", program, "../../cmd/rolecall")
		build.Stderr = os.Stderr
		if err := build.Run(); err != nil {
			panic(err)
		}
		if err := os.Symlink(program, server()); err != nil {
			panic(err)
		}
		servers = command.NewPool(func() (*exec.Cmd, error) { return exec.Command(server()), nil })
		defer servers.Close()
		return m.Run()
	}())
}

// server returns the name under which the binary runs many command lines.
func server() string { return program + "-server" }

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

// An outcome is the result of a run of the command.
type outcome struct {
	stdout, stderr string
	// code is the exit code, -1 for a command that was killed after a minute.
	code int
}

// rolecall runs the command in dir with standard input in. The process may have run other commands
// before; process starts a new one.
func rolecall(t testing.TB, dir, in string, args ...string) outcome {
	t.Helper()
	return served(t, servers, command.Line{Dir: dir, Args: args, Stdin: in})
}

// served runs a command line in a pool.
func served(t testing.TB, pool *command.Pool, line command.Line) outcome {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	dir, err := filepath.Abs(line.Dir)
	if err != nil {
		t.Fatal(err)
	}
	line.Dir = dir
	got, err := pool.Run(ctx, line)
	if err != nil {
		t.Fatal(err)
	}
	return outcome{got.Stdout, got.Stderr, got.Code}
}

// process is like rolecall, but starts a new process.
func process(t testing.TB, dir, in string, args ...string) outcome {
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

// TestServed checks that a process that has run other commands behaves as a new process does.
func TestServed(t *testing.T) {
	dir := configuration(t, asked)
	for _, args := range [][]string{
		{"check", "user:ada", "folders:write", "folder:closed"}, {"check", "user:vic", "folders:write", "folder:closed"}, {"check", "--batch", "-"},
		{"validate", "--format", "json"}, {"test"}, {"build", "-o", "out"}, {"nosuch"}, {"-C", "missing", "validate"}, {"version"},
	} {
		want := process(t, dir, ask("vic", "ada"), args...)
		for range 2 {
			if diff := cmp.Diff(want, rolecall(t, dir, ask("vic", "ada"), args...), cmp.AllowUnexported(outcome{})); diff != "" {
				t.Errorf("%q (-process, +served): %s", args, diff)
			}
		}
	}
}

// plainOPA returns a function that reports whether plain OPA, with the bundle of the engine, allows
// a request in JSON.
func plainOPA(t testing.TB, e *engine.Engine) func(request string) bool {
	t.Helper()
	query, err := plain.Prepare(e.View().Bundle(), "data.rolecall.authz.allow")
	if err != nil {
		t.Fatal(err)
	}
	return func(request string) bool {
		t.Helper()
		input, err := ast.ValueFromReader(strings.NewReader(request))
		if err != nil {
			t.Fatal(err)
		}
		results, err := query.Eval(context.Background(), rego.EvalParsedInput(input))
		if err != nil {
			t.Fatal(err)
		}
		return results.Allowed()
	}
}

// TestWritten checks that OPA's own loader reads the written bundle as the one that plainOPA uses.
func TestWritten(t *testing.T) {
	e := open(t, configuration(t, bundled))
	dir := filepath.Join(t.TempDir(), "bundle")
	if err := e.View().WriteBundle(dir); err != nil {
		t.Fatal(err)
	}
	read, err := loader.NewFileLoader().AsBundle(dir)
	if err != nil {
		t.Fatal(err)
	}
	made := e.View().Bundle()
	if want, got := text(t, made.Data), text(t, read.Data); want != got {
		t.Error("the data differ")
	}
	modules := map[string]string{}
	for _, m := range made.Modules {
		modules[m.Path] = string(m.Raw)
	}
	for _, m := range read.Modules {
		path, err := filepath.Rel(dir, m.Path)
		if err != nil || modules[path] != string(m.Raw) {
			t.Errorf("%s differs, %v", m.Path, err)
		}
		delete(modules, path)
	}
	if len(modules) > 0 {
		t.Errorf("%d modules are missing", len(modules))
	}
}
