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

// report writes the result of an import.
func (r *run) report(o outcome) error {
	types, counts := o.counts()
	gaps := Gaps(o.Inventory)
	if r.Format == output.JSON {
		return r.WriteJSON(struct {
			FormatVersion int            `json:"format_version"`
			Version       schema.Version `json:"version"`
			Files         []string       `json:"files"`
			Removed       []string       `json:"removed"`
			Counts        map[string]int `json:"counts"`
			NotImported   []Gap          `json:"not_imported"`
			Left          []string       `json:"left"`
		}{
			output.FormatVersion, o.Settings.Version, append([]string{}, o.files...), append([]string{}, o.removed...),
			counts, append([]Gap{}, gaps...), append([]string{}, o.left...),
		})
	}
	Warn(r.Err, "not imported", gaps)
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
