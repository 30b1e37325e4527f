// Package limits has the limits on what is read and computed.
package limits

import "math/big"

// The limits, which package loader documents.
const (
	MaxFileSize   = 64 << 20
	MaxLineLength = 1 << 20
	MaxNesting    = 500
	MaxInstances  = 250_000
	MaxBlocks     = 1_500_000
	MaxReferences = 5_000_000
	MaxSteps      = 2_500_000
	MaxTotalSteps = 12_000_000
	MaxTextSize   = 128 << 20
	MaxNumberSize = 4096
	MaxMixed      = 2_000
	MaxFilesRead  = 512 << 20
)

// TooLarge says of a number that its digits would be very many.
func TooLarge(f *big.Float) bool {
	exp := f.MantExp(nil)
	return exp > MaxNumberSize || exp < -MaxNumberSize
}
