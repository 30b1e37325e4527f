// Package printable makes texts that have names in them safe to print. Whoever
// chooses a login, a title or the name of a file must not move a cursor, hide or
// reorder what stands beside it, begin a line of output, or give a command to the
// system that reads a log.
//
// Control characters, line breaks, bidirectional controls and other characters
// without a shape of their own are never printed as they are, but for those that
// join or style emoji. Neither is what begins a command of CI systems: "::" at the
// beginning of a line, and "##[" and "##vso[" anywhere
// (https://github.com/actions/runner, src/Runner.Common/ActionCommand.cs).
package printable

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// Name returns a name as it is, if it is harmless wherever it is printed, and
// otherwise in quotes, with escapes as in HCL: "a\nb". Bytes that are not UTF-8
// are written as \xNN. Different names are printed differently.
func Name(name string) string {
	if !strings.HasPrefix(name, `"`) && Line(name) == name {
		return name
	}
	return `"` + escaped(name, `"\`, "") + `"`
}

// Line returns a text, such as a sentence with names in it, as it is, if it is
// harmless as a line of its own, and otherwise with escapes, but without quotes.
// Line breaks are escaped too. A text that Line has returned is harmless.
func Line(text string) string { return escaped(text, "", "") }

// Source returns a line of a file as Line does, but keeps its tabs.
func Source(line string) string { return escaped(line, "", "\t") }

// Lines returns a text with each of its lines as Line returns it.
func Lines(text string) string { return each(text, Line) }

// Sources returns a text of lines of files with each as Source returns it. The
// line breaks stay as they are, "\n" or "\r\n".
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

// JSON returns a document, or several, as encoding/json writes them, with escapes
// for what is harmful in their strings. The values stay the same.
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

// escaped returns a text with escapes for what is harmful, but for characters to
// keep, and with a backslash before those of quoted.
func escaped(text, quoted, keep string) string {
	var b strings.Builder
	done := 0 // bytes of the text are written
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

// A character is one of a text.
type character struct {
	rune rune
	// at and size are in bytes.
	at, size int
	harmful  bool
}

// Characters that are part of an emoji, or hidden.
const (
	joiner    = '\u200d'
	textStyle = '\ufe0e'
	iconStyle = '\ufe0f'
	keycap    = "\u20e3"
)

// characters iterates over the characters of a text.
func characters(text string) func(yield func(character) bool) {
	return func(yield func(character) bool) {
		command := commandAt(text)
		icon := false // the character before is an emoji, or joins or styles one
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

// hidden reports whether a character has no shape of its own, or is no character.
func hidden(c character) bool {
	return c.rune == utf8.RuneError && c.size == 1 ||
		unicode.In(c.rune, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// commandAt is where the first character is that would make the text a command if
// it began a line; -1 for none. Space before it does not count.
func commandAt(text string) int {
	if trimmed := strings.TrimLeftFunc(text, unicode.IsSpace); strings.HasPrefix(trimmed, "::") {
		return len(text) - len(trimmed)
	}
	return -1
}

// isCommand reports whether a text begins as a command does that may stand
// anywhere in a line: "##", a word or nothing, "[".
func isCommand(text string) bool {
	after, ok := strings.CutPrefix(text, "##")
	return ok && strings.HasPrefix(strings.TrimLeftFunc(after, unicode.IsLetter), "[")
}
