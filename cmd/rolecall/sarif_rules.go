package main

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/hashicorp/hcl/v2"
)

// families are the headings of docs/diagnostics.md that stand for a summary for
// each type of block.
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

// blockWords are the types of blocks that clash, or lack a label, without a
// section of their own.
const blockWords = `add|anonymous|api_key|basic_role|dashboard|data_source|folder|invariant|org|remove|role|role_assignment|service_account|team|test|token|user`

// heading is the heading of docs/diagnostics.md about a summary.
func heading(summary string) string {
	for _, family := range families {
		if family.summaries.MatchString(summary) {
			return family.heading
		}
	}
	return summary
}

// slug is a heading as a fragment of an address, as GitHub makes it.
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

// inCodePoints is a range with columns that count code points, where HCL counts
// the characters that people see. The source may be nil.
func (s *source) inCodePoints(at hcl.Range) hcl.Range {
	if s == nil || !at.CanSliceBytes(s.Bytes) {
		return at
	}
	for _, pos := range []*hcl.Pos{&at.Start, &at.End} {
		pos.Column = s.codePoints(pos.Byte) - s.codePoints(s.lines[s.lineOf(pos.Byte)]) + 1
	}
	return at
}
