package moment

import (
	"sync"
	"testing"
	"time"
)

// TestClock sets the clock of a machine forth and back.
func TestClock(t *testing.T) {
	noon := time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)
	var wall time.Time
	var since time.Duration
	c := NewClock(func() time.Time { return wall }, func() time.Duration { return since })
	for _, step := range []struct {
		wall  time.Time
		since time.Duration
		want  time.Time
		name  string
	}{
		{noon, 0, noon, "the first time"},
		{noon.Add(time.Second), time.Second, noon.Add(time.Second), "a second later"},
		{noon.Add(-time.Hour), 2 * time.Second, noon.Add(2 * time.Second), "set back by an hour"},
		{noon.Add(-time.Hour), time.Minute, noon.Add(time.Minute), "still"},
		{noon.Add(time.Minute), time.Minute, noon.Add(time.Minute), "right again"},
		{noon.Add(time.Hour), 2 * time.Minute, noon.Add(time.Hour), "set forth by an hour"},
		{noon.Add(3 * time.Minute), 3 * time.Minute, noon.Add(time.Hour + time.Minute), "and back"},
		{noon.Add(2 * time.Hour), 4 * time.Minute, noon.Add(2 * time.Hour), "the machine has slept"},
		{time.Unix(0, 0), 5 * time.Minute, noon.Add(2*time.Hour + time.Minute), "the clock has lost its battery"},
	} {
		wall, since = step.wall, step.since
		if got := c.Now(); !got.Equal(step.want) {
			t.Errorf("%s: %v, want %v", step.name, got, step.want)
		}
	}
}

// TestNow checks that the clock of the program tells the time, and never an earlier one, also to many at once.
func TestNow(t *testing.T) {
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			last := time.Now().Round(0).Add(-time.Second)
			for range 1000 {
				now := Now()
				if now.Before(last) || now.After(time.Now().Add(time.Second)) {
					t.Errorf("%v after %v", now, last)
				}
				last = now
			}
		})
	}
	all.Wait()
}
