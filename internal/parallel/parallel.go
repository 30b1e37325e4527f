// Package parallel runs many pieces of work at the same time.
package parallel

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// Do runs n pieces of work and starts them in order. It uses the given number of
// workers, or one for each processor if workers is 0. A worker whose piece returns
// stop starts no other piece. If done is not nil, Do calls it after each piece
// with the number of finished pieces; the calls do not overlap. The only error is
// that of the context.
func Do(ctx context.Context, workers, n int, work func(i int) (stop bool), done func(n int)) error {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
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
