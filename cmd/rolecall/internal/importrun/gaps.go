package importrun

import (
	"fmt"
	"io"
	"strings"

	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/internal/printable"
)

// A Gap is something that a source did not tell.
type Gap struct {
	// Of is the thing that it is about, as in "folder f1 of org main"; empty for the server.
	Of   string `json:"of,omitempty"`
	What string `json:"what"`
	Why  string `json:"why"`
}

// Gaps returns everything that a source did not tell.
func Gaps(o *inventory.Inventory) []Gap {
	var all []Gap
	add := func(of string, unread []inventory.Unread) {
		for _, u := range unread {
			all = append(all, Gap{of, u.What, u.Why})
		}
	}
	add("", o.Unread)
	for _, org := range o.Orgs {
		add("org "+printable.Name(org.Name), org.Unread)
	}
	o.Things(func(t inventory.Thing) bool {
		of := strings.ReplaceAll(string(t.Type()), "_", " ") + " " + printable.Name(t.GrafanaName())
		if org := t.In(); org != nil && len(o.Orgs) != 1 {
			of += " of org " + printable.Name(org.Name)
		}
		if unread, ok := t.(interface{ NotRead() []inventory.Unread }); ok {
			add(of, unread.NotRead())
		}
		return true
	})
	for _, a := range o.Assignments {
		add("an assignment", a.Unread)
	}
	for _, r := range o.BasicRoles {
		add("basic role "+string(r.Role), r.Unread)
	}
	return all
}

// mostGaps bounds the gaps of one kind in a text; JSON has all.
const mostGaps = 5

// Warn writes gaps as warnings: the first ones of each kind. Not tells the outcome, as in "not imported".
func Warn(out io.Writer, not string, gaps []Gap) {
	seen := map[string]int{}
	for _, g := range gaps {
		if seen[g.What]++; seen[g.What] > mostGaps {
			continue
		}
		of := ""
		if g.Of != "" {
			of = g.Of + ": "
		}
		fmt.Fprintf(out, "Warning: %s: %s%s. %s\n", not, of, printable.Line(g.What), printable.Line(g.Why))
	}
	told := map[string]bool{}
	for _, g := range gaps {
		if more := seen[g.What] - mostGaps; more > 0 && !told[g.What] {
			told[g.What] = true
			fmt.Fprintf(out, "Warning: %s: %s of %d more; --format json has all\n", not, printable.Line(g.What), more)
		}
	}
}
