package engine

import (
	"context"
	"errors"

	"github.com/rolecall/rolecall/engine/explain"
)

// noConfiguration is the problem of every request to a View without one.
var noConfiguration = explain.Problem{Kind: explain.NoConfiguration}

// What is wrong with calls that cannot come to anything. A program that makes one
// of them gets an error rather than a panic, and no decision that allows.
var (
	errNoEngine  = errors.New(noConfiguration.String())
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

// ready returns why nothing can be asked of a View: it is the zero View or nil.
func (v *View) ready() error {
	if v == nil || v.matcher == nil {
		return errNoEngine
	}
	return nil
}

// asked is ready for a query with a context.
func (v *View) asked(ctx context.Context) error {
	if err := ended(ctx); err != nil {
		return err
	}
	return v.ready()
}
