package diffrun

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/pflag"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/cli"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
)

// repeat compares again and again until the context ends, and writes each result that is another one than that
// before. An error is such a result, and does not end it.
func (r *driftRun) repeat(ctx context.Context, flags *pflag.FlagSet) error {
	out, problems := r.Out, r.Err
	var before, complained string
	for {
		var text, warnings bytes.Buffer
		r.Out, r.Err = &text, &warnings
		at, err := r.again(ctx, flags)
		if err != nil && ctx.Err() == nil {
			text.Reset()
			r.WriteError(err)
			text.WriteTo(&warnings) // where an error in JSON went
		}
		r.Out, r.Err = out, problems
		if ctx.Err() != nil {
			return nil
		}
		if warnings.String() != complained {
			complained = warnings.String()
			if _, err := io.WriteString(r.Err, complained); err != nil {
				return err
			}
		}
		if err == nil && text.String() != before {
			before = text.String()
			if r.Format == output.Text {
				fmt.Fprintf(r.Out, "%s\n", at.UTC().Format(time.RFC3339))
			}
			if _, err := io.WriteString(r.Out, before); err != nil {
				return err
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(r.interval):
		}
	}
}

// again compares once more, as of now or the time of the command line, and writes the result.
func (r *driftRun) again(ctx context.Context, flags *pflag.FlagSet) (at time.Time, err error) {
	q, err := r.read()
	if err != nil {
		return at, err
	}
	err = r.look(ctx, flags, q)
	if err := errors.Join(err, r.measure(err, time.Now())); err != nil {
		return q.at, err
	}
	if err := r.show(ctx, q); err != nil && !errors.Is(err, cli.ErrNegative) {
		return q.at, err
	}
	return q.at, nil
}
