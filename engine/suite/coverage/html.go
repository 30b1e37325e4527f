package coverage

import (
	"bytes"
	_ "embed"
	"html/template"
	"io"

	"github.com/rolecall/rolecall/internal/printable"
)

//go:embed report.html
var page string

var pageTemplate = template.Must(template.New("report").Funcs(template.FuncMap{"line": printable.Line}).Parse(page))

// A shownFile is a file as the page shows it.
type shownFile struct {
	Name  string
	Count Count
	Lines []shownLine
}

// A shownLine is a line of a file. Class is empty for one without grants.
type shownLine struct {
	Number int
	Text   string
	Class  string
	Grants []Grant
}

// WriteHTML writes the report as one page, with the source lines. path says
// what a file of the configuration is called there, and source gives its
// content, nil for one that is not there.
func (r *Report) WriteHTML(w io.Writer, path func(string) string, source func(string) []byte) error {
	shown := struct {
		All, Rules Count
		Kinds      []shownKind
		Files      []shownFile
		OwnRules   []Rule
	}{All: r.Of(), Rules: r.OfRules(), OwnRules: r.Rules}
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

// show puts the grants of a file beside its lines.
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

// class says how much of a line has been exercised.
func (l Line) class() string {
	switch c := l.Count(); c.Exercised {
	case 0:
		return "none"
	case c.Total:
		return "all"
	}
	return "some"
}
