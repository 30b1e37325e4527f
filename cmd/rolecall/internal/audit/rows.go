package audit

import (
	"fmt"
	"strings"

	"github.com/rolecall/rolecall/engine/levels"
	"github.com/rolecall/rolecall/internal/printable"
)

// A Row is a way in which a subject has a level on a resource.
type Row struct {
	// Org, Subject and Resource are names, safe to print: "user:eve", "folder:production".
	Org, Subject, Via, Level, Resource string
	// Reason is the reason of the grant, at its place, and Source its place in the
	// configuration or that of Grafana's rule.
	Reason, Source string
}

// Rows yields every way in which a subject has something on a resource, ordered by org, type,
// resource and subject.
func (r *Report) Rows(yield func(Row) bool) {
	for i := range r.Orgs {
		for _, t := range r.Orgs[i].Tables {
			for n := range t.Resources {
				resource := printable.Name(t.Type) + ":" + printable.Name(t.Resources[n].ID)
				for s := range t.Subjects {
					level := t.At(s, n)
					if level == levels.None {
						continue
					}
					for _, why := range Reasons(t, s, n) {
						if !yield(Row{r.Orgs[i].Label, t.Subjects[s].String(), why.Via, t.Name(level), resource, why.Text, why.Source}) {
							return
						}
					}
				}
			}
		}
	}
}

// A Reason is a grant behind a cell, safe to print.
type Reason struct{ Via, Text, Source string }

// Reasons returns the grants by which a subject has something on a resource, nearest first.
func Reasons(t *levels.Table, subject, resource int) []Reason {
	var all []Reason
	for at, g := range t.Grants(t.Subjects[subject].Holders, resource) {
		reason := Reason{printable.Line(t.Holders[g.Holder]), printable.Line(g.Because + " at " + at.Name),
			printable.Line(g.Cited())}
		all = append(all, reason)
	}
	return all
}

// A Block is what a matrix has for subjects with the same cells.
type Block struct {
	Subjects []string
	Cells    []string
}

// Matrix returns the cells of a table, a column for each resource, with subjects of the same
// cells together. Subjects without any access are left out.
func Matrix(t *levels.Table) (columns []string, blocks []Block) {
	for _, r := range t.Resources {
		columns = append(columns, printable.Name(r.ID))
	}
	numbers, rows := map[string]int{}, t.Rows()
	for s := range t.Subjects {
		cells := make([]byte, len(t.Resources))
		for n, a := range rows(s) {
			cells[n] = byte(a)
		}
		key := string(cells)
		if strings.Trim(key, "\x00") == "" {
			continue
		}
		i, known := numbers[key]
		if !known {
			i = len(blocks)
			numbers[key] = i
			b := Block{Cells: make([]string, len(cells))}
			for n, c := range cells {
				b.Cells[n] = t.Name(levels.Access(c))
			}
			blocks = append(blocks, b)
		}
		blocks[i].Subjects = append(blocks[i].Subjects, t.Subjects[s].String())
	}
	return columns, blocks
}

// Title returns the title of the matrix of a table.
func Title(o *Org, t *levels.Table) string {
	return fmt.Sprintf("Org %s: levels on each %s", o.Label, strings.ReplaceAll(t.Type, "_", " "))
}
