package testrun

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/cli"
	"github.com/rolecall/rolecall/internal/printable"
	"github.com/rolecall/rolecall/internal/watch"
)

// watchTests runs the tests now and after each change of a file, until the context ends. It
// returns the error of the last run.
func (t *testRun) watchTests(ctx context.Context) error {
	var last error
	for {
		read := watch.Take(append([]string{t.Dir}, t.paths...)...)
		err := t.run(ctx)
		failed := err != nil && !errors.Is(err, cli.ErrNegative)
		if failed && ctx.Err() != nil {
			return last // this run was cut short
		}
		if last = err; failed {
			t.WriteError(err)
			last = cli.ErrReported
		}
		changed, err := read.Except(t.written).Wait(ctx)
		if err != nil {
			return err
		}
		if changed == "" {
			return last
		}
		fmt.Fprintf(t.Err, "%s changed\n", printable.Name(changed))
	}
}

// written returns the files that a run writes. A run may also read them.
func (t *testRun) written() []fs.FileInfo {
	var files []fs.FileInfo
	for _, out := range []any{t.Out, t.Err} {
		if file, ok := out.(*os.File); ok {
			if info, err := file.Stat(); err == nil {
				files = append(files, info)
			}
		}
	}
	for _, name := range []string{t.lcov, t.html} {
		if info, err := os.Stat(name); err == nil {
			files = append(files, info)
		}
	}
	return files
}
