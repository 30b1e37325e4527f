package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// A transcript is the output of a command so far.
type transcript struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (t *transcript) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.b.Write(p)
}

// take waits until a text has been written, and drops the output up to it.
func (t *transcript) take(test *testing.T, text string) {
	test.Helper()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		t.mu.Lock()
		before, after, ok := strings.Cut(t.b.String(), text)
		if ok {
			t.b.Reset()
			t.b.WriteString(after)
		}
		t.mu.Unlock()
		if ok {
			if strings.Contains(before, "lcov.info changed") {
				test.Errorf("%q was written", before)
			}
			test.Logf("%s%s", before, text)
			return
		}
	}
	test.Fatalf("%q was not written, but %q", text, t.b.String())
}

// TestWatch checks that tests run again when a file of the configuration or a test
// changes, and that the exit code is the last run's.
func TestWatch(t *testing.T) {
	dir := t.TempDir()
	write := func(name, content string) {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	const green = "grafana { version = \"8.0\" }\norg \"main\" { editors = [user.eve] }\nuser \"eve\" {}\n"
	red := strings.Replace(green, "editors", "viewers", 1)
	const test = "test \"NAME\" {\n  as = [user.eve]\n  allow { actions = [\"folders:create\"] }\n}\n"
	write("conf/main.hcl", green)
	write("tests/access_test.hcl", test)

	var out transcript
	ctx, interrupt := context.WithCancel(t.Context())
	code := make(chan int)
	go func() {
		code <- run(ctx, []string{"-C", filepath.Join(dir, "conf"), "test", "--watch", "--coverage-lcov", filepath.Join(dir, "tests", "lcov.info"), filepath.Join(dir, "tests")}, nil, &out, &out)
	}()
	out.take(t, "1 passed, 0 failed\n")
	write("conf/main.hcl", red)
	out.take(t, "main.hcl changed\n") // and not the files that the run has written
	out.take(t, "0 passed, 1 failed\n")
	write("conf/main.hcl", "grafna {}\n")
	out.take(t, "Unsupported block type")
	write("conf/main.hcl", green)
	out.take(t, "1 passed, 0 failed\n")
	write("conf/.hidden", "")
	write("tests/sub/more_test.hcl", strings.Replace(test, "NAME", "more", 1))
	out.take(t, "2 passed, 0 failed\n")
	write("tests/sub/more_test.hcl", strings.NewReplacer("NAME", "more", "allow", "deny").Replace(test))
	out.take(t, "1 passed, 1 failed\n")
	interrupt()
	if got := <-code; got != exitNegative {
		t.Errorf("exit code %d, want %d", got, exitNegative)
	}
}
