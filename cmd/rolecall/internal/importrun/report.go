package importrun

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/internal/printable"
	"github.com/rolecall/rolecall/schema"
)

// An outcome is the result of an import.
type outcome struct {
	*inventory.Inventory
	// files are the files that were written, and removed the ones that are gone.
	files, removed []string
	// left says what has to be changed by hand.
	left []string
}

// A gap is something that was not imported.
type gap struct {
	// Of is the thing that it is about, as in "folder f1 of org main"; empty for the server.
	Of   string `json:"of,omitempty"`
	What string `json:"what"`
	Why  string `json:"why"`
}

// gaps returns everything that was not imported.
func (o outcome) gaps() []gap {
	var all []gap
	add := func(of string, unread []inventory.Unread) {
		for _, u := range unread {
			all = append(all, gap{of, u.What, u.Why})
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
	return all
}

// counts returns how many things of each type were imported.
func (o outcome) counts() ([]string, map[string]int) {
	var types []string
	counts := map[string]int{}
	o.Things(func(t inventory.Thing) bool {
		typ := string(t.Type())
		if counts[typ] == 0 {
			types = append(types, typ)
		}
		counts[typ]++
		return true
	})
	return types, counts
}

// mostGaps bounds the gaps of one kind in a text; JSON has all.
const mostGaps = 5

// report writes the result of an import.
func (r *run) report(o outcome) error {
	types, counts := o.counts()
	gaps := o.gaps()
	if r.Format == output.JSON {
		return r.WriteJSON(struct {
			FormatVersion int            `json:"format_version"`
			Version       schema.Version `json:"version"`
			Files         []string       `json:"files"`
			Removed       []string       `json:"removed"`
			Counts        map[string]int `json:"counts"`
			NotImported   []gap          `json:"not_imported"`
			Left          []string       `json:"left"`
		}{
			output.FormatVersion, o.Settings.Version, append([]string{}, o.files...), append([]string{}, o.removed...),
			counts, append([]gap{}, gaps...), append([]string{}, o.left...),
		})
	}
	r.warn(gaps)
	for _, text := range o.left {
		fmt.Fprintf(r.Err, "Warning: %s\n", printable.Line(text))
	}
	parts := make([]string, len(types))
	for i, typ := range types {
		word := strings.ReplaceAll(typ, "_", " ")
		parts[i] = output.Count(counts[typ], word, word+"s")
	}
	if _, err := fmt.Fprintf(r.Out, "Read Grafana %s: %s\n", o.Settings.Version, strings.Join(parts, ", ")); err != nil {
		return err
	}
	for _, list := range []struct {
		word  string
		names []string
	}{{"Wrote", o.files}, {"Removed", o.removed}} {
		for _, name := range list.names {
			if _, err := fmt.Fprintf(r.Out, "%s %s\n", list.word, printable.Name(filepath.Join(r.Dir, name))); err != nil {
				return err
			}
		}
	}
	if r.update && len(o.files)+len(o.removed) == 0 {
		_, err := io.WriteString(r.Out, "Nothing has changed\n")
		return err
	}
	return nil
}

// warn writes gaps as warnings: the first ones of each kind.
func (r *run) warn(gaps []gap) {
	seen := map[string]int{}
	for _, g := range gaps {
		if seen[g.What]++; seen[g.What] > mostGaps {
			continue
		}
		of := ""
		if g.Of != "" {
			of = g.Of + ": "
		}
		fmt.Fprintf(r.Err, "Warning: not imported: %s%s. %s\n", of, printable.Line(g.What), printable.Line(g.Why))
	}
	told := map[string]bool{}
	for _, g := range gaps {
		if more := seen[g.What] - mostGaps; more > 0 && !told[g.What] {
			told[g.What] = true
			fmt.Fprintf(r.Err, "Warning: not imported: %s of %d more; --format json has all\n", printable.Line(g.What), more)
		}
	}
}
