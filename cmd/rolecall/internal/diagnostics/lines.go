package diagnostics

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/internal/printable"
)

// maxShown is how many bytes of a source line are shown, and maxLines how many lines of a
// place.
const (
	maxShown = 160
	maxLines = 20
)

// A Line is a line of a file, safe to print.
type Line struct {
	Number int
	Text   string
}

// Show returns the first lines of a place, with long lines cut around the place. With color
// it underlines the place. It returns nil if the source, which may be nil, does not have the
// place.
func (s *Source) Show(at hcl.Range, color bool) []Line {
	if s == nil || at.Start.Byte > len(s.Bytes) || at.End.Byte < at.Start.Byte {
		return nil
	}
	from, to := at.Start.Byte, min(at.End.Byte, len(s.Bytes))
	var shown []Line
	first := s.lineOf(from)
	for n := first; n < len(s.lines) && n < first+maxLines && (n == first || s.lines[n] < to); n++ {
		start, end := s.bounds(n)
		line := s.Bytes[start:end]
		underlined := min(max(from-start, 0), len(line))
		shown = append(shown, Line{at.Start.Line + n - first, showLine(line, underlined, max(min(to, end)-start, underlined), color)})
	}
	return shown
}

// showLine returns a line, cut around its bytes between from and to. With color it
// underlines them.
func showLine(line []byte, from, to int, color bool) string {
	short, cut, before := shorten(line, from, to)
	if !color {
		return printable.Source(string(short))
	}
	from, to = min(before+from-cut, len(short)), min(before+to-cut, len(short))
	if from == to && from < len(short) { // a place between two characters
		_, size := utf8.DecodeRune(short[from:])
		to += size
	}
	return printable.Source(string(short[:from])) + "\x1b[1;4m" + printable.Source(string(short[from:to])) + "\x1b[0m" + printable.Source(string(short[to:]))
}

// maxDetail is how many bytes of a detail are shown. A detail may quote a long name.
const maxDetail = 2000

func clip(text string) string {
	if len(text) <= maxDetail {
		return text
	}
	end := maxDetail
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end] + ellipsis
}

// ellipsis marks a cut.
const ellipsis = "…"

// shorten cuts a long line around its bytes between from and to. It returns how many bytes
// it cut at the beginning, and how many bytes of short stand for them.
func shorten(line []byte, from, to int) (short []byte, cut, before int) {
	if len(line) <= maxShown {
		return line, 0, 0
	}
	room := max(maxShown-(to-from), 0) / 2
	start, end := max(from-room, 0), min(max(to+room, from+1), len(line))
	end = min(end, start+maxShown)
	for start > 0 && !utf8.RuneStart(line[start]) {
		start--
	}
	for end < len(line) && !utf8.RuneStart(line[end]) {
		end++
	}
	if start > 0 {
		short = append(short, ellipsis...)
	}
	before = len(short)
	short = append(short, line[start:end]...)
	if end < len(line) {
		short = append(short, ellipsis...)
	}
	return short, start, before
}

// wrap breaks lines at spaces, to at most width characters each. With width 0 it breaks
// none.
func wrap(text string, width int) string {
	if width <= 0 {
		return text
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		var b bytes.Buffer
		used := 0
		for n, word := range strings.SplitAfter(line, " ") {
			length := utf8.RuneCountInString(strings.TrimSuffix(word, " "))
			if n > 0 && used > 0 && used+length > width {
				b.Truncate(len(bytes.TrimRight(b.Bytes(), " ")))
				b.WriteByte('\n')
				used = 0
			}
			b.WriteString(word)
			used += utf8.RuneCountInString(word)
		}
		lines[i] = b.String()
	}
	return strings.Join(lines, "\n")
}
