// Package limits holds the limits on everything that is read and computed. They
// are far above what people write, and low enough that no input makes the program
// slow or large. Exceeding one is a diagnostic or an error that names it.
// SECURITY.md has a table of them.
package limits

import "math/big"

const (
	// MaxFileSize is the greatest size in bytes of a configuration file, and of
	// a file that a function reads.
	MaxFileSize = 64 << 20
	// MaxFilesRead is the greatest size in bytes of all files of a
	// configuration together, and of all files that its functions read.
	MaxFilesRead = 512 << 20
	// MaxLineLength is the greatest length in bytes of a line of a file.
	// Diagnostics quote whole lines.
	MaxLineLength = 1 << 20
	// MaxNesting is the greatest depth of blocks, brackets and operators of one
	// expression, taken together.
	MaxNesting = 500
	// MaxInstances is the number of instances that for_each may make of one
	// block, and dynamic of one nested block.
	MaxInstances = 250_000
	// MaxBlocks is the number of blocks that for_each and dynamic may make in
	// all, including nested blocks.
	MaxBlocks = 1_500_000
	// MaxReferences is the number of references that computed lists may hold in all.
	MaxReferences = 5_000_000
	// MaxSteps is the number of values that evaluating one expression may
	// visit, and MaxTotalSteps the number for all expressions.
	MaxSteps      = 2_500_000
	MaxTotalSteps = 12_000_000
	// MaxTextSize is the size in bytes of the strings that one expression may
	// make, in all.
	MaxTextSize = 128 << 20
	// MaxNumberSize is the greatest size in bits of a whole number.
	MaxNumberSize = 4096
	// MaxMixed is the number of values of different types that can be converted
	// to one type, as in a list.
	MaxMixed = 2_000
)

// TooLarge reports whether writing a number out would take very many digits.
func TooLarge(f *big.Float) bool {
	exp := f.MantExp(nil)
	return exp > MaxNumberSize || exp < -MaxNumberSize
}
