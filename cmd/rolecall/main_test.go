package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/rolecall/rolecall/tests/command"
)

// TestMain is the command itself under the name of the command, and runs many
// command lines under the name rolecall-server. The scripts and the tests of
// other packages run it so.
func TestMain(m *testing.M) {
	switch filepath.Base(os.Args[0]) {
	case "rolecall":
		main()
	case "rolecall-patient": // for tests of signals
		setGrace(time.Hour)
		main()
	case "rolecall-server":
		if err := command.Serve(run); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(exitError)
		}
		os.Exit(exitOK)
	}
	os.Exit(m.Run())
}

var update = flag.Bool("update", false, "rewrite the expected output of the scripts")

// TestScripts runs the command line, and plain OPA, as a user would.
func TestScripts(t *testing.T) {
	opa := opaPath(t)
	servers := newServers(t)
	testscript.Run(t, testscript.Params{
		Dir:           "../../tests/scripts",
		UpdateScripts: *update,
		Setup: func(env *testscript.Env) error {
			examples, err := filepath.Abs("../../examples")
			env.Setenv("EXAMPLES", examples)
			return err
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"rolecall": func(ts *testscript.TestScript, neg bool, args []string) {
				if code := ran(ts, servers, args); (code != 0) != neg {
					ts.Fatalf("exit code %d", code)
				}
			},
			"rolecall-exits": func(ts *testscript.TestScript, neg bool, args []string) {
				if neg || len(args) < 2 {
					ts.Fatalf("usage: rolecall-exits CODE ARG...")
				}
				want, err := strconv.Atoi(args[0])
				ts.Check(err)
				if code := ran(ts, servers, args[1:]); code != want {
					ts.Fatalf("exit code %d, want %d", code, want)
				}
			},
			"shorter-than": func(ts *testscript.TestScript, neg bool, args []string) {
				if len(args) != 2 {
					ts.Fatalf("usage: shorter-than BYTES FILE")
				}
				most, err := strconv.Atoi(args[0])
				ts.Check(err)
				if length := len(ts.ReadFile(args[1])); (length < most) == neg {
					ts.Fatalf("%s has %d bytes", args[1], length)
				}
			},
			"opa": func(ts *testscript.TestScript, neg bool, args []string) {
				if err := ts.Exec(opa, args...); (err != nil) != neg {
					ts.Fatalf("opa: %v", err)
				}
			},
		},
	})
}

// opaPath returns the path of OPA, which is built once and kept in Go's build cache. The working
// directory must be that of this package.
func opaPath(t *testing.T) string {
	t.Helper()
	path, err := exec.Command("go", "tool", "-modfile=../../tools/go.mod", "-n", "opa").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(path))
}

// called links a path to this program, and returns the path. TestMain has the names for which the program
// is more than the tests.
func called(t *testing.T, path string) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(self, path); err != nil {
		t.Fatal(err)
	}
	return path
}

// newServers returns processes that run the command, until the test ends.
func newServers(t *testing.T) *command.Pool {
	t.Helper()
	server := called(t, filepath.Join(t.TempDir(), "rolecall-server"))
	servers := command.NewPool(func() (*exec.Cmd, error) { return exec.Command(server), nil })
	t.Cleanup(servers.Close)
	return servers
}

// ran runs a command line of a script, with its variables and its standard input,
// and returns the exit code.
func ran(ts *testscript.TestScript, servers *command.Pool, args []string) int {
	// There is no other way to read the standard input of a script.
	ts.Check(ts.Exec("sh", "-c", `env | grep "^ROLECALL_"; echo; cat`))
	environment, stdin, _ := strings.Cut(ts.ReadFile("stdout"), "\n\n")
	if rest, ok := strings.CutPrefix(ts.ReadFile("stdout"), "\n"); ok {
		environment, stdin = "", rest
	}
	got, err := servers.Run(context.Background(), command.Line{Dir: ts.MkAbs("."), Args: args, Env: strings.Fields(environment), Stdin: stdin})
	ts.Check(err)
	fmt.Fprint(ts.Stdout(), got.Stdout)
	fmt.Fprint(ts.Stderr(), got.Stderr)
	return got.Code
}
