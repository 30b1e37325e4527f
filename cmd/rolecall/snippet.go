package main

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/internal/printable"
)

// maxShown is how many bytes of a source line are shown, and maxLines how many
// lines of one place.
const (
	maxShown = 160
	maxLines = 20
)

// sources are the files that diagnostics are about. Each is searched for its lines
// once, so that printing many diagnostics takes time for each of them, and not for
// each the time of the whole file.
type sources struct {
	files map[string]*hcl.File
	read  map[string]*source
}

func newSources(files map[string]*hcl.File) *sources {
	return &sources{files, map[string]*source{}}
}

// of returns the source of a file; nil if it is not there.
func (s *sources) of(name string) *source {
	file := s.files[name]
	if file == nil || file.Bytes == nil {
		return nil
	}
	if s.read[name] == nil {
		s.read[name] = newSource(file)
	}
	return s.read[name]
}

// A source is the text of a file with what finds places in it.
type source struct {
	*hcl.File
	// lines are the bytes that lines begin at.
	lines []int
	// counts are the numbers of code points before every countEvery bytes.
	counts []int
}

const countEvery = 1024

func newSource(file *hcl.File) *source {
	s := &source{File: file, lines: []int{0}}
	for i, c := range file.Bytes {
		if c == '\n' {
			s.lines = append(s.lines, i+1)
		}
	}
	return s
}

// context names the block around a byte; empty for none.
func (s *source) context(at int) string {
	if nav, ok := s.Nav.(interface{ ContextString(int) string }); ok {
		return nav.ContextString(at)
	}
	return ""
}

// lineOf returns the number, from 0, of the line that a byte is in.
func (s *source) lineOf(at int) int {
	n, found := slices.BinarySearch(s.lines, at)
	if !found {
		n--
	}
	return n
}

// bounds returns where a line begins, and where it ends without its line break.
func (s *source) bounds(line int) (start, end int) {
	start, end = s.lines[line], len(s.Bytes)
	if line+1 < len(s.lines) {
		end = s.lines[line+1] - 1
	}
	if end > start && s.Bytes[end-1] == '\r' {
		end--
	}
	return start, end
}

// codePoints returns how many code points there are before a byte.
func (s *source) codePoints(at int) int {
	if s.counts == nil {
		count := 0
		for i := 0; i <= len(s.Bytes); i += countEvery {
			s.counts = append(s.counts, count)
			count += starts(s.Bytes[i:min(i+countEvery, len(s.Bytes))])
		}
	}
	n := at / countEvery
	return s.counts[n] + starts(s.Bytes[n*countEvery:at])
}

// starts returns how many bytes begin a code point.
func starts(text []byte) (n int) {
	for _, b := range text {
		if utf8.RuneStart(b) {
			n++
		}
	}
	return n
}

// A shownLine is a line of a place, as it is printed.
type shownLine struct {
	number int
	text   string
}

// show returns the lines of a place, the first ones if it has many, with long lines
// cut around the place and with the place underlined if there is colour; none if
// the source does not have the place.
func (s *source) show(at hcl.Range, color bool) []shownLine {
	if s == nil || at.Start.Byte > len(s.Bytes) || at.End.Byte < at.Start.Byte {
		return nil
	}
	from, to := at.Start.Byte, min(at.End.Byte, len(s.Bytes))
	var shown []shownLine
	first := s.lineOf(from)
	for n := first; n < len(s.lines) && n < first+maxLines && (n == first || s.lines[n] < to); n++ {
		start, end := s.bounds(n)
		line := s.Bytes[start:end]
		underlined := min(max(from-start, 0), len(line))
		shown = append(shown, shownLine{at.Start.Line + n - first, showLine(line, underlined, max(min(to, end)-start, underlined), color)})
	}
	return shown
}

// showLine returns a line, cut down to what surrounds its bytes from from to to,
// which are underlined if there is colour.
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

// maxDetail is how many bytes of a detail are shown; one that quotes a long name
// may have many.
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

// ellipsis stands for what is cut from a line.
const ellipsis = "…"

// shorten cuts a long line down to what surrounds from and to, its bytes that
// matter. Cut bytes are missing at its beginning, where the first before bytes
// stand for them.
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

// wrap breaks lines at spaces so that they have at most width characters; 0 is any
// number.
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
