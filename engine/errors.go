package engine

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/engine/internal/input"
	"github.com/rolecall/rolecall/engine/internal/loaded"
	"github.com/rolecall/rolecall/internal/printable"
)

// Errors that the errors of this package wrap.
var (
	// ErrNoPath reports that there is nothing to read again, or to watch: the engine was
	// made of a bundle or a world in memory, or, for Watch, of a file system.
	ErrNoPath = errors.New("the engine was not opened from a path")
	// ErrBadBundle reports a bundle that rolecall did not build, that is not complete, that
	// has changed since, or that is not verified.
	ErrBadBundle = loaded.ErrBadBundle
	// ErrNoVariables reports variables for a bundle or a world, which have none left to
	// set.
	ErrNoVariables = input.ErrNoVariables
)

// A ConfigError reports that a configuration did not load.
type ConfigError struct {
	// Diagnostics are the errors, and also the warnings.
	Diagnostics hcl.Diagnostics
	// Files are the files that Diagnostics are about, by path below the root of
	// the configuration, for printing source lines. They have no Body.
	Files map[string]*hcl.File
}

// Error returns the first error with its place, and how many others there are.
func (e *ConfigError) Error() string {
	var first *hcl.Diagnostic
	others := -1
	for _, d := range e.Diagnostics {
		if d.Severity != hcl.DiagError {
			continue
		}
		if first == nil {
			first = d
		}
		others++
	}
	if first == nil {
		return "no errors in the configuration"
	}
	text := printable.Lines(first.Summary + ": " + first.Detail)
	if first.Subject != nil {
		text = fmt.Sprintf("%s:%d: %s", printable.Name(first.Subject.Filename), first.Subject.Start.Line, text)
	}
	if others > 0 {
		text += fmt.Sprintf(" (and %d more)", others)
	}
	return text
}

// noConfiguration is the problem of every request to a View without one.
var noConfiguration = explain.Problem{Kind: explain.NoConfiguration}

// Errors of calls that cannot succeed. A program that makes such a call gets an error,
// not a panic, and no decision that allows.
var (
	errNoEngine  = errors.New(noConfiguration.String())
	errNoContext = errors.New("the context is nil")
	errNoWorld   = errors.New("there is no configuration")
	errNoFiles   = errors.New("the file system is nil")
	errNoBundle  = errors.New("there is no bundle")
	errErrors    = errors.New("the configuration has errors; fix the errors among the diagnostics of loader.Load")
)

// ended returns the error of a context, also of a nil one.
func ended(ctx context.Context) error {
	if ctx == nil {
		return errNoContext
	}
	return ctx.Err()
}
