package audit

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"html/template"
	"io"
	"time"

	"github.com/rolecall/rolecall/engine/levels"
	"github.com/rolecall/rolecall/internal/page"
	"github.com/rolecall/rolecall/internal/printable"
)

//go:embed page.html
var html string

//go:embed page.js
var script string

var htmlTemplate = template.Must(template.New("report").Parse(html))

// A shownPage is a page of text.
type shownPage struct {
	ID, Title string
	Sections  []Section
}

// WriteHTML writes the report as one file: the pages of text, and a block of compressed data
// from which its script makes the matrix and the pages about one thing. The file loads nothing.
func (r *Report) WriteHTML(w io.Writer) error {
	data, err := r.block()
	if err != nil {
		return err
	}
	pages := []shownPage{{"overview", "Overview", r.Overview}, {"plan", "Plan", r.Plan}}
	if len(r.Groups) > 0 {
		pages = append(pages, shownPage{"groups", "Groups", r.Groups})
	}
	pages = append(pages, shownPage{"defaults", "Defaults", r.defaults()})
	return htmlTemplate.Execute(w, struct {
		*Report
		At, Policy, Data string
		Style            template.CSS
		Script           template.JS
		Pages            []shownPage
	}{r, r.Time.Format(time.RFC3339), page.Policy(template.JS(script)), data, page.Style(), template.JS(script), pages})
}

// defaults returns the page about what org roles have by default.
func (r *Report) defaults() []Section {
	var all []Section
	for _, typ := range r.Defaults {
		s := Section{Title: typ.Type, Table: [][]string{{"action", "lowest role", "allows to"}}}
		for _, a := range typ.Actions {
			s.Table = append(s.Table, []string{a.Action, a.Default(), a.Meaning})
		}
		all = append(all, s)
	}
	return all
}

// The data of the page are arrays, whose members page.js names.
type (
	shownOrg struct {
		Label string `json:"label"`
		Name  string `json:"name"`
		// Tables have a type and the JSON of a shownTable each, and Joins is the JSON of what each
		// subject is, so that a browser reads what it shows alone.
		Tables [][2]string `json:"tables"`
		Joins  string      `json:"joins"`
	}
	shownTable struct {
		Levels    [][2]any `json:"levels"`    // name, set
		Holders   []string `json:"holders"`   // by number
		Places    [][2]any `json:"places"`    // name, grants: holder, set, reason, source
		Resources [][2]any `json:"resources"` // id, places
		Subjects  [][3]any `json:"subjects"`  // name, whether it can ask, holders
	}
)

// block returns the tables as JSON, compressed and in the base64 of URLs, which HTML need not
// escape.
func (r *Report) block() (string, error) {
	var b bytes.Buffer
	encoded := base64.NewEncoder(base64.RawURLEncoding, &b)
	compressed, err := gzip.NewWriterLevel(encoded, gzip.BestCompression)
	if err != nil {
		return "", err
	}
	orgs := []shownOrg{}
	for i := range r.Orgs {
		o := &r.Orgs[i]
		shown := shownOrg{Label: o.Label, Name: o.Name, Tables: [][2]string{}}
		for _, t := range o.Tables {
			text, err := json.Marshal(show(t))
			if err != nil {
				return "", err
			}
			shown.Tables = append(shown.Tables, [2]string{t.Type, string(text)})
		}
		joins := map[string][][2]string{}
		for subject, lines := range o.Joins {
			for _, l := range lines {
				joins[subject] = append(joins[subject], [2]string{l.Text, l.Source})
			}
		}
		text, err := json.Marshal(joins)
		if err != nil {
			return "", err
		}
		shown.Joins = string(text)
		orgs = append(orgs, shown)
	}
	if err := json.NewEncoder(compressed).Encode(orgs); err != nil {
		return "", err
	}
	if err := compressed.Close(); err != nil {
		return "", err
	}
	if err := encoded.Close(); err != nil {
		return "", err
	}
	return b.String(), nil
}

func show(t *levels.Table) shownTable {
	var shown shownTable
	for _, l := range t.Levels {
		shown.Levels = append(shown.Levels, [2]any{l.Name, l.Gives})
	}
	for _, h := range t.Holders {
		shown.Holders = append(shown.Holders, printable.Line(h))
	}
	for _, p := range t.Places {
		grants := [][4]any{}
		for _, g := range p.Grants {
			grants = append(grants, [4]any{g.Holder, g.Gives, printable.Line(g.Because), printable.Line(g.Cited())})
		}
		shown.Places = append(shown.Places, [2]any{printable.Line(p.Name), grants})
	}
	for _, r := range t.Resources {
		shown.Resources = append(shown.Resources, [2]any{printable.Name(r.ID), some(r.Places)})
	}
	for i := range t.Subjects {
		s := &t.Subjects[i]
		shown.Subjects = append(shown.Subjects, [3]any{s.String(), s.Asks, some(s.Holders)})
	}
	return shown
}

// some returns numbers that are not null in JSON.
func some(numbers []int32) []int32 {
	if numbers == nil {
		return []int32{}
	}
	return numbers
}
