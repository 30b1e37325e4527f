package engine

import (
	"context"
	"errors"
)

// What is wrong with calls that cannot come to anything. A program that makes one
// of them gets an error rather than a panic, and no decision that allows.
var (
	errNoEngine  = errors.New("the engine has no configuration; make it with Open, OpenFS, FromWorld, FromData or New")
	errNoContext = errors.New("the context is nil")
	errNoWorld   = errors.New("there is no configuration")
	errNoFiles   = errors.New("there is no file system")
	errNoBundle  = errors.New("there is no bundle")
	errErrors    = errors.New("the configuration has errors; fix what the diagnostics of loader.Load say")
)

// ended is the error of a context; of none, too.
func ended(ctx context.Context) error {
	if ctx == nil {
		return errNoContext
	}
	return ctx.Err()
}

// current is the state that the engine answers from; the error is that of the
// zero Engine and of a nil one.
func (e *Engine) current() (*state, error) {
	if e != nil {
		if s := e.state.Load(); s != nil {
			return s, nil
		}
	}
	return nil, errNoEngine
}

// asked is current for a question with a context.
func (e *Engine) asked(ctx context.Context) (*state, error) {
	if err := ended(ctx); err != nil {
		return nil, err
	}
	return e.current()
}
