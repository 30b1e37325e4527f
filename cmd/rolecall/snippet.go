package main

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
)

// maxShown is how many bytes of a source line are shown, and maxLines how many
// lines of one place.
const (
	maxShown = 160
	maxLines = 20
)

// snippet is a diagnostic, and the file that it is about with only the lines
// that it is about: what HCL's writer prints, without what it would have to
// search a large file for, and with long lines cut around the place. The file
// is nil when there is none to show. The diagnostic is a copy.
func snippet(d *hcl.Diagnostic, files map[string]*hcl.File) (*hcl.Diagnostic, *hcl.File) {
	shown := *d
	shown.Context = nil // the lines of the subject say enough
	shown.Detail = clip(d.Detail)
	if d.Subject == nil {
		return &shown, nil
	}
	subject := *d.Subject
	shown.Subject = &subject
	file := files[d.Subject.Filename]
	if file == nil || file.Bytes == nil || d.Subject.Start.Byte > len(file.Bytes) || d.Subject.End.Byte < d.Subject.Start.Byte {
		return &shown, nil
	}
	src := file.Bytes
	from, to := d.Subject.Start.Byte, min(d.Subject.End.Byte, len(src))

	var out bytes.Buffer
	out.WriteString(strings.Repeat("\n", max(subject.Start.Line-1, 0)))
	start := bytes.LastIndexByte(src[:from], '\n') + 1
	for n, at := 0, start; n < maxLines && at <= to && at <= len(src); n++ {
		end := len(src)
		if i := bytes.IndexByte(src[at:], '\n'); i >= 0 {
			end = at + i
		}
		line, cut, before := shorten(bytes.TrimSuffix(src[at:end], []byte("\r")), max(from-at, 0), min(to, end)-at)
		position := func(byteAt int) int {
			return out.Len() + before + min(max(byteAt-at-cut, 0), len(line)-before)
		}
		if at <= from && from <= end {
			subject.Start.Byte = position(from)
		}
		if at <= to {
			subject.End.Byte = position(min(to, end))
		}
		out.Write(line)
		out.WriteByte('\n')
		if at = end + 1; at >= to {
			break
		}
	}
	return &shown, &hcl.File{Bytes: out.Bytes(), Nav: elsewhere{file.Nav, d.Subject.Start.Byte}}
}

// firstLine is the first line of a place, cut if it is long and with the place
// underlined if there is colour; empty when the source is not there.
func firstLine(at hcl.Range, file *hcl.File, color bool) string {
	if file == nil || !at.CanSliceBytes(file.Bytes) {
		return ""
	}
	src := file.Bytes
	start := bytes.LastIndexByte(src[:at.Start.Byte], '\n') + 1
	line, _, _ := bytes.Cut(src[start:], []byte("\n"))
	line = bytes.TrimSuffix(line, []byte("\r"))
	from := min(at.Start.Byte-start, len(line))
	to := max(min(at.End.Byte-start, len(line)), from)
	short, cut, before := shorten(line, from, to)
	if !color {
		return string(short)
	}
	from, to = min(before+from-cut, len(short)), min(before+to-cut, len(short))
	return string(short[:from]) + "\x1b[1;4m" + string(short[from:to]) + "\x1b[0m" + string(short[to:])
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

// elsewhere names the block around a place by where that is in the whole file.
type elsewhere struct {
	nav any
	at  int
}

// ContextString implements what HCL's writer asks the navigation of a file.
func (e elsewhere) ContextString(int) string {
	if nav, ok := e.nav.(interface{ ContextString(int) string }); ok {
		return nav.ContextString(e.at)
	}
	return ""
}
