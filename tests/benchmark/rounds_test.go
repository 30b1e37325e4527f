package benchmark

import (
	"runtime"
	"time"
)

// How long a peer is asked in a round, and by how many requests at least.
const (
	roundTime = 300 * time.Millisecond
	fewest    = 100
)

// A measurement is what is known of how fast a peer is.
type measurement struct {
	peer
	// n of its requests are asked, passes times in a round.
	n, passes int
	// perOp is the fastest round's mean, allocs the fewest allocations.
	perOp, allocs float64
}

// measure checks the answers of a peer, and finds out how often it can be
// asked in a round: it is timed with requests that it was seen to answer right.
func measure(p peer, truth *floor) (*measurement, error) {
	m := &measurement{peer: p, n: min(fewest, len(p.requests)), passes: 1}
	start := time.Now()
	if err := p.agrees(truth, m.n); err != nil {
		return nil, err
	}
	perOp := max(time.Since(start)/time.Duration(m.n), 1)
	m.n = min(max(int(roundTime/perOp), m.n), len(p.requests))
	if err := p.agrees(truth, m.n); err != nil {
		return nil, err
	}
	start = time.Now()
	m.pass()
	m.passes = max(1, int(roundTime/max(time.Since(start), 1)))
	return m, nil
}

// round asks a peer once more, and keeps what was fastest. The first requests
// are asked before the clock starts, for what a collection of garbage and the
// other peers drove out of the caches.
func (m *measurement) round() {
	runtime.GC()
	for i := range min(m.n, fewest) {
		m.ask(i)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	for range m.passes {
		m.pass()
	}
	elapsed := time.Since(start)
	runtime.ReadMemStats(&after)

	ops := float64(m.n * m.passes)
	perOp, allocs := float64(elapsed.Nanoseconds())/ops, float64(after.Mallocs-before.Mallocs)/ops
	if m.perOp == 0 || perOp < m.perOp {
		m.perOp = perOp
	}
	if m.allocs == 0 || allocs < m.allocs {
		m.allocs = allocs
	}
}

func (m *measurement) pass() {
	for i := range m.n {
		m.ask(i)
	}
}
