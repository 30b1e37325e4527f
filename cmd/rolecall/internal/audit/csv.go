package audit

import (
	"encoding/csv"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/rolecall/rolecall/engine/levels"
)

// A sheet writes lines of CSV whose cells no spreadsheet takes for formulas.
type sheet struct {
	*csv.Writer
	err error
}

// add writes a line. It reports whether it could.
func (s *sheet) add(cells ...string) bool {
	harmless := make([]string, len(cells))
	for i, cell := range cells {
		harmless[i] = Harmless(cell)
	}
	s.err = s.Write(harmless)
	return s.err == nil
}

func (s *sheet) end() error {
	if s.err != nil {
		return s.err
	}
	s.Flush()
	return s.Error()
}

// formulas are the characters with which a cell begins that a spreadsheet may calculate:
// https://owasp.org/www-community/attacks/CSV_Injection. Some spreadsheets read the wide ones
// as the others.
const formulas = "=+-@\t\r\n＝＋－＠"

// Harmless returns a cell that spreadsheets show as text, with an apostrophe before what could
// be a formula.
func Harmless(cell string) string {
	if first, _ := utf8.DecodeRuneInString(strings.TrimLeft(cell, " ")); cell != "" &&
		strings.ContainsRune(formulas, first) {
		return "'" + cell
	}
	return cell
}

// WriteCSV writes a line for each way in which a subject has a level.
func (r *Report) WriteCSV(w io.Writer) error {
	out := &sheet{Writer: csv.NewWriter(w)}
	if out.add("org", "subject", "via", "level", "resource", "reason", "source") {
		for row := range r.Rows {
			if !out.add(row.Org, row.Subject, row.Via, row.Level, row.Resource, row.Reason, row.Source) {
				break
			}
		}
	}
	return out.end()
}

// WriteMatrix writes the levels on folders as CSV: a line for each subject, and a column for
// each folder.
func (r *Report) WriteMatrix(w io.Writer) error {
	out := &sheet{Writer: csv.NewWriter(w)}
	columns := []string{"org", "subject"}
	var tables []*levels.Table
	for i := range r.Orgs {
		t := r.Orgs[i].folders()
		tables = append(tables, t)
		if t != nil {
			names, _ := Matrix(t)
			for _, name := range names {
				if len(r.Orgs) > 1 {
					name = r.Orgs[i].Label + "/" + name
				}
				columns = append(columns, name)
			}
		}
	}
	if !out.add(columns...) {
		return out.end()
	}
	before := 0
	for i, t := range tables {
		if t == nil {
			continue
		}
		rows := t.Rows()
		for s := range t.Subjects {
			cells := make([]string, len(columns))
			cells[0], cells[1] = r.Orgs[i].Label, t.Subjects[s].String()
			for n, a := range rows(s) {
				cells[2+before+n] = t.Name(a)
			}
			if !out.add(cells...) {
				return out.end()
			}
		}
		before += len(t.Resources)
	}
	return out.end()
}

// folders returns the table of folders; nil if the org has none.
func (o *Org) folders() *levels.Table {
	for _, t := range o.Tables {
		if t.Type == "folder" {
			return t
		}
	}
	return nil
}
