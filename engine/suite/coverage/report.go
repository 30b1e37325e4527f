package coverage

import (
	"encoding/json"
	"slices"
)

// A Report lists the grants and rules with the number of questions that exercise them.
type Report struct {
	// Grants is in the order of files and lines.
	Grants []Grant
	// Rules lists Grafana's own rules, ordered by holder, permission and place.
	Rules []Rule
}

// Report returns a report of everything collected so far.
func (c *Collector) Report() *Report {
	c.mu.Lock()
	defer c.mu.Unlock()
	r := &Report{Rules: slices.Clone(c.rules)}
	for _, g := range c.grants {
		r.Grants = append(r.Grants, *g)
	}
	return r
}

// A Count is a number of exercised items out of a total.
type Count struct {
	Exercised int `json:"exercised"`
	Total     int `json:"total"`
}

// MarshalJSON writes the count with its percentage.
func (c Count) MarshalJSON() ([]byte, error) {
	type plain Count
	return json.Marshal(struct {
		plain
		Percent float64 `json:"percent"`
	}{plain(c), c.Percent()})
}

// Percent returns the exercised percentage, and 100 if the total is 0.
func (c Count) Percent() float64 {
	if c.Total == 0 {
		return 100
	}
	return 100 * float64(c.Exercised) / float64(c.Total)
}

func (c *Count) add(questions int) {
	c.Total++
	if questions > 0 {
		c.Exercised++
	}
}

// Of counts the grants of some kinds, or of all kinds if there are no arguments.
func (r *Report) Of(kinds ...Kind) Count {
	var c Count
	for i := range r.Grants {
		if len(kinds) == 0 || slices.Contains(kinds, r.Grants[i].Kind) {
			c.add(r.Grants[i].Questions)
		}
	}
	return c
}

// OfRules counts Grafana's own rules.
func (r *Report) OfRules() Count {
	var c Count
	for i := range r.Rules {
		c.add(r.Rules[i].Questions)
	}
	return c
}

// A File holds the grants of a file.
type File struct {
	Name  string
	Lines []Line
}

// A Line holds the grants of a line, at least one.
type Line struct {
	Number int
	Grants []Grant
}

// Files returns the grants by file and line.
func (r *Report) Files() []File {
	var files []File
	for _, g := range r.Grants {
		if len(files) == 0 || files[len(files)-1].Name != g.Range.Filename {
			files = append(files, File{Name: g.Range.Filename})
		}
		f := &files[len(files)-1]
		if n := g.Range.Start.Line; len(f.Lines) == 0 || f.Lines[len(f.Lines)-1].Number != n {
			f.Lines = append(f.Lines, Line{Number: n})
		}
		line := &f.Lines[len(f.Lines)-1]
		line.Grants = append(line.Grants, g)
	}
	return files
}

// Count counts the grants of a file.
func (f File) Count() Count {
	var c Count
	for _, line := range f.Lines {
		for i := range line.Grants {
			c.add(line.Grants[i].Questions)
		}
	}
	return c
}

// Questions returns the number of questions that exercise the most exercised grant of the
// line.
func (l Line) Questions() int {
	most := 0
	for i := range l.Grants {
		most = max(most, l.Grants[i].Questions)
	}
	return most
}

// Count counts the grants of a line.
func (l Line) Count() Count {
	var c Count
	for i := range l.Grants {
		c.add(l.Grants[i].Questions)
	}
	return c
}
