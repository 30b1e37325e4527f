//go:build unix

package hostile

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// interrupted starts a command, waits until it is busy or waiting, sends it signals, and returns its
// exit code. A command that has not ended after ten more seconds is killed, with the code -1. If prints
// is true, interrupted waits until the command has begun to print. The first of several signals must
// not end the command.
func interrupted(t *testing.T, prints bool, signals int, name string, args ...string) int {
	t.Helper()
	for wait := time.Second; ; wait *= 2 {
		code, ready := interruptedAfter(t, wait, prints, signals, name, args...)
		if ready {
			return code
		}
		if wait > 30*time.Second {
			t.Fatal("the command does not get ready")
		}
	}
}

// interruptedAfter does so after a while, and reports whether the command was listening to signals.
func interruptedAfter(t *testing.T, wait time.Duration, prints bool, signals int, name string, args ...string) (code int, ready bool) {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = t.TempDir()
	in, err := cmd.StdinPipe() // nothing comes
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	out, err := cmd.StdoutPipe() // nobody reads
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	cmd.Stderr = io.Discard
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if prints {
		if _, err := io.ReadFull(out, make([]byte, 1)); err != nil {
			t.Fatal(err)
		}
	}
	time.Sleep(wait)
	ended := make(chan *os.ProcessState, 1)
	go func() {
		state, _ := cmd.Process.Wait()
		ended <- state
	}()
	for n := range signals {
		select {
		case state := <-ended:
			if n > 0 && !signaled(state) {
				t.Fatalf("signal %d has ended it", n)
			}
			if n == 0 {
				t.Fatal("it ends before it is interrupted")
			}
			return 0, false
		default:
		}
		if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
			t.Fatal(err)
		}
		time.Sleep(20 * time.Millisecond)
	}
	select {
	case state := <-ended:
		return state.ExitCode(), !signaled(state)
	case <-time.After(10 * time.Second):
		cmd.Process.Kill()
		<-ended
		return -1, true
	}
}

// signaled reports whether a signal ended a process that was not listening to it.
func signaled(state *os.ProcessState) bool {
	status, ok := state.Sys().(syscall.WaitStatus)
	return ok && status.Signaled()
}

// busy returns command lines that wait or work for a long time, by name.
func busy(t *testing.T) map[string][]string {
	// Each org lists all users, which takes a while to load.
	var big, users strings.Builder
	big.WriteString("grafana { version = \"9.3\" }\n")
	for i := range 300_000 {
		fmt.Fprintf(&big, "user \"u%d\" {}\n", i)
		fmt.Fprintf(&users, "user.u%d,\n", i)
	}
	fmt.Fprintf(&big, "org \"main\" { viewers = [%s] }\n", users.String())
	many := "grafana { version = \"9.3\" }\norg \"main\" { viewers = [user.u0] }\nuser \"u0\" {}\nfolder \"f\" {}\n"
	var lists strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&lists, "folder \"f%d\" {}\ndashboard \"d%d\" {}\n", i, i)
	}
	dir := folder(t, map[string]string{
		"small/main.hcl": many, "big/main.hcl": big.String(), "lists/main.hcl": many + lists.String(),
		"big.hcl":       strings.Repeat("a = [1,2,   3]\n", 1_000_000),
		"slow/main.hcl": many, "slow/x.rego": "package x_test\n\ntest_x if {\n\tcount([1 | some i in numbers.range(1, 3000); some j in numbers.range(1, 3000); i == j + 5000]) == 1\n}\n",
	})
	return map[string][]string{
		"batch":        {"-C", dir + "/small", "check", "--batch", "-"},
		"format":       {"fmt", "-"},
		"loading":      {"-C", dir + "/big", "validate"},
		"printing":     {"-C", dir + "/lists", "what-can", "user:u0"},
		"formatting":   {"fmt", "--check", dir + "/big.hcl"},
		"a Rego test":  {"-C", dir + "/slow", "test"},
		"watching":     {"-C", dir + "/small", "test", "--allow-empty", "--watch"},
		"watched Rego": {"-C", dir + "/slow", "test", "--watch"},
	}
}

// TestM12 checks that the first Ctrl-C ends the program, whatever it does. The exit
// code is that of an error, which no command has that runs to its end; only a
// command that watches exits with 0, as Ctrl-C is the way to end it.
func TestM12(t *testing.T) {
	for name, args := range busy(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := 1
			if strings.HasPrefix(name, "watch") {
				want = 0
			}
			if code := interrupted(t, name == "printing", 1, program, args...); code != want {
				t.Errorf("it ends with %d, want %d", code, want)
			}
		})
	}
}

// TestM12Twice checks that the second Ctrl-C ends the program although it cannot end
// by itself. The program of this test gives itself an hour after the first.
func TestM12Twice(t *testing.T) {
	patient := program + "-patient"
	if err := os.Symlink(program, patient); err != nil {
		t.Fatal(err)
	}
	args := busy(t)["printing"]
	if code := interrupted(t, true, 2, patient, args...); code != 1 {
		t.Errorf("it ends with %d", code)
	}
}
