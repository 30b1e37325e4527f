package files

import (
	"context"
	"fmt"
	"io"
	"runtime/debug"
)

// Await calls f in a goroutine of its own and returns what f returns. If the
// context ends first, Await returns the error of the context at once: f may be
// blocked in the operating system, so it runs on and its result is dropped. If f
// panics, Await panics.
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

// Until returns a reader of r whose Read returns the error of the context as soon
// as the context ends, even while r (a terminal, a pipe) has nothing to read.
// Nothing else may read from r.
func Until(ctx context.Context, r io.Reader) io.Reader {
	if u, ok := r.(*until); ok && u.ctx == ctx {
		return u
	}
	return &until{ctx: ctx, r: r}
}

type until struct {
	ctx context.Context
	r   io.Reader
	// buf receives the bytes of r, and rest is the part of it that Read has not
	// returned yet. After the end of the context a read may still fill buf.
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
