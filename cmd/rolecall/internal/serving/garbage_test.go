package serving

import (
	"runtime"
	"testing"
)

// TestPercentFor checks how much garbage there may be beside what is alive.
func TestPercentFor(t *testing.T) {
	for alive, want := range map[uint64]int{0: 400, 10 << 20: 400, 64 << 20: 400, 128 << 20: 200, 200 << 20: 128, 256 << 20: 100, 4 << 30: 100} {
		if got := percentFor(alive); got != want {
			t.Errorf("%d MiB: %d percent, want %d", alive>>20, got, want)
		}
	}
	kept := make([]byte, 32<<20)
	runtime.GC()
	if got := alive(); got < uint64(len(kept)) || got > 1<<30 {
		t.Errorf("%d bytes are alive", got)
	}
	runtime.KeepAlive(kept)
}
