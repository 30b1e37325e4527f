package benchmark

import (
	"context"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/loader"
	"github.com/rolecall/rolecall/tests/sizes"
)

// BenchmarkBuild measures what an engine takes before it answers, the time of
// all processors to make it of a world that has been loaded, and the memory
// that one keeps that was opened; and how fast it lists.
func BenchmarkBuild(b *testing.B) {
	ctx := context.Background()
	for _, c := range columns {
		if c.cold {
			continue
		}
		b.Run(c.version+"/"+c.size.Name, func(b *testing.B) {
			files := sizes.Generate(c.size, seed, c.version)
			w, diags := loader.Load(files)
			if diags.HasErrors() {
				b.Fatal(diags)
			}
			var e *engine.Engine
			var cpu time.Duration
			var lists listTimes
			for b.Loop() {
				runtime.GC()
				before := cpuTime(b)
				var err error
				if e, err = engine.FromWorld(ctx, w); err != nil {
					b.Fatal(err)
				}
				if took := cpuTime(b) - before; cpu == 0 || took < cpu {
					cpu = took
				}
				lists.measure(e, w)
			}
			w, e = nil, nil
			heap := live(func() any {
				e, err := engine.OpenFS(ctx, files)
				if err != nil {
					b.Fatal(err)
				}
				return e
			})
			b.ReportMetric(cpu.Seconds(), "cpu-s")
			b.ReportMetric(heap/1e6, "MB")
			b.ReportMetric(0, "ns/op")
			results.set(c, buildFigure, cpu.Seconds())
			results.set(c, heapFigure, heap/1e6)
			results.set(c, whoFigure, lists.who)
			results.set(c, whatFigure, lists.what)
		})
	}
}

// cpuTime is what the process has used of all processors, in its own code and
// in the system.
func cpuTime(b *testing.B) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// live is how many bytes what f returns keeps alive.
func live(f func() any) float64 {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&before)
	v := f()
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&after)
	runtime.KeepAlive(v)
	return float64(after.HeapAlloc) - float64(before.HeapAlloc)
}
