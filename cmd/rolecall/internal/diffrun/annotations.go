package diffrun

import (
	"bufio"
	"context"
	"fmt"
	"strings"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/sarif"
	"github.com/rolecall/rolecall/engine/diff"
)

// A finding is about lines of the new configuration: a broken rule of --fail-on, what matters by
// itself, or a group.
type finding struct {
	rule           int // index in rules
	title, message string
	// places begins with the most telling one. It is empty if NEW is a bundle.
	places []output.Place
}

// The kinds of findings, by index in rules.
const (
	notAllowed = iota
	gained
	lost
	notable
	noAccess
)

// rules are the SARIF rules of findings, and levels their levels for SARIF and for GitHub.
var (
	rules = []sarif.Rule{
		notAllowed: {
			ID: "change-not-allowed", ShortDescription: sarif.Text{Text: "A rule does not allow this change of access"},
			HelpURI: helpPage,
		},
		gained: {ID: "access-gained", ShortDescription: sarif.Text{Text: "Somebody gains access"}, HelpURI: helpPage},
		lost:   {ID: "access-lost", ShortDescription: sarif.Text{Text: "Somebody loses access"}, HelpURI: helpPage},
		notable: {
			ID: "notable-change", ShortDescription: sarif.Text{Text: "A change of access that matters by itself"},
			HelpURI: helpPage,
		},
		noAccess: {ID: "difference-without-access", ShortDescription: sarif.Text{Text: apartHeading}, HelpURI: helpPage},
	}
	levels = [][2]string{notAllowed: {"error", "error"}, gained: {"warning", "warning"}, lost: {"note", "notice"},
		notable: {"note", "notice"}, noAccess: {"note", "notice"}}
)

const helpPage = sarif.Home + "/blob/main/docs/diff.md"

// findings returns the broken rules, the notes, and the groups in their order.
func (r *run) findings(failed []broken) []finding {
	var all []finding
	for _, b := range failed {
		all = append(all, finding{notAllowed, "Change of access not allowed", b.sentence(), r.places(b.groups()[0])})
	}
	if notes := r.notes(inText); len(notes) > 0 {
		all = append(all, finding{notable, "Changes of access that matter", strings.Join(notes, "\n"), r.grafanaBlock()})
	}
	for _, g := range r.diff.Groups {
		f := finding{gained, "Access gained", headline(inText, g) + "\n" + r.cause(inText, g), r.places(g)}
		if g.Change == diff.Lost {
			f.rule, f.title = lost, "Access lost"
		}
		all = append(all, f)
	}
	return append(all, r.apartFindings()...)
}

// places returns the lines in the new configuration that cause a group. A line that only the old
// one has is gone, so the first line of its file stands for it, and the grafana block for a
// cause that is in no file.
func (r *run) places(g diff.Group) []output.Place {
	var found []output.Place
	for _, step := range g.Cause.Steps {
		if r.place != nil && (g.Change == diff.Gained) != g.Cause.Denying {
			if at := r.place(step.Source.File, step.Source.Line); at.Filename != "" {
				found = append(found, placeOf(r.old.file(at.Filename), at.Start.Line))
			}
			continue
		}
		if r.place != nil { // a line of the configuration, which is there
			if file := r.old.file(step.Source.File); file != "" {
				found = append(found, placeOf(file, step.Source.Line))
			}
			continue
		}
		file, line := r.new.file(step.Source.File), step.Source.Line
		if file == "" {
			continue
		}
		if (g.Change == diff.Lost) != g.Cause.Denying {
			line = 1
		}
		found = append(found, placeOf(file, line))
	}
	if len(found) == 0 {
		return r.grafanaBlock()
	}
	return found
}

func (r *run) grafanaBlock() []output.Place {
	of := &r.new
	if of.unwritten {
		of = &r.old
	}
	w := of.view.World()
	if w == nil {
		return nil
	}
	at := w.Grafana.Range
	file := of.file(at.Filename)
	if file == "" {
		return nil
	}
	return []output.Place{placeOf(file, at.Start.Line)}
}

func placeOf(file string, line int) output.Place {
	at := output.Pos{Line: line, Column: 1}
	return output.Place{File: file, Range: output.Range{Start: at, End: at}}
}

// writeGitHub writes an annotation for each finding, and the counts.
func (r *run) writeGitHub(_ context.Context, failed []broken) error {
	out := bufio.NewWriter(r.Out)
	for _, f := range r.findings(failed) {
		var at output.Place
		if len(f.places) > 0 {
			at = f.places[0]
		}
		output.Annotate(out, levels[f.rule][1], at, f.title, f.message)
	}
	fmt.Fprintln(out, r.summary())
	return out.Flush()
}

// writeSARIF writes a SARIF log with a result for each finding.
func (r *run) writeSARIF(_ context.Context, failed []broken) error {
	var results []sarif.Result
	for _, f := range r.findings(failed) {
		result := sarif.Result{
			RuleID: rules[f.rule].ID, RuleIndex: f.rule, Level: levels[f.rule][0], Message: sarif.Text{Text: f.message},
			Locations: []sarif.Location{},
		}
		for i, at := range f.places {
			if i == 0 {
				result.Locations = append(result.Locations, sarif.At(at))
			} else {
				result.RelatedLocations = append(result.RelatedLocations, sarif.At(at))
			}
		}
		results = append(results, result)
	}
	return r.WriteJSON(sarif.NewLog(rules, results))
}
