package diagnostics

import (
	"regexp"
	"strings"
	"unicode"
)

// families lists the headings of docs/diagnostics.md that stand for many summaries.
var families = []struct {
	summaries *regexp.Regexp
	heading   string
}{
	{regexp.MustCompile(`^Duplicate (` + blockWords + `) block$`), "Duplicate TYPE block"},
	{regexp.MustCompile(`^Duplicate (` + blockWords + `)$`), "Duplicate TYPE"},
	{regexp.MustCompile(`^Reference to undeclared .*$`), "Reference to undeclared TYPE"},
	{regexp.MustCompile(`^Missing \w+ for (permission|` + blockWords + `)$`), "Missing LABEL for TYPE"},
	{regexp.MustCompile(`^Extraneous label for .*$`), "Extraneous label for TYPE"},
}

// blockWords matches the types of blocks that share a heading.
const blockWords = `add|anonymous|api_key|basic_role|dashboard|data_source|folder|invariant|org|remove|role|role_assignment|service_account|team|test|token|user`

// heading returns the heading of docs/diagnostics.md about a summary.
func heading(summary string) string {
	for _, family := range families {
		if family.summaries.MatchString(summary) {
			return family.heading
		}
	}
	return summary
}

// slug returns the fragment of an address that GitHub makes of a heading.
func slug(heading string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c == ' ':
			return '-'
		case c == '-' || c == '_' || unicode.IsLetter(c) || unicode.IsDigit(c):
			return unicode.ToLower(c)
		}
		return -1
	}, heading)
}
