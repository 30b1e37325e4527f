// Package parallel does many pieces of work at a time.
package parallel

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// Do does n pieces of work with so many workers at a time, or as many as there
// are processors for 0, beginning the pieces in order. A worker whose piece says
// stop begins no other. If done is not nil it is called after each piece with
// how many are done, by one goroutine after the other. The error is that of
// the context.
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
