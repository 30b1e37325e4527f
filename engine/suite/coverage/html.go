package coverage

import (
	"bytes"
	_ "embed"
	"html/template"
	"io"

	"github.com/rolecall/rolecall/internal/page"
	"github.com/rolecall/rolecall/internal/printable"
)

//go:embed report.html
var html string

var pageTemplate = template.Must(template.New("report").Funcs(template.FuncMap{"line": printable.Line}).Parse(html))

// A shownFile is a file on the page.
type shownFile struct {
	Name  string
	Count Count
	Lines []shownLine
}

// A shownLine is a line of a file. Class is empty if the line has no grants.
type shownLine struct {
	Number int
	Text   string
	Class  string
	Grants []Grant
}

// WriteHTML writes the report as one page with the source lines. Path returns the name to
// show for a configuration file. Source returns the content of the file, nil if it is
// unavailable.
func (r *Report) WriteHTML(w io.Writer, path func(string) string, source func(string) []byte) error {
	shown := struct {
		Policy     string
		Style      template.CSS
		All, Rules Count
		Kinds      []shownKind
		Files      []shownFile
		OwnRules   []Rule
	}{Policy: page.Policy(), Style: page.Style(), All: r.Of(), Rules: r.OfRules(), OwnRules: r.Rules}
	for _, kind := range Kinds {
		shown.Kinds = append(shown.Kinds, shownKind{kind, r.Of(kind)})
	}
	for _, f := range r.Files() {
		shown.Files = append(shown.Files, shownFile{printable.Name(path(f.Name)), f.Count(), f.show(source(f.Name))})
	}
	return pageTemplate.Execute(w, shown)
}

type shownKind struct {
	Kind  Kind
	Count Count
}

// show returns the lines of a file with their grants.
func (f File) show(source []byte) []shownLine {
	var lines []shownLine
	rest := f.Lines
	for i, text := range bytes.Split(bytes.TrimSuffix(source, []byte("\n")), []byte("\n")) {
		line := shownLine{Number: i + 1, Text: printable.Source(string(bytes.TrimSuffix(text, []byte("\r"))))}
		if len(rest) > 0 && rest[0].Number == line.Number {
			line.Grants, line.Class = rest[0].Grants, rest[0].class()
			rest = rest[1:]
		}
		lines = append(lines, line)
	}
	return lines
}

// class returns the CSS class for the part of a line's grants that is exercised.
func (l Line) class() string {
	switch c := l.Count(); c.Exercised {
	case 0:
		return "none"
	case c.Total:
		return "all"
	}
	return "some"
}
