package moment

import (
	"sync"
	"time"
)

// A Clock tells the time, and does not go back. If the clock of the machine is set back, a Clock goes on from the
// latest time that it has told, so that nothing that has expired is valid again. If the clock of the machine has been
// fast by mistake, it stays fast until the program ends. It is safe for concurrent use.
type Clock struct {
	// wall tells the time of the machine, and since how long the program runs, which nobody sets.
	wall  func() time.Time
	since func() time.Duration

	mu sync.Mutex
	// told is the time that was told last, when the program ran for at.
	told time.Time
	at   time.Duration
}

// NewClock returns a clock that reads the time of a machine and how long it runs.
func NewClock(wall func() time.Time, since func() time.Duration) *Clock {
	return &Clock{wall: wall, since: since}
}

// Now returns the time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	at := c.since()
	least := c.told.Add(at - c.at)
	// Without the reading of Go's own clock, which would be compared in place of the time.
	now := c.wall().Round(0)
	if now.Before(least) {
		now = least
	}
	c.told, c.at = now, at
	return now
}

var (
	started = time.Now()
	// process is the clock of this program.
	process = NewClock(time.Now, func() time.Duration { return time.Since(started) })
	// processMu protects process, which tests replace.
	processMu sync.RWMutex
)

// Now returns the time by which this program decides what has expired. It does not go back: see Clock.
func Now() time.Time {
	processMu.RLock()
	defer processMu.RUnlock()
	return process.Now()
}

// Pretend makes the program take another clock for that of the machine, until restore is called. It is for tests.
func Pretend(wall func() time.Time) (restore func()) {
	processMu.Lock()
	defer processMu.Unlock()
	before := process
	process = NewClock(wall, before.since)
	return func() {
		processMu.Lock()
		defer processMu.Unlock()
		process = before
	}
}
