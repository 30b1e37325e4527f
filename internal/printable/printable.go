// Package printable makes text that contains names safe to print. The author of a
// login, a title or a file name must not be able to move a cursor, hide or reorder
// the text beside it, start a line of output, or send a command to the system that
// reads a log.
//
// Control characters, line breaks, bidirectional controls and other invisible
// characters are never printed as they are, except those that join or style emoji.
// The same holds for the beginnings of commands of CI systems: "::" at the start
// of a line, and "##[" and "##vso[" anywhere
// (https://github.com/actions/runner, src/Runner.Common/ActionCommand.cs).
package printable

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// Name returns a name unchanged if it is harmless in any output, and otherwise
// quoted, with escapes as in HCL: "a\nb". Bytes that are not UTF-8 become \xNN.
// Different names are printed differently.
func Name(name string) string {
	if !strings.HasPrefix(name, `"`) && Line(name) == name {
		return name
	}
	return `"` + escaped(name, `"\`, "") + `"`
}

// Line returns a text, such as a sentence with names in it, unchanged if it is
// harmless as a line of its own, and otherwise with escapes, but without quotes.
// It escapes line breaks, too. Its result is harmless: Line returns it unchanged.
func Line(text string) string {
	if isPlain(text) {
		return text
	}
	return escaped(text, "", "")
}

// isPlain reports whether a text is harmless because of its letters alone: most are, and a server prints many.
func isPlain(text string) bool {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c > '~' || c == '#' || c == ':' && (i == 0 || text[i-1] == ' ') {
			return false
		}
	}
	return true
}

// Source is like Line for a line of a file, but keeps tabs.
func Source(line string) string { return escaped(line, "", "\t") }

// Lines applies Line to each line of a text.
func Lines(text string) string { return each(text, Line) }

// Sources applies Source to each line of a text from a file. It keeps the line
// breaks, "\n" or "\r\n".
func Sources(text string) string {
	return each(text, func(line string) string {
		line, returns := strings.CutSuffix(line, "\r")
		if line = Source(line); returns {
			line += "\r"
		}
		return line
	})
}

func each(text string, line func(string) string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = line(lines[i])
	}
	return strings.Join(lines, "\n")
}

// JSON returns JSON as encoding/json writes it, of one value or several, with
// escapes for the harmful characters in its strings. The values stay the same.
func JSON(doc []byte) []byte {
	var out []byte
	done := 0
	for c := range characters(string(doc)) {
		if !c.harmful || c.rune < utf8.RuneSelf && c.rune != '#' && c.rune != '\x7f' {
			continue // encoding/json has escaped the control characters in strings
		}
		out = append(out, doc[done:c.at]...)
		for _, unit := range utf16.AppendRune(nil, c.rune) {
			out = fmt.Appendf(out, `\u%04x`, unit)
		}
		done = c.at + c.size
	}
	if done == 0 {
		return doc
	}
	return append(out, doc[done:]...)
}

// escaped returns a text with escapes for its harmful characters, except those in
// keep, and with a backslash before those in quoted.
func escaped(text, quoted, keep string) string {
	var b strings.Builder
	done := 0 // the number of bytes of text that are written
	for c := range characters(text) {
		quote := strings.ContainsRune(quoted, c.rune)
		if !quote && (!c.harmful || strings.ContainsRune(keep, c.rune)) {
			continue
		}
		b.WriteString(text[done:c.at])
		done = c.at + c.size
		switch raw := text[c.at:done]; {
		case quote:
			b.WriteString(`\` + raw)
		case c.rune == utf8.RuneError && c.size == 1:
			fmt.Fprintf(&b, `\x%02x`, raw)
		case raw == "\n":
			b.WriteString(`\n`)
		case raw == "\r":
			b.WriteString(`\r`)
		case raw == "\t":
			b.WriteString(`\t`)
		case c.rune > 0xffff:
			fmt.Fprintf(&b, `\U%08x`, c.rune)
		default:
			fmt.Fprintf(&b, `\u%04x`, c.rune)
		}
	}
	if done == 0 {
		return text
	}
	b.WriteString(text[done:])
	return b.String()
}

// A character is one character of a text, or a byte that is not UTF-8.
type character struct {
	rune rune
	// at is its offset and size its length, in bytes.
	at, size int
	harmful  bool
}

// Characters that are part of an emoji, or else invisible.
const (
	joiner    = '\u200d'
	textStyle = '\ufe0e'
	iconStyle = '\ufe0f'
	keycap    = "\u20e3"
)

// characters returns an iterator over the characters of a text.
func characters(text string) func(yield func(character) bool) {
	return func(yield func(character) bool) {
		command := commandAt(text)
		icon := false // whether the previous character is an emoji, or joins or styles one
		for i := 0; i < len(text); {
			c := character{rune: rune(text[i]), at: i, size: 1}
			if c.rune < utf8.RuneSelf {
				c.harmful = c.rune < ' ' || c.rune == '\x7f' || i == command || c.rune == '#' && isCommand(text[i:])
				icon = false
			} else {
				c.rune, c.size = utf8.DecodeRuneInString(text[i:])
				after := text[i+c.size:]
				switch c.rune {
				case joiner:
					next, size := utf8.DecodeRuneInString(after)
					icon = icon && size > 1 && unicode.Is(unicode.So, next)
					c.harmful = !icon
				case textStyle, iconStyle:
					c.harmful = !icon && !strings.HasPrefix(after, keycap)
				default:
					icon = c.size > 1 && unicode.In(c.rune, unicode.So, unicode.Sk)
					c.harmful = !icon && hidden(c)
				}
			}
			if !yield(c) {
				return
			}
			i += c.size
		}
	}
}

// hidden reports whether a character is invisible, or a byte that is not UTF-8.
func hidden(c character) bool {
	return c.rune == utf8.RuneError && c.size == 1 ||
		unicode.In(c.rune, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// commandAt returns the offset of the character that would make the text a command
// if it began a line, and -1 if there is none. Leading space does not matter.
func commandAt(text string) int {
	if trimmed := strings.TrimLeftFunc(text, unicode.IsSpace); strings.HasPrefix(trimmed, "::") {
		return len(text) - len(trimmed)
	}
	return -1
}

// isCommand reports whether a text begins with a command that works anywhere in a
// line: "##", letters or none, "[".
func isCommand(text string) bool {
	after, ok := strings.CutPrefix(text, "##")
	return ok && strings.HasPrefix(strings.TrimLeftFunc(after, unicode.IsLetter), "[")
}
