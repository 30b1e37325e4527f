package reference

import (
	"slices"
	"strings"
)

// covers says whether a scope that somebody holds covers a required one.
func covers(version, held, required string) bool {
	if version == "8.0" {
		return held == required || glob(held, required)
	}
	return prefix(held, required)
}

// prefix is the matching of 8.2 and newer
// (9.3: pkg/services/accesscontrol/evaluator.go, accesscontrol.go:183-194).
func prefix(held, required string) bool {
	if held == "" || !valid(held) {
		return false
	}
	if before, ok := strings.CutSuffix(held, "*"); ok {
		return strings.HasPrefix(required, before)
	}
	return held == required
}

// valid says whether a scope is well formed: wildcards stand at the end, and
// a star follows a separator.
func valid(scope string) bool {
	last := len(scope) - 1
	if strings.ContainsAny(scope[:last], "*?") {
		return false
	}
	return scope[last] != '*' || last == 0 || scope[last-1] == ':' || scope[last-1] == '/'
}

// glob is the matching of 8.0 and 8.1: shell patterns in which a star stops at
// a colon or a slash and two stars do not
// (8.0: pkg/services/accesscontrol/evaluator/evaluator.go:16-72).
func glob(pattern, text string) bool {
	switch {
	case pattern == "":
		return text == ""
	case strings.HasPrefix(pattern, "**"):
		for i := 0; i <= len(text); i++ {
			if glob(pattern[2:], text[i:]) {
				return true
			}
		}
		return false
	case pattern[0] == '*':
		for i := 0; i <= len(text); i++ {
			if glob(pattern[1:], text[i:]) {
				return true
			}
			if i < len(text) && separator(text[i]) {
				return false
			}
		}
		return false
	case pattern[0] == '{':
		inner, rest, closed := strings.Cut(pattern[1:], "}")
		return closed && slices.ContainsFunc(strings.Split(inner, ","), func(one string) bool {
			return glob(one+rest, text)
		})
	case text == "":
		return false
	case pattern[0] == '?':
		return !separator(text[0]) && glob(pattern[1:], text[1:])
	case pattern[0] == '[':
		inner, rest, closed := strings.Cut(pattern[1:], "]")
		return closed && class(inner, text[0]) && glob(rest, text[1:])
	case pattern[0] == '\\' && len(pattern) > 1:
		return pattern[1] == text[0] && glob(pattern[2:], text[1:])
	default:
		return pattern[0] == text[0] && glob(pattern[1:], text[1:])
	}
}

func separator(b byte) bool { return b == ':' || b == '/' }

// class says whether a byte is in what stands between brackets: a list or one
// range, either negated by a leading exclamation mark.
func class(inner string, b byte) bool {
	inner, not := strings.CutPrefix(inner, "!")
	in := strings.IndexByte(inner, b) >= 0
	if len(inner) == 3 && inner[1] == '-' {
		in = inner[0] <= b && b <= inner[2]
	}
	return in != not
}
