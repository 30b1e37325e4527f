package schema

import (
	"strconv"
	"strings"
)

// A Version is a version of Grafana, as in "8.0" or "13". The empty Version stands for
// no version. It comes before all others.
type Version string

// Major returns the first number of a version; 0 if it is not a number.
func (v Version) Major() int { major, _ := v.numbers(); return major }

// Minor returns the second number of a version; 0 if there is none.
func (v Version) Minor() int { _, minor := v.numbers(); return minor }

func (v Version) numbers() (major, minor int) {
	first, second, _ := strings.Cut(string(v), ".")
	second, _, _ = strings.Cut(second, ".")
	major, _ = strconv.Atoi(first)
	minor, _ = strconv.Atoi(second)
	return major, minor
}

// Before reports whether a version came before another, by their major and
// minor numbers: patch releases of one version are equal.
func (v Version) Before(other Version) bool {
	major, minor := v.numbers()
	otherMajor, otherMinor := other.numbers()
	return major < otherMajor || major == otherMajor && minor < otherMinor
}

// AtLeast reports whether a version is the same as another or came after it.
func (v Version) AtLeast(other Version) bool { return !v.Before(other) }

// String returns the version as it is written.
func (v Version) String() string { return string(v) }

// FirstKnown returns the first of Versions that is at least this version; empty
// if none is.
func (v Version) FirstKnown() Version {
	for _, known := range Versions {
		if known.AtLeast(v) {
			return known
		}
	}
	return ""
}

// LastKnownBefore returns the last of Versions before this version; empty if
// none is.
func (v Version) LastKnownBefore() (last Version) {
	for _, known := range Versions {
		if known.Before(v) {
			last = known
		}
	}
	return last
}
