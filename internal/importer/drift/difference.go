package drift

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/engine/diff"
	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/internal/printable"
	"github.com/rolecall/rolecall/schema"
)

// A Difference is a declared fact that is otherwise in Grafana.
type Difference struct {
	// Type and Name are those of the thing that it is about; the type is empty for the server. Org is the name
	// of its org, empty for a thing of the server.
	Type      schema.Type
	Name, Org string
	// Text tells it without the thing, as in `user:eve has View in Grafana alone`.
	Text string
	// Range is where the thing is declared.
	Range hcl.Range

	// setting is the name of a setting that it is about; empty for none.
	setting string
	// here and there are the lines of the fact in the configuration and in Files.
	here, there []explain.Source
}

// String returns the difference with the thing that it is about.
func (d Difference) String() string {
	if d.Type == "" {
		return d.Text
	}
	return fmt.Sprintf("%s:%s: %s", d.Type, d.Name, d.Text)
}

func quote(name string) string { return strconv.Quote(printable.Line(name)) }

// Apart returns the differences that are the cause of no group of a diff of the configuration and Grafana. The
// World is that of Files. Things that only one of the two has are not among them, as the diff lists them, nor is
// a fact about such a thing.
func (c *Comparison) Apart(there *schema.World, d diff.Diff) []Difference {
	lines, settings := [2]map[explain.Source]bool{{}, {}}, map[string]bool{}
	for _, g := range d.Groups {
		side := 0
		if (g.Change == diff.Gained) != g.Cause.Denying {
			side = 1
		}
		for _, step := range g.Cause.Steps {
			lines[side][step.Source] = true
			settings[step.Setting] = true
		}
	}
	isCause := func(of []explain.Source, lines map[explain.Source]bool) bool {
		return slices.ContainsFunc(of, func(at explain.Source) bool { return lines[at] })
	}
	apart := slices.Clone(c.renamed)
	for _, one := range c.differences(there) {
		if one.setting != "" && settings[one.setting] || isCause(one.here, lines[0]) || isCause(one.there, lines[1]) {
			continue
		}
		apart = append(apart, one)
	}
	slices.SortStableFunc(apart, func(a, b Difference) int {
		return cmp.Or(cmp.Compare(a.Org, b.Org), cmp.Compare(a.Type, b.Type), cmp.Compare(a.Name, b.Name),
			cmp.Compare(a.Text, b.Text))
	})
	return apart
}
