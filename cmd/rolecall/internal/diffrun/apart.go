package diffrun

import (
	"fmt"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
	"github.com/rolecall/rolecall/internal/importer/drift"
	"github.com/rolecall/rolecall/internal/printable"
	"github.com/rolecall/rolecall/schema"
)

// apartHeading begins the differences without an effect on access, and maxApart is how many of them are written;
// JSON has all.
const (
	apartHeading = "Different without a change of access"
	maxApart     = 10
)

// apartLines returns a line for each difference without an effect on access, as many as are written.
func (r *run) apartLines(w words) []string {
	var lines []string
	for i, d := range r.apart {
		if i == maxApart {
			return append(lines, fmt.Sprintf("and %d more", len(r.apart)-i))
		}
		lines = append(lines, w.name(r.apartText(d)))
	}
	return lines
}

// apartText tells a difference, with its org where there are several.
func (r *run) apartText(d drift.Difference) string {
	text := d.String()
	if d.Org != "" && len(r.old.view.World().Orgs) > 1 {
		text = "in org " + printable.Name(d.Org) + ", " + text
	}
	return printable.Line(text)
}

// An apartJSON is a difference without an effect on access.
type apartJSON struct {
	Org  string      `json:"org,omitempty"`
	Type schema.Type `json:"type,omitempty"`
	ID   string      `json:"id,omitempty"`
	Text string      `json:"text"`
	File string      `json:"file,omitempty"`
	Line int         `json:"line,omitempty"`
}

func (r *run) apartJSON(d drift.Difference) apartJSON {
	made := apartJSON{Org: d.Org, Type: d.Type, ID: d.Name, Text: d.Text}
	if file := r.old.file(d.Range.Filename); file != "" {
		made.File, made.Line = file, d.Range.Start.Line
	}
	return made
}

// apartFindings returns a finding for each difference without an effect on access.
func (r *run) apartFindings() []finding {
	var all []finding
	for _, d := range r.apart {
		f := finding{rule: noAccess, title: apartHeading, message: r.apartText(d), places: r.grafanaBlock()}
		if file := r.old.file(d.Range.Filename); file != "" {
			f.places = []output.Place{placeOf(file, d.Range.Start.Line)}
		}
		all = append(all, f)
	}
	return all
}
