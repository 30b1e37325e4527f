package diagnostics

import (
	"fmt"
	"slices"
	"sort"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// Sources holds the files that diagnostics are about. It searches each file for its lines
// once, so that the time to print diagnostics is linear.
type Sources struct {
	files map[string]*hcl.File
	read  map[string]*Source
}

// NewSources returns the sources of files by name.
func NewSources(files map[string]*hcl.File) *Sources {
	return &Sources{files, map[string]*Source{}}
}

// Of returns the source of a file, and nil if the file is not there.
func (s *Sources) Of(name string) *Source {
	file := s.files[name]
	if file == nil || file.Bytes == nil {
		return nil
	}
	if s.read[name] == nil {
		s.read[name] = newSource(file)
	}
	return s.read[name]
}

// A Source is the text of a file with an index of its lines.
type Source struct {
	*hcl.File
	// lines has the offset of each line.
	lines []int
	// counts has the number of code points before every countEvery bytes.
	counts []int
}

const countEvery = 1024

func newSource(file *hcl.File) *Source {
	s := &Source{File: file, lines: []int{0}}
	for i, c := range file.Bytes {
		if c == '\n' {
			s.lines = append(s.lines, i+1)
		}
	}
	return s
}

// context returns the name of the block around a byte, and "" if there is none. HCL's own
// search walks all blocks, so it is for JSON alone.
func (s *Source) context(at int) string {
	body, native := s.Body.(*hclsyntax.Body)
	if !native {
		if nav, ok := s.Nav.(interface{ ContextString(int) string }); ok {
			return nav.ContextString(at)
		}
		return ""
	}
	n := sort.Search(len(body.Blocks), func(i int) bool { return body.Blocks[i].Range().End.Byte > at })
	if n == len(body.Blocks) || body.Blocks[n].Range().Start.Byte > at {
		return ""
	}
	context := body.Blocks[n].Type
	for _, label := range body.Blocks[n].Labels {
		context += fmt.Sprintf(" %q", label)
	}
	return context
}

// lineOf returns the number, from 0, of the line that a byte is in.
func (s *Source) lineOf(at int) int {
	n, found := slices.BinarySearch(s.lines, at)
	if !found {
		n--
	}
	return n
}

// bounds returns the start and end of a line without its line break.
func (s *Source) bounds(line int) (start, end int) {
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
func (s *Source) codePoints(at int) int {
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

// inCodePoints returns a range with columns that count code points. HCL counts the
// characters that people see. The source may be nil.
func (s *Source) inCodePoints(at hcl.Range) hcl.Range {
	if s == nil || !at.CanSliceBytes(s.Bytes) {
		return at
	}
	for _, pos := range []*hcl.Pos{&at.Start, &at.End} {
		pos.Column = s.codePoints(pos.Byte) - s.codePoints(s.lines[s.lineOf(pos.Byte)]) + 1
	}
	return at
}
