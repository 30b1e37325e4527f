package serving

import (
	"os"
	"runtime/debug"
	"runtime/metrics"
)

// Garbage may become as large as what is alive, as always in Go, or spare bytes if that is more, up to four times what is
// alive. Loading a configuration leaves much garbage, and collecting it less often halves the time of the slowest
// of a hundred answers meanwhile.
const (
	spare   = 256 << 20
	atMost  = 400 // percent of what is alive
	atLeast = 100
)

// collectLater sets when garbage is collected, for what is alive now, unless GOGC sets it.
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
