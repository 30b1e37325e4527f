package command

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

func TestMain(m *testing.M) {
	if os.Getenv("COMMAND_SERVE") != "" {
		if err := Serve(run); err != nil {
			panic(err)
		}
		return
	}
	os.Exit(m.Run())
}

// run is a command that panics, hangs or writes, depending on its first argument.
func run(_ context.Context, args []string, in io.Reader, out, err io.Writer) int {
	switch args[0] {
	case "panic":
		panic("it panics")
	case "hang":
		time.Sleep(time.Hour)
	}
	text, _ := io.ReadAll(in)
	dir, _ := os.Getwd()
	fmt.Fprintf(out, "%s %s %s %d", dir, text, os.Getenv("COMMAND_TEST"), os.Getpid())
	fmt.Fprint(err, "said")
	return 3
}

// TestPool runs lines in one process, and in another one after a panic and after a
// line that does not end.
func TestPool(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	pool := NewPool(func() (*exec.Cmd, error) {
		cmd := exec.Command(self)
		cmd.Env = append(os.Environ(), "COMMAND_SERVE=1")
		return cmd, nil
	})
	defer pool.Close()
	do := func(ctx context.Context, line Line) Outcome {
		t.Helper()
		got, err := pool.Run(ctx, line)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	dir := t.TempDir()
	first := do(t.Context(), Line{Dir: dir, Args: []string{"x"}, Env: []string{"COMMAND_TEST=a"}, Stdin: "in"})
	if !strings.HasPrefix(first.Stdout, dir+" in a ") || first.Stderr != "said" || first.Code != 3 {
		t.Errorf("%+v", first)
	}
	second := do(t.Context(), Line{Dir: "/", Args: []string{"x"}})
	if !strings.HasPrefix(second.Stdout, "/   ") || strings.TrimPrefix(first.Stdout, dir+" in a ") != strings.TrimPrefix(second.Stdout, "/   ") {
		t.Errorf("%+v after %+v", second, first)
	}
	if got := do(t.Context(), Line{Dir: dir, Args: []string{"panic"}}); got.Code != 2 || !strings.Contains(got.Stderr, "it panics") {
		t.Errorf("%+v", got)
	}
	soon, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if got := do(soon, Line{Dir: dir, Args: []string{"hang"}}); got.Code != -1 {
		t.Errorf("%+v", got)
	}
	if got := do(t.Context(), Line{Dir: dir, Args: []string{"x"}}); got.Code != 3 {
		t.Errorf("%+v", got)
	}
}
