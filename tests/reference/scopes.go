package reference

import (
	"slices"
	"strings"

	"github.com/rolecall/rolecall/schema"
)

// covers reports whether a held scope covers a required one.
func covers(release schema.Version, held, required string) bool {
	if release.Before("8.2") {
		return glob(held, required)
	}
	return prefix(held, required)
}

// prefix matches scopes as 8.2 and newer do
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

// valid reports whether a scope is well-formed: wildcards are at the end, and a star follows a separator.
func valid(scope string) bool {
	last := len(scope) - 1
	if strings.ContainsAny(scope[:last], "*?") {
		return false
	}
	return scope[last] != '*' || last == 0 || scope[last-1] == ':' || scope[last-1] == '/'
}

// glob matches scopes as 8.0 and 8.1 do: with shell patterns in which one star stops at a colon or a slash and
// two stars do not (8.0: pkg/services/accesscontrol/evaluator/evaluator.go:16-72).
func glob(pattern, text string) bool { return globRunes([]rune(pattern), []rune(text)) }

func globRunes(pattern, text []rune) bool {
	cut := func(end rune) (inner string, rest []rune, found bool) {
		i := slices.Index(pattern, end)
		if i < 0 {
			return "", nil, false
		}
		return string(pattern[1:i]), pattern[i+1:], true
	}
	switch {
	case len(pattern) == 0:
		return len(text) == 0
	case pattern[0] == '*' && len(pattern) > 1 && pattern[1] == '*':
		for i := 0; i <= len(text); i++ {
			if globRunes(pattern[2:], text[i:]) {
				return true
			}
		}
		return false
	case pattern[0] == '*':
		for i := 0; i <= len(text); i++ {
			if globRunes(pattern[1:], text[i:]) {
				return true
			}
			if i < len(text) && separator(text[i]) {
				return false
			}
		}
		return false
	case pattern[0] == '{':
		inner, rest, closed := cut('}')
		return closed && slices.ContainsFunc(strings.Split(inner, ","), func(one string) bool {
			return globRunes(append([]rune(one), rest...), text)
		})
	case len(text) == 0:
		return false
	case pattern[0] == '?':
		return !separator(text[0]) && globRunes(pattern[1:], text[1:])
	case pattern[0] == '[':
		inner, rest, closed := cut(']')
		return closed && class([]rune(inner), text[0]) && globRunes(rest, text[1:])
	case pattern[0] == '\\' && len(pattern) > 1:
		return pattern[1] == text[0] && globRunes(pattern[2:], text[1:])
	default:
		return pattern[0] == text[0] && globRunes(pattern[1:], text[1:])
	}
}

func separator(c rune) bool { return c == ':' || c == '/' }

// class reports whether the text between brackets matches a character: a list of characters or one range,
// either negated by a leading exclamation mark.
func class(inner []rune, c rune) bool {
	not := len(inner) > 0 && inner[0] == '!'
	if not {
		inner = inner[1:]
	}
	in := slices.Contains(inner, c)
	if len(inner) == 3 && inner[1] == '-' {
		in = inner[0] <= c && c <= inner[2]
	}
	return in != not
}
