package serving

import (
	"os"
	"runtime/debug"
	"runtime/metrics"
)

// Garbage may become as large as the memory in use, as always in Go, or spare bytes if that is more, up to four times the
// memory in use. Loading a configuration leaves much garbage, and collecting it less often halves the time of the slowest
// of a hundred answers meanwhile.
const (
	spare   = 256 << 20
	atMost  = 400 // percent of the memory in use
	atLeast = 100
)

// collectLater sets when garbage is collected, by the memory that is in use now, unless GOGC sets it.
func collectLater() {
	if os.Getenv("GOGC") != "" {
		return
	}
	debug.SetGCPercent(percentFor(alive()))
}

// percentFor returns how large garbage may be, in percent of the bytes that are alive.
func percentFor(alive uint64) int {
	return int(min(max(spare*100/max(alive, 1), atLeast), atMost))
}

// alive returns how many bytes were alive when garbage was collected last; 0 if it never was.
func alive() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	if sample[0].Value.Kind() != metrics.KindUint64 {
		return 0
	}
	return sample[0].Value.Uint64()
}
