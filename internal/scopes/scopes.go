// Package scopes writes the scopes of things that have names.
//
// In Grafana's own scopes users, teams, accounts and keys have numbers, and
// folders, dashboards and data sources uids of letters, digits, dashes and
// underscores. A configuration has names in the place of the numbers, and a name
// may be anything: a team may be called "*". So a name stands in a scope as one
// word, in which nothing is a wildcard and nothing parts it. The policies do the
// same in the package rolecall.places.
//
// All functions are safe for concurrent use.
package scopes

import (
	"regexp"
	"strings"
)

// special are the characters that mean something in scopes: what parts them,
// wildcards, the signs of the patterns of Grafana 8.0, and the escape itself.
const special = `%*:/?[\]{}`

const hex = "0123456789ABCDEF"

// Word returns a name as it stands in a scope: each special character is a
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

// Name returns the name that a word stands for. It returns what is no word of
// Word as it is.
func Name(word string) string { return names.Replace(word) }

// Matched returns a scope, or a pattern of Grafana 8.0, as both are to be
// matched: each special character of a name is one character again, so that ?
// matches it, and it is none that a pattern can name.
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

// IsScope reports whether a text is formed as Grafana's scopes are: a kind before
// a colon or slash, or wildcards alone. The policies have places of their own,
// such as "default permissions", whose names are not so, and nobody may write.
func IsScope(text string) bool { return scope.MatchString(text) }

// Of returns the scope of the thing of a kind with a name: "teams:id:SRE".
func Of(kind, name string) string { return kind + ":" + Word(name) }
