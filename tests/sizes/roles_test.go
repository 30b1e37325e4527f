//go:build unix

package sizes

import (
	"runtime"
	"slices"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"github.com/rolecall/rolecall/engine"
)

// The targets of opening a configuration with roles: the processor time that it
// takes without them times maxRoleRatio, and maxRoleMore.
const (
	maxRoleRatio = 1.5
	maxRoleMore  = 500 * time.Millisecond
)

// BenchmarkRoles holds opening an engine of a configuration with many roles
// against that of the same configuration without them, in processor time. In
// each round both are measured, one after the other; each counts by its fastest.
func BenchmarkRoles(b *testing.B) {
	for _, w := range RoleWorlds(1) {
		b.Run(w.Name, func(b *testing.B) {
			open := func(files fstest.MapFS) time.Duration {
				runtime.GC()
				start := processorTime(b)
				e, err := engine.OpenFS(b.Context(), files)
				if err != nil {
					b.Fatal(err)
				}
				took := processorTime(b) - start
				runtime.KeepAlive(e)
				return took
			}
			open(w.Files(false, 0)) // compiles the policies
			var with, without []time.Duration
			for round := 1; b.Loop(); round++ {
				without = append(without, open(w.Files(false, round)))
				with = append(with, open(w.Files(true, round)))
			}
			fast, base := slices.Min(with), slices.Min(without)
			b.ReportMetric(float64(fast.Milliseconds()), "cpu-ms/with")
			b.ReportMetric(float64(base.Milliseconds()), "cpu-ms/without")
			b.ReportMetric(float64(fast)/float64(time.Duration(maxRoleRatio*float64(base))+maxRoleMore), "of-target")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// processorTime is what the process has used of all processors so far.
func processorTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
