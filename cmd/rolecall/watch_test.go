package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rolecall/rolecall/tests/await"
)

// take waits until a text has been written, and drops the output up to it.
func take(t *testing.T, out *await.Transcript, text string) {
	t.Helper()
	defer func() {
		if t.Failed() {
			t.Logf("after it: %q", out)
		}
	}()
	before := ""
	await.Until(t, 30*time.Second, fmt.Sprintf("%q was not written", text), func() (ok bool) {
		before, ok = out.Cut(text)
		return ok
	})
	if strings.Contains(before, "lcov.info changed") {
		t.Errorf("%q was written", before)
	}
	t.Logf("%s%s", before, text)
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

	var out await.Transcript
	ctx, interrupt := context.WithCancel(t.Context())
	code := make(chan int)
	go func() {
		code <- run(ctx, []string{"-C", filepath.Join(dir, "conf"), "test", "--watch", "--coverage-lcov", filepath.Join(dir, "tests", "lcov.info"), filepath.Join(dir, "tests")}, nil, &out, &out)
	}()
	take(t, &out, "1 passed, 0 failed\n")
	write("conf/main.hcl", red)
	take(t, &out, "main.hcl changed\n") // and not the files that the run has written
	take(t, &out, "0 passed, 1 failed\n")
	write("conf/main.hcl", "grafna {}\n")
	take(t, &out, "Unsupported block type")
	write("conf/main.hcl", green)
	take(t, &out, "1 passed, 0 failed\n")
	write("conf/.hidden", "")
	write("tests/sub/more_test.hcl", strings.Replace(test, "NAME", "more", 1))
	take(t, &out, "2 passed, 0 failed\n")
	write("tests/sub/more_test.hcl", strings.NewReplacer("NAME", "more", "allow", "deny").Replace(test))
	take(t, &out, "1 passed, 1 failed\n")
	interrupt()
	if got := <-code; got != exitNegative {
		t.Errorf("exit code %d, want %d", got, exitNegative)
	}
}
