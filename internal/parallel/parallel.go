// Package parallel runs many pieces of work at the same time.
package parallel

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// gentle is the key of contexts of work that is to leave a processor to others.
type gentle struct{}

// Gently returns a context with which Do, where it chooses the number of workers, leaves a
// processor to others if there are two: for work beside a program that answers requests.
func Gently(ctx context.Context) context.Context { return context.WithValue(ctx, gentle{}, true) }

// workersFor returns the number of workers for work of which the caller leaves it open.
func workersFor(ctx context.Context) int {
	workers := runtime.GOMAXPROCS(0)
	if ctx.Value(gentle{}) != nil {
		workers = max(workers-1, 1)
	}
	return workers
}

// Do runs n pieces of work and starts them in order. It uses the given number of
// workers, or one for each processor if workers is 0: see Gently. A worker whose piece returns
// stop starts no other piece. If done is not nil, Do calls it after each piece
// with the number of finished pieces; the calls do not overlap. The only error is
// that of the context.
func Do(ctx context.Context, workers, n int, work func(i int) (stop bool), done func(n int)) error {
	if workers <= 0 {
		workers = workersFor(ctx)
	}
	var next atomic.Int64
	var mu sync.Mutex
	finished := 0
	var wg sync.WaitGroup
	for range min(workers, n) {
		wg.Go(func() {
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= n || work(i) {
					return
				}
				mu.Lock()
				finished++
				if done != nil {
					done(finished)
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return ctx.Err()
}
