package reference_test

import (
	"slices"
	"strings"

	"github.com/rolecall/rolecall/tests/reference"
)

// shrink removes blocks, then lines, from a configuration as long as the answers to a request still disagree.
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

// blockLength returns the number of lines of the block that the first line opens, and 1 if it opens none.
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

// disagree reports whether a configuration is valid and the answers to a request disagree.
func disagree(config string, r reference.Request) bool {
	c, err := compare(config)
	if err != nil {
		return false
	}
	d, err := c.ask(r, c.rules, c.bundled)
	return err == nil && d != nil
}
