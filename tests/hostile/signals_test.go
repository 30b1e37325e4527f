//go:build unix

package hostile

import (
	"fmt"
	"io"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// interrupted starts the command, lets it get to where it waits or is busy, and
// sends it signals, each a while after the one before. It returns how long after
// the last it took to end; it is killed after ten seconds. If it prints more
// than is read, it is waited for to begin with that.
func interrupted(t *testing.T, prints bool, signals int, args ...string) time.Duration {
	t.Helper()
	cmd := exec.Command(program, args...)
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
	ended := make(chan error, 1)
	if prints {
		if _, err := io.ReadFull(out, make([]byte, 1)); err != nil {
			t.Fatal(err)
		}
	}
	time.Sleep(time.Second)
	go func() { _, err := cmd.Process.Wait(); ended <- err }()
	select {
	case <-ended:
		t.Fatal("it ends before it is interrupted")
	default:
	}
	var start time.Time
	for range signals {
		start = time.Now()
		if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
			t.Fatal(err)
		}
		time.Sleep(20 * time.Millisecond)
	}
	select {
	case <-ended:
	case <-time.After(10 * time.Second):
		cmd.Process.Kill()
		<-ended
	}
	return time.Since(start)
}

// busy are command lines that wait or work for long, by what they do.
func busy(t *testing.T) map[string][]string {
	// Each org lists everybody, which takes a while to load.
	var big, users strings.Builder
	big.WriteString("grafana { version = \"9.3\" }\n")
	for i := range 300_000 {
		fmt.Fprintf(&big, "user \"u%d\" {}\n", i)
		fmt.Fprintf(&users, "user.u%d, ", i)
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

// TestM12 says that the first Ctrl-C ends the program within a second, whatever
// it does.
func TestM12(t *testing.T) {
	for name, args := range busy(t) {
		t.Run(name, func(t *testing.T) {
			var took []time.Duration
			for range 4 { // the machine may be busy
				d := interrupted(t, name == "printing", 1, args...)
				if d <= time.Second {
					return
				}
				took = append(took, d)
			}
			t.Errorf("it ends %v after it was interrupted", took)
		})
	}
}

// TestM12Twice says that the second Ctrl-C ends the program at once, although it
// cannot end by itself.
func TestM12Twice(t *testing.T) {
	args := busy(t)["printing"]
	var took []time.Duration
	for range 4 {
		d := interrupted(t, true, 2, args...)
		if d <= 300*time.Millisecond {
			return
		}
		took = append(took, d)
	}
	t.Errorf("it ends %v after the second signal", took)
}
