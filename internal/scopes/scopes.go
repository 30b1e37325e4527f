// Package scopes writes scopes that contain names.
//
// In Grafana's own scopes, users, teams, accounts and keys have numbers; folders,
// dashboards and data sources have uids of letters, digits, dashes and underscores.
// A configuration has names in place of the numbers, and a name may be anything: a
// team may be called "*". So a name is escaped in a scope: its characters are never
// wildcards or separators. The Rego does the same in the package rolecall.places.
//
// All functions are safe for concurrent use.
package scopes

import (
	"regexp"
	"strings"
)

// special holds the characters with a meaning in scopes: separators, wildcards, the
// signs of the patterns of Grafana 8.0, and the escape character itself.
const special = `%*:/?[\]{}`

const hex = "0123456789ABCDEF"

// Word returns a name as it appears in a scope: each special character becomes a
// percent sign and its code in two hexadecimal digits. Different names have
// different words.
func Word(name string) string {
	first := strings.IndexAny(name, special)
	if first < 0 {
		return name
	}
	var b strings.Builder
	b.WriteString(name[:first])
	for i := first; i < len(name); i++ {
		c := name[i]
		if strings.IndexByte(special, c) < 0 {
			b.WriteByte(c)
			continue
		}
		b.Write([]byte{'%', hex[c>>4], hex[c&15]})
	}
	return b.String()
}

// Name returns the name for a word of Word. It returns other text unchanged.
func Name(word string) string {
	if strings.IndexByte(word, '%') < 0 {
		return word
	}
	return names.Replace(word)
}

// Matched returns a scope, or a pattern of Grafana 8.0, in the form for matching.
// Each escaped character of a name becomes one character again, so that ? matches
// it, but a character that no pattern can contain.
func Matched(scope string) string {
	if strings.IndexByte(scope, '%') < 0 {
		return scope
	}
	return marks.Replace(scope)
}

var names, marks = func() (names, marks *strings.Replacer) {
	var toNames, toMarks []string
	for _, c := range special {
		word := Word(string(c))
		toNames = append(toNames, word, string(c))
		toMarks = append(toMarks, word, string(0x10FF00+c))
	}
	return strings.NewReplacer(toNames...), strings.NewReplacer(toMarks...)
}()

var scope = regexp.MustCompile(`^(\*+|[^\s:/]+[:/](?s:.*))$`)

// IsScope reports whether a text has the form of a scope of Grafana's: a kind before
// a colon or a slash, or only wildcards. The policies have places of their own, such
// as "default permissions". Their names do not have this form, so nobody can write
// them.
func IsScope(text string) bool { return scope.MatchString(text) }

// Of returns the scope of one resource, by its kind and name: "teams:id:SRE".
func Of(kind, name string) string { return kind + ":" + Word(name) }
