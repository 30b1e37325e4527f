// Package limits has the limits on everything that is read and computed, far above
// what people write and low enough that no input makes the program slow or large.
// Going beyond one is a diagnostic or an error that names it. docs/embedding.md has
// them as a table.
package limits

import "math/big"

const (
	// MaxFileSize is the size in bytes that a file of a configuration may have,
	// and a file that a function reads.
	MaxFileSize = 64 << 20
	// MaxFilesRead is the size in bytes that the files of a configuration may
	// have altogether, and the files that its functions read.
	MaxFilesRead = 512 << 20
	// MaxLineLength is the length in bytes that a line of a file may have.
	// Diagnostics quote whole lines.
	MaxLineLength = 1 << 20
	// MaxNesting is how deep blocks, brackets and operators of one expression
	// may be nested, taken together.
	MaxNesting = 500
	// MaxInstances is how many instances for_each may make of one block, and
	// dynamic of one nested block.
	MaxInstances = 250_000
	// MaxBlocks is how many blocks for_each and dynamic may make altogether,
	// nested blocks included.
	MaxBlocks = 1_500_000
	// MaxReferences is how many references computed lists may hold altogether.
	MaxReferences = 5_000_000
	// MaxSteps is how many values the evaluation of one expression may go
	// through, and MaxTotalSteps that of all expressions.
	MaxSteps      = 2_500_000
	MaxTotalSteps = 12_000_000
	// MaxTextSize is the size in bytes of the strings that one expression may
	// make.
	MaxTextSize = 128 << 20
	// MaxNumberSize is the size in bits that a whole number may have.
	MaxNumberSize = 4096
	// MaxMixed is how many values of different types can be brought to one
	// type, as in a list.
	MaxMixed = 2_000
)

// TooLarge reports whether a number would have very many digits.
func TooLarge(f *big.Float) bool {
	exp := f.MantExp(nil)
	return exp > MaxNumberSize || exp < -MaxNumberSize
}
