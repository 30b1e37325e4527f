package main

import (
	"flag"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"rolecall": main})
}

var update = flag.Bool("update", false, "rewrite what the scripts compare output with")

// TestScripts runs the command line, and plain OPA, as a user would.
func TestScripts(t *testing.T) {
	// OPA is built once, and kept in Go's build cache.
	path, err := exec.Command("go", "tool", "-modfile=../../tools/go.mod", "-n", "opa").Output()
	if err != nil {
		t.Fatal(err)
	}
	opa := strings.TrimSpace(string(path))
	testscript.Run(t, testscript.Params{
		Dir:           "../../tests/scripts",
		UpdateScripts: *update,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"rolecall-exits": exits,
			"opa": func(ts *testscript.TestScript, neg bool, args []string) {
				if err := ts.Exec(opa, args...); (err != nil) != neg {
					ts.Fatalf("opa: %v", err)
				}
			},
		},
	})
}

// exits is the script command `rolecall-exits CODE ARG...`.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: rolecall-exits CODE ARG...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec("rolecall", args[1:]...)
	code := 0
	if exit, ok := err.(*exec.ExitError); ok {
		code = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if code != want {
		ts.Fatalf("exit code %d, want %d", code, want)
	}
}
