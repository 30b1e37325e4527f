package reference_test

import (
	"slices"
	"strings"

	"github.com/rolecall/rolecall/tests/reference"
)

// shrink takes from a configuration what can go while the three still
// disagree about a request: whole blocks first, then lines.
func shrink(config string, r reference.Request) string {
	lines := strings.Split(strings.TrimSpace(config), "\n")
	for again := true; again; {
		again = false
		for i := 0; i < len(lines); {
			rest := slices.Concat(lines[:i], lines[i+blockLength(lines[i:]):])
			if disagree(strings.Join(rest, "\n"), r) {
				lines, again = rest, true
			} else {
				i++
			}
		}
	}
	return strings.Join(lines, "\n")
}

// blockLength is how many lines the block takes that the first line opens; 1
// for a line that opens none.
func blockLength(lines []string) int {
	open := 0
	for i, l := range lines {
		open += strings.Count(l, "{") - strings.Count(l, "}")
		if open <= 0 {
			return i + 1
		}
	}
	return len(lines)
}

// disagree says whether a configuration is valid and the three disagree about
// a request.
func disagree(config string, r reference.Request) bool {
	c, err := compare(config)
	if err != nil {
		return false
	}
	d, err := c.ask(r, c.rules, c.bundled)
	return err == nil && d != nil
}
