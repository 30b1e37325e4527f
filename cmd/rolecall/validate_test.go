package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/cli"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
	"github.com/rolecall/rolecall/engine"
)

// TestSourceGone checks that a diagnostic is printed if its file is not there.
func TestSourceGone(t *testing.T) {
	var out bytes.Buffer
	c := &cli.Env{Config: cli.Config{Dir: "conf"}, Err: &out, Format: output.Text}
	at := hcl.Range{Filename: "x.hcl", Start: hcl.Pos{Line: 3, Byte: 30}, End: hcl.Pos{Line: 3, Byte: 31}}
	c.WriteError(&engine.ConfigError{Diagnostics: hcl.Diagnostics{{Severity: hcl.DiagError, Summary: "S", Subject: &at}, {Severity: hcl.DiagError, Summary: "T"}}})
	for _, want := range []string{"Error: S", "on conf/x.hcl line 3", "Error: T"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in\n%s", want, out.String())
		}
	}
}

// BenchmarkDiagnostics validates a configuration with a warning for each of its
// teams. The ratio is the time beside that of check, which prints no warning.
func BenchmarkDiagnostics(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		dir := b.TempDir()
		var src bytes.Buffer
		src.WriteString("grafana { version = \"9.3\" }\norg \"main\" {}\n")
		for i := range n {
			fmt.Fprintf(&src, "team \"t%d\" {}\n", i)
		}
		if err := os.WriteFile(filepath.Join(dir, "main.hcl"), src.Bytes(), 0o644); err != nil {
			b.Fatal(err)
		}
		took := func(code int, args ...string) time.Duration {
			start := time.Now()
			if got := run(context.Background(), append([]string{"-C", dir}, args...), nil, io.Discard, io.Discard); got != code {
				b.Fatalf("%q ends in %d", args, got)
			}
			return time.Since(start)
		}
		for _, f := range cli.Formats("validate") {
			b.Run(fmt.Sprintf("%d/%s", n, f), func(b *testing.B) {
				var validate, check time.Duration
				for b.Loop() {
					check += took(exitNegative, "check", "user:x", "teams:read", "team:t1")
					validate += took(exitOK, "validate", "--format", string(f))
				}
				b.ReportMetric(float64(validate)/float64(check), "x-check")
				b.ReportMetric(float64(validate.Nanoseconds())/float64(b.N)/float64(n), "ns/diagnostic")
			})
		}
	}
}
