// Package nearest finds the name that somebody probably meant by a misspelt one.
package nearest

import (
	"iter"
	"strings"

	"github.com/agext/levenshtein"
)

// MaxLength is the greatest length in bytes of a name that is compared with others.
// To compare two texts takes the product of their lengths.
const MaxLength = 200

// maxDistance is how many letters of a misspelt name may be wrong.
const maxDistance = 2

// Name returns the known name closest to an unknown one; empty if none is close.
// Of several it returns the first in alphabetical order.
func Name(unknown string, known iter.Seq[string]) string {
	if len(unknown) > MaxLength {
		return ""
	}
	best, distance := "", min(maxDistance+1, len(unknown)) // of a letter, any other is as close
	for name := range known {
		// A wrong letter has at most four bytes.
		if len(name) > len(unknown)+4*maxDistance || len(unknown) > len(name)+4*maxDistance {
			continue
		}
		d := -1 // nothing is closer than other capitals
		if !strings.EqualFold(name, unknown) {
			d = levenshtein.Distance(unknown, name, nil) // with a bound it returns too little for some
		}
		if d < distance || d == distance && best != "" && name < best {
			best, distance = name, d
		}
	}
	return best
}
