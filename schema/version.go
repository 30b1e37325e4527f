package schema

import (
	"slices"
	"strconv"
	"strings"
)

// Versions are the versions of Grafana whose rules are known, oldest first. A
// configuration declares one of them.
var Versions = []string{"8.0", "8.5", "9.3", "13"}

// Before says whether version a of Grafana came before b. Either may be any
// version, as in "10.2"; parts that are no numbers count as 0.
func Before(a, b string) bool {
	as, bs := strings.Split(a, "."), strings.Split(b, ".")
	for i := range max(len(as), len(bs)) {
		if x, y := part(as, i), part(bs, i); x != y {
			return x < y
		}
	}
	return false
}

// part is a number of a version; 0 for one that is left out.
func part(parts []string, i int) int {
	if i >= len(parts) {
		return 0
	}
	n, _ := strconv.Atoi(parts[i])
	return n
}

// FirstSince is the first of Versions that has what came with a version of
// Grafana; empty when none has.
func FirstSince(since string) string {
	i := slices.IndexFunc(Versions, func(v string) bool { return !Before(v, since) })
	if i < 0 {
		return ""
	}
	return Versions[i]
}

// LastBefore is the last of Versions that has what went away with a version
// of Grafana; empty when none has.
func LastBefore(until string) string {
	last := ""
	for _, v := range Versions {
		if Before(v, until) {
			last = v
		}
	}
	return last
}
