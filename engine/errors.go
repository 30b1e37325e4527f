package engine

import "errors"

// Errors that the errors of this package wrap.
var (
	// ErrNoPath is that there is nothing to read again, or to watch: the engine was
	// made of a bundle or a world in memory, or, for Watch, of a file system.
	ErrNoPath = errors.New("the engine was not opened from a path")
	// ErrBadBundle is that a bundle was not built by rolecall, is not whole, or has
	// been changed since.
	ErrBadBundle = errors.New("not a bundle of rolecall")
	// ErrNoVariables is that variables were given to a bundle or to a world, which
	// have none left to set.
	ErrNoVariables = errors.New("it has no variables left to set")
)
