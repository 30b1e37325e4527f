package sizes

import (
	"bytes"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function/stdlib"

	"github.com/rolecall/rolecall/loader"
	"github.com/rolecall/rolecall/schema"
)

// TestGenerate says that generated configurations load, have what they should
// have, and are the same each time.
func TestGenerate(t *testing.T) {
	for _, size := range []Size{S, M, L, Warned(M)} {
		if size.Name == L.Name && testing.Short() {
			continue
		}
		for _, version := range []string{"8.0", "9.3", "13.3"} {
			t.Run(size.Name+" of "+version, func(t *testing.T) {
				files := Generate(size, 1, version)
				w, diags := loader.Load(files)
				if diags.HasErrors() || !size.Careless && len(diags) > 0 {
					t.Fatal(diags)
				}
				if size.Careless && len(diags) < 1_000 {
					t.Errorf("only %d warnings", len(diags))
				}
				got := Size{size.Name, len(w.Orgs), len(w.Users), len(w.Teams), len(w.Folders), len(w.Dashboards), size.Careless}
				if got != size {
					t.Errorf("got %+v, want %+v", got, size)
				}
				deepest := 0
				for _, f := range w.Folders {
					above := 0
					for ; f.Parent != nil; f = f.Parent {
						above++
					}
					deepest = max(deepest, above+1)
				}
				if want := map[bool]int{true: depth, false: 1}[version == "13.3"]; deepest != want {
					t.Errorf("folders are %d deep, want %d", deepest, want)
				}
				again := Generate(size, 1, version)
				if !maps.EqualFunc(files, again, func(a, b *fstest.MapFile) bool { return bytes.Equal(a.Data, b.Data) }) {
					t.Error("the same seed gave other files")
				}
			})
		}
	}
}

// The targets of loading, of which the benchmarks print what they measure.
const (
	maxParseRatio  = 1.3
	maxMemoryRatio = 3
	maxCSVRatio    = 5
)

// BenchmarkLoad holds loading a configuration against what HCL's parser takes
// for the same files, one after another. In each round both are measured, one
// after the other; the ratio is that of the fastest.
func BenchmarkLoad(b *testing.B) {
	for _, size := range Sizes {
		b.Run(size.Name, func(b *testing.B) {
			files := Generate(size, 1, "8.0")
			names := slices.Sorted(maps.Keys(files))
			var total int
			for _, name := range names {
				total += len(files[name].Data)
			}
			parse := func() []*hcl.File {
				parsed := make([]*hcl.File, 0, len(names))
				for _, name := range names {
					f, diags := hclsyntax.ParseConfig(files[name].Data, name, hcl.InitialPos)
					if diags.HasErrors() {
						b.Fatal(diags)
					}
					parsed = append(parsed, f)
				}
				return parsed
			}
			load := func() *schema.World {
				w, diags := loader.Load(files)
				if diags.HasErrors() {
					b.Fatal(diags)
				}
				return w
			}
			var parsing, loading []time.Duration
			for b.Loop() {
				parsing = append(parsing, timed(func() { runtime.KeepAlive(parse()) }))
				loading = append(loading, timed(func() { runtime.KeepAlive(load()) }))
			}
			b.ReportMetric(float64(fastest(loading))/float64(fastest(parsing)), "load/parse")
			b.ReportMetric(float64(fastest(loading).Milliseconds()), "ms/load")
			b.ReportMetric(float64(fastest(parsing).Milliseconds()), "ms/parse")
			b.ReportMetric(float64(total)/1e6, "MB")
			base, _ := live(parse)
			whole, _ := live(load)
			b.ReportMetric(float64(whole)/float64(base), "mem/parsed")
			b.ReportMetric(0, "ns/op")
			if size == L && testing.Verbose() {
				b.Logf("targets: load/parse %.1f, mem/parsed %d", maxParseRatio, maxMemoryRatio)
			}
		})
	}
}

// BenchmarkCSV holds for_each over a table against reading the table.
func BenchmarkCSV(b *testing.B) {
	const rows = 100_000
	var csv strings.Builder
	csv.WriteString("login,name,email,team\n")
	for i := range rows {
		fmt.Fprintf(&csv, "user%d,User %d,user%d@example.com,team%d\n", i, i, i, i%100)
	}
	files := fstest.MapFS{
		"users.csv": {Data: []byte(csv.String())},
		"main.hcl": {Data: []byte(`
grafana { version = "8.0" }
org "main" { viewers = user.staff }
user "staff" {
  for_each = csvdecode(file("users.csv"))
  name     = each.value.name
  email    = each.value.email
}
`)},
	}
	text := cty.StringVal(csv.String())
	var decoding, loading []time.Duration
	for b.Loop() {
		decoding = append(decoding, timed(func() {
			if _, err := stdlib.CSVDecode(text); err != nil {
				b.Fatal(err)
			}
		}))
		loading = append(loading, timed(func() {
			w, diags := loader.Load(files)
			if len(diags) > 0 || len(w.Orgs[0].Members) != rows {
				b.Fatal(len(w.Orgs[0].Members), diags)
			}
		}))
	}
	b.ReportMetric(float64(fastest(loading))/float64(fastest(decoding)), "load/csvdecode")
	b.ReportMetric(float64(fastest(loading).Milliseconds()), "ms/load")
	b.ReportMetric(float64(fastest(decoding).Milliseconds()), "ms/csvdecode")
	b.ReportMetric(0, "ns/op")
	b.Logf("target: load/csvdecode %d", maxCSVRatio)
}

// timed is how long f takes, without the garbage of what was before.
func timed(f func()) time.Duration {
	runtime.GC()
	start := time.Now()
	f()
	return time.Since(start)
}

// fastest is the round that other programs disturbed least.
func fastest(all []time.Duration) time.Duration { return slices.Min(all) }

// live is how many bytes what f returns keeps alive.
func live[T any](f func() T) (uint64, T) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&before)
	v := f()
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&after)
	runtime.KeepAlive(v)
	return after.HeapAlloc - before.HeapAlloc, v
}
