package parallel_test

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rolecall/rolecall/internal/parallel"
)

// TestDo checks that every piece runs once, whatever the number of workers, and
// that done is called for each.
func TestDo(t *testing.T) {
	for _, workers := range []int{0, 1, 3, 100} {
		var mu sync.Mutex
		var did, told []int
		err := parallel.Do(t.Context(), workers, 20, func(i int) bool {
			mu.Lock()
			defer mu.Unlock()
			did = append(did, i)
			return false
		}, func(n int) { told = append(told, n) })
		slices.Sort(did)
		if err != nil || len(did) != 20 || len(slices.Compact(did)) != 20 || !slices.IsSorted(told) || len(told) != 20 {
			t.Errorf("%d workers did %v and told of %v (%v)", workers, did, told, err)
		}
	}
}

// TestDoStops checks that a worker whose piece stops starts no other piece.
func TestDoStops(t *testing.T) {
	var did []int
	err := parallel.Do(t.Context(), 1, 20, func(i int) bool {
		did = append(did, i)
		return i == 3
	}, nil)
	if err != nil || !slices.Equal(did, []int{0, 1, 2, 3}) {
		t.Errorf("did %v (%v)", did, err)
	}
}

// TestDoEnds checks that no piece starts after the context has ended.
func TestDoEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	n := 0
	err := parallel.Do(ctx, 1, 20, func(i int) bool {
		n++
		cancel()
		return false
	}, nil)
	if n != 1 || !errors.Is(err, context.Canceled) {
		t.Errorf("%d pieces were done (%v)", n, err)
	}
}

// TestGently checks how many pieces run at the same time.
func TestGently(t *testing.T) {
	for processors, want := range map[int]int{1: 1, 2: 1, 3: 2} {
		before := runtime.GOMAXPROCS(processors)
		var now, most atomic.Int32
		err := parallel.Do(parallel.Gently(t.Context()), 0, 30, func(int) bool {
			n := now.Add(1)
			for before := most.Load(); n > before && !most.CompareAndSwap(before, n); before = most.Load() {
			}
			time.Sleep(time.Millisecond)
			now.Add(-1)
			return false
		}, nil)
		runtime.GOMAXPROCS(before)
		if err != nil || int(most.Load()) != want {
			t.Errorf("with %d processors, %d pieces run at the same time, want %d (%v)", processors, most.Load(), want, err)
		}
	}
}
