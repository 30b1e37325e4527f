package files

import (
	"context"
	"fmt"
	"io"
	"runtime/debug"
)

// Await returns what f returns, or the error of the context as soon as that
// ends, though f may be held up by the operating system: then f goes on by
// itself, and what it returns is lost. A panic of f is one of the caller's.
func Await[T any](ctx context.Context, f func() (T, error)) (T, error) {
	type outcome struct {
		value T
		err   error
		panic any
	}
	var none T
	if err := ctx.Err(); err != nil {
		return none, err
	}
	done := make(chan outcome, 1)
	go func() {
		var o outcome
		defer func() {
			if p := recover(); p != nil {
				o.panic = fmt.Sprintf("%v\n\n%s", p, debug.Stack())
			}
			done <- o
		}()
		o.value, o.err = f()
	}()
	select {
	case o := <-done:
		if o.panic != nil {
			panic(o.panic)
		}
		return o.value, o.err
	case <-ctx.Done():
		return none, ctx.Err()
	}
}

// Until returns a reader of r that returns the error of the context as soon as
// that ends, also while r has nothing to read, as a terminal or a pipe. Nobody
// else may read from r.
func Until(ctx context.Context, r io.Reader) io.Reader {
	if u, ok := r.(*until); ok && u.ctx == ctx {
		return u
	}
	return &until{ctx: ctx, r: r}
}

type until struct {
	ctx context.Context
	r   io.Reader
	// buf is what r is read into, and rest the part of it that nobody has
	// taken yet. Once the context has ended, a read may still fill buf.
	buf, rest []byte
	err       error
}

func (u *until) Read(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	if len(u.rest) == 0 && u.err == nil {
		if u.buf == nil {
			u.buf = make([]byte, 64<<10)
		}
		var err error
		u.rest, err = Await(u.ctx, func() ([]byte, error) {
			n, err := u.r.Read(u.buf)
			u.err = err
			return u.buf[:n], nil
		})
		if err != nil {
			return 0, err
		}
	}
	n := copy(p, u.rest)
	if u.rest = u.rest[n:]; len(u.rest) > 0 {
		return n, nil
	}
	return n, u.err
}
