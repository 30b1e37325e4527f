package engine

import "errors"

// What errors of this package wrap.
var (
	// ErrNoSource says that there is nothing to read again: the engine was
	// made of a bundle or a world in memory, or, for Watch, of a file system
	// that is not a folder of the operating system.
	ErrNoSource = errors.New("the engine was not opened from a path")
	// ErrBadBundle says that a bundle cannot be answered from: it is none
	// that rolecall has built, it is not whole, or it has been changed since.
	ErrBadBundle = errors.New("not a bundle of rolecall")
	// ErrNoVariables says that variables were given to what has none left: a
	// bundle, or a world that has been loaded.
	ErrNoVariables = errors.New("it has no variables left to set")
)
