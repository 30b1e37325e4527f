package main

import (
	"flag"
	"os"
	"os/exec"
	"strconv"
	"testing"

	opa "github.com/open-policy-agent/opa/cmd"
	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"rolecall": main,
		"opa": func() {
			if opa.Command(nil, "OPA").Execute() != nil {
				os.Exit(1)
			}
		},
	})
}

var update = flag.Bool("update", false, "rewrite what the scripts compare output with")

// TestScripts runs the command line, and plain OPA, as a user would.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:           "../../tests/scripts",
		UpdateScripts: *update,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"rolecall-exits": exits,
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
