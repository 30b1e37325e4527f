package serving

import (
	"os"
	"runtime/debug"
	"runtime/metrics"
)

// Garbage is collected once it is as large as what is alive, as always in Go, and not before it is spare bytes or
// four times as large. Loading a configuration leaves much garbage, and collecting it takes the processors from
// those who ask meanwhile: the slowest of a hundred answers then takes half as long.
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
