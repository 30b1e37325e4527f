package schema

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A Version is a version of Grafana, as in "8.0" or "12.4.1". The empty Version stands for
// no version. It comes before all others.
type Version string

// Major returns the first number of a version; 0 if it is not a number.
func (v Version) Major() int { return v.numbers()[0] }

// Minor returns the second number of a version; 0 if there is none.
func (v Version) Minor() int { return v.numbers()[1] }

// numbers returns the major, minor and patch numbers; 0 for what is left out or not a number.
func (v Version) numbers() (numbers [3]int) {
	rest, more := string(v), true
	for i := 0; i < len(numbers) && more; i++ {
		part := rest
		if i < len(numbers)-1 {
			part, rest, more = strings.Cut(rest, ".")
		}
		numbers[i], _ = strconv.Atoi(part)
	}
	return numbers
}

// Before reports whether a version came before another, by their numbers. A number that is
// left out counts as 0.
func (v Version) Before(other Version) bool {
	numbers, others := v.numbers(), other.numbers()
	return slices.Compare(numbers[:], others[:]) < 0
}

// version is how a version of Grafana is written: its numbers have no zeros in front.
var version = regexp.MustCompile(`^(0|[1-9]\d{0,2})(\.(?:0|[1-9]\d{0,2}))?(\.(?:0|[1-9]\d{0,2}))?$`)

// Release returns the one of Versions whose rules a version has. A version without a patch
// number is its newest patch, and one without a minor number is the first of its major
// number. It returns "" if the rules are not known.
func (v Version) Release() (release Version) {
	parts := version.FindStringSubmatch(string(v))
	if parts == nil {
		return ""
	}
	for _, known := range Versions {
		if known.Major() == v.Major() && known.Minor() == v.Minor() && (parts[3] == "" || v.AtLeast(known)) {
			release = known
		}
	}
	return release
}

// AtLeast reports whether a version is the same as another or came after it.
func (v Version) AtLeast(other Version) bool { return !v.Before(other) }

// Within reports whether a version is at least since, and before until. A version without a
// patch number is its newest patch.
func (v Version) Within(since, until Version) bool {
	numbers, from, to := v.numbers(), since.numbers(), until.numbers()
	if strings.Count(string(v), ".") < len(numbers)-1 {
		numbers[len(numbers)-1] = math.MaxInt
	}
	return slices.Compare(numbers[:], from[:]) >= 0 && slices.Compare(numbers[:], to[:]) < 0
}

// String returns the version as it is written.
func (v Version) String() string { return string(v) }

// LastOf returns the last minor release of a major one; "" if none is known.
func LastOf(major int) (last Version) {
	for _, known := range Versions {
		if known.Major() == major {
			last = Version(strconv.Itoa(major) + "." + strconv.Itoa(known.Minor()))
		}
	}
	return last
}
