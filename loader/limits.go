package loader

import "github.com/rolecall/rolecall/loader/internal/limits"

// Limits on what is read and computed, far above what people write and low
// enough that no input makes the program slow or large. Going beyond one is
// a diagnostic that names it.
const (
	// MaxFileSize is the size in bytes that a file of a configuration
	// may have, and a file that a function reads.
	MaxFileSize = limits.MaxFileSize
	// MaxLineLength is the length in bytes that a line of a file of a
	// configuration may have. Diagnostics quote whole lines.
	MaxLineLength = limits.MaxLineLength
	// MaxNesting is how deep blocks, brackets and operators of one
	// expression may be nested, taken together.
	MaxNesting = limits.MaxNesting
	// MaxInstances is how many instances for_each may make of one block,
	// and dynamic of one nested block.
	MaxInstances = limits.MaxInstances
	// MaxBlocks is how many blocks for_each and dynamic may make
	// altogether, nested blocks included.
	MaxBlocks = limits.MaxBlocks
	// MaxReferences is how many references the lists that are computed
	// may hold altogether.
	MaxReferences = limits.MaxReferences
	// MaxSteps is how many values the evaluation of one expression may
	// go through, and MaxTotalSteps how many that of all.
	MaxSteps      = limits.MaxSteps
	MaxTotalSteps = limits.MaxTotalSteps
	// MaxTextSize is the size in bytes of the strings that one expression
	// may make.
	MaxTextSize = limits.MaxTextSize
	// MaxNumberSize is the size in bits that a whole number may have.
	MaxNumberSize = limits.MaxNumberSize
	// MaxMixed is how many values of different types can be brought to
	// one type, as in a list.
	MaxMixed = limits.MaxMixed
	// MaxFilesRead is the size in bytes that the files of a configuration
	// may have altogether, and the files that its functions read.
	MaxFilesRead = limits.MaxFilesRead
)
