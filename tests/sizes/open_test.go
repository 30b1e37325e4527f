//go:build unix

package sizes

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/rolecall/rolecall/engine"
)

// The targets of opening, in processor time. A bundle of size L may take maxBundle.
// The files of size L may take the time of HCL's parser for them times maxHCLRatio,
// and maxHCLMore. Size XL may take the time of size L times maxXLRatio.
const (
	maxBundle   = 2 * time.Second
	maxHCLRatio = 1.3
	maxHCLMore  = 1500 * time.Millisecond
	maxXLRatio  = 3
)

// BenchmarkOpen measures opening files and bundles against the targets. Each round
// measures everything, one after the other, in processor time with garbage collection
// on. For each measure the fastest round counts. The metrics named of-target are above
// 1 where a target is missed.
func BenchmarkOpen(b *testing.B) {
	for _, version := range []string{"9.3", "13.3"} {
		b.Run(version, func(b *testing.B) {
			large, largest := newOpened(b, L, version), newOpened(b, XL, version)
			for b.Loop() {
				large.parse.add(b, func() any { return parsed(b, large.files) })
				large.measure(b)
				largest.measure(b)
			}
			parse, files, bundle := large.parse.fastest(), large.fromFiles.fastest(), large.fromBundle.fastest()
			report := func(name string, took, target time.Duration) {
				b.ReportMetric(float64(took.Milliseconds()), "cpu-ms/"+name)
				b.ReportMetric(float64(took)/float64(target), name+"-of-target")
			}
			b.ReportMetric(float64(parse.Milliseconds()), "cpu-ms/L-parse")
			report("L-files", files, time.Duration(maxHCLRatio*float64(parse))+maxHCLMore)
			report("L-bundle", bundle, maxBundle)
			report("XL-files", largest.fromFiles.fastest(), maxXLRatio*files)
			report("XL-bundle", largest.fromBundle.fastest(), maxXLRatio*bundle)
			b.ReportMetric(0, "ns/op")
		})
	}
}

// An opened is a configuration as files and as a bundle, and how long it took to open
// them.
type opened struct {
	files                        fstest.MapFS
	folder, bundle               string
	parse, fromFiles, fromBundle times
}

// newOpened writes a configuration to files and to a bundle. That also compiles the
// policies, which a process does once.
func newOpened(b *testing.B, size Size, version string) *opened {
	dir := b.TempDir()
	o := &opened{files: Generate(size, 1, version), folder: filepath.Join(dir, "files"),
		bundle: filepath.Join(dir, "bundle.tar.gz")}
	if err := os.CopyFS(o.folder, o.files); err != nil {
		b.Fatal(err)
	}
	if err := open(b, o.folder).View().WriteBundle(o.bundle); err != nil {
		b.Fatal(err)
	}
	return o
}

func (o *opened) measure(b *testing.B) {
	o.fromFiles.add(b, func() any { return open(b, o.folder) })
	o.fromBundle.add(b, func() any { return open(b, o.bundle) })
}

func open(b *testing.B, path string) *engine.Engine {
	e, err := engine.Open(b.Context(), path)
	if err != nil {
		b.Fatal(err)
	}
	return e
}

// parsed parses files with HCL's parser alone.
func parsed(b *testing.B, files fstest.MapFS) []*hcl.File {
	var all []*hcl.File
	for name, file := range files {
		f, diags := hclsyntax.ParseConfig(file.Data, name, hcl.InitialPos)
		if diags.HasErrors() {
			b.Fatal(diags)
		}
		all = append(all, f)
	}
	return all
}

// times are the processor times of several rounds.
type times []time.Duration

// add measures a round, whose result stays in memory until it ends.
func (t *times) add(b *testing.B, round func() any) {
	runtime.GC()
	start := processorTime(b)
	result := round()
	*t = append(*t, processorTime(b)-start)
	runtime.KeepAlive(result)
}

func (t times) fastest() time.Duration { return slices.Min(t) }
