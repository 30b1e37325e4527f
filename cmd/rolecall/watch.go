package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/rolecall/rolecall/internal/watch"
)

// watchTests runs the tests now and after each change of a file, until the
// context ends. What it ends in is what the last run ended in.
func (t *testRun) watchTests(ctx context.Context) error {
	var last error
	for {
		read := watch.Take(append([]string{t.dir}, t.paths...)...)
		err := t.run(ctx)
		if ctx.Err() != nil {
			return last // this run was cut short
		}
		if last = err; err != nil && !errors.Is(err, errNegative) {
			t.writeError(err)
			last = errReported
		}
		changed, err := read.Wait(ctx)
		if err != nil {
			return err
		}
		if changed == "" {
			return last
		}
		fmt.Fprintf(t.err, "%s changed\n", changed)
	}
}
