package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/cli"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/loader"
	"github.com/rolecall/rolecall/tests/sizes"
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

// maxDiagnostics is the target of printing all diagnostics, in times of check.
const maxDiagnostics = 1.5

// BenchmarkDiagnostics validates configurations of sizes M and L with thousands of warnings,
// and of one file with a warning for each of its teams. The ratio is the time beside that of
// check, which prints no warning; the fastest rounds count.
func BenchmarkDiagnostics(b *testing.B) {
	teams := func(n int) fstest.MapFS {
		var src bytes.Buffer
		src.WriteString("grafana { version = \"9.3\" }\norg \"org_0\" {}\nfolder \"folder_0\" {}\n")
		for i := range n {
			fmt.Fprintf(&src, "team \"t%d\" {}\n", i)
		}
		return fstest.MapFS{"main.hcl": {Data: src.Bytes()}}
	}
	for _, tc := range []struct {
		name  string
		files func() fstest.MapFS
	}{
		{"M", func() fstest.MapFS { return sizes.Generate(sizes.Warned(sizes.M), 1, "13.3") }},
		{"L", func() fstest.MapFS { return sizes.Generate(sizes.Warned(sizes.L), 1, "13.3") }},
		{"10000 teams", func() fstest.MapFS { return teams(10_000) }},
		{"100000 teams", func() fstest.MapFS { return teams(100_000) }},
	} {
		dir, files := b.TempDir(), tc.files()
		if err := os.CopyFS(dir, files); err != nil {
			b.Fatal(err)
		}
		_, diags := loader.Load(files)
		took := func(code int, args ...string) time.Duration {
			start := time.Now()
			if got := run(context.Background(), append([]string{"-C", dir}, args...), nil, io.Discard, io.Discard); got != code {
				b.Fatalf("%q ends in %d", args, got)
			}
			return time.Since(start)
		}
		for _, f := range cli.Formats("validate") {
			b.Run(tc.name+"/"+string(f), func(b *testing.B) {
				var validate, check []time.Duration
				for b.Loop() {
					check = append(check, took(exitNegative, "check", "anonymous", "dashboards:read", "folder:folder_0", "--org", "org_0"))
					validate = append(validate, took(exitOK, "validate", "--all", "--format", string(f)))
				}
				ratio := float64(slices.Min(validate)) / float64(slices.Min(check))
				b.ReportMetric(ratio, "x-check")
				b.ReportMetric(float64(len(diags)), "diagnostics")
				b.ReportMetric(0, "ns/op")
				b.Logf("validate takes %.2f of check, at most %.1f wanted", ratio, maxDiagnostics)
			})
		}
	}
}
