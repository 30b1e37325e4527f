package diagnostics

import (
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
)

// manyLines are n lines, and a diagnostic about each.
func manyLines(n int) (hcl.Diagnostics, map[string]*hcl.File) {
	var src bytes.Buffer
	var diags hcl.Diagnostics
	for i := range n {
		start := hcl.Pos{Line: i + 1, Column: 1, Byte: src.Len()}
		fmt.Fprintf(&src, "user \"u%d\" {}\n", i)
		end := hcl.Pos{Line: i + 1, Column: 5, Byte: start.Byte + 4}
		diags = append(diags, &hcl.Diagnostic{
			Severity: hcl.DiagError, Summary: "Summary", Detail: "Detail.",
			Subject: &hcl.Range{Filename: "main.hcl", Start: start, End: end},
		})
	}
	return diags, map[string]*hcl.File{"main.hcl": {Bytes: src.Bytes()}}
}

// TestM9 checks that the memory for printing grows in proportion to the number of
// diagnostics. It grew with its square, as did the time.
func TestM9(t *testing.T) {
	taken := func(n int) uint64 {
		diags, files := manyLines(n)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if err := Text(io.Discard, diags, files, filepath.Clean, n); err != nil {
			t.Fatal(err)
		}
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	taken(1)
	few, many := taken(1000), taken(8000)
	if many > 12*few {
		t.Errorf("8,000 diagnostics take %d bytes, and 1,000 take %d", many, few)
	}
}

// TestM9Lines checks that a file is searched for its lines once, for any number of
// diagnostics.
func TestM9Lines(t *testing.T) {
	diags, files := manyLines(100)
	s := NewSources(files)
	first := s.Of("main.hcl")
	for _, d := range diags {
		if got := s.Of(d.Subject.Filename); got != first {
			t.Fatal("the file is searched again")
		}
		if lines := first.Show(*d.Subject, false); len(lines) != 1 || lines[0].Number != d.Subject.Start.Line || !strings.HasPrefix(lines[0].Text, "user") {
			t.Errorf("line %d is shown as %v", d.Subject.Start.Line, lines)
		}
	}
	// Columns too are counted from near the place, on a line of any length.
	long := newSource(&hcl.File{Bytes: []byte("ä\n" + strings.Repeat("ä", 10*countEvery))})
	for _, at := range []int{3, 5, countEvery + 1, 2*countEvery + 3, len(long.Bytes)} {
		got := long.inCodePoints(hcl.Range{Start: hcl.Pos{Byte: at}, End: hcl.Pos{Byte: at}})
		if want := (at-3)/2 + 1; got.Start.Column != want {
			t.Errorf("byte %d is in column %d, want %d", at, got.Start.Column, want)
		}
	}
}
