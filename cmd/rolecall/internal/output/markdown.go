package output

import (
	"regexp"
	"strings"

	"github.com/rolecall/rolecall/internal/printable"
)

// markup replaces what Markdown or HTML would not show as it is. Character references mean the
// same in both, so a text may stand in Markdown within HTML.
var markup = strings.NewReplacer(
	"&", "&amp;", "<", "&lt;", ">", "&gt;",
	`\`, "&#92;", "`", "&#96;", "*", "&#42;", "~", "&#126;", "[", "&#91;", "]", "&#93;", "|", "&#124;", "@", "&#64;",
)

// emphasis matches underscores that could begin or end emphasis; within a word they cannot.
var emphasis = regexp.MustCompile(`\b_+|_+\b`)

// mention matches what GitHub takes for a mention, however the @ is written. It sends a message
// to the account.
var mention = regexp.MustCompile(`(?:^|[^0-9A-Za-z])@+`)

// Markup returns a text as one line of Markdown or HTML that shows it as it is and mentions
// nobody: a space without width follows an @ that begins a word.
func Markup(text string) string {
	text = markup.Replace(mention.ReplaceAllString(printable.Line(text), "$0\u200b"))
	return emphasis.ReplaceAllStringFunc(text, func(run string) string { return strings.Repeat("&#95;", len(run)) })
}

// Code returns a text as code in Markdown or HTML. Nothing in it becomes a link or an emoji.
func Code(text string) string { return "<code>" + Markup(text) + "</code>" }
