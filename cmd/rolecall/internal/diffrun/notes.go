package diffrun

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/engine/diff"
)

// notes returns a line for each note, and those about what is new and gone. Notes that tell the same
// of several orgs share a line.
func (r *run) notes(w words) []string {
	var lines []string
	all := r.diff.Notes
	for i := 0; i < len(all); {
		n, orgs := all[i], []string{}
		for ; i < len(all) && alike(all[i], n); i++ {
			orgs = append(orgs, all[i].Org)
		}
		lines = append(lines, w.note(n, orgs))
	}
	for _, d := range []struct {
		word string
		diff.Declared
	}{{r.new.only, r.diff.New}, {r.old.only, r.diff.Gone}} {
		if items := slices.Concat(d.Subjects, d.Resources); len(items) > 0 {
			lines = append(lines, d.word+": "+w.listed(itemNames(items), maxItems))
		}
	}
	return lines
}

// alike reports whether notes tell the same, of whatever org.
func alike(a, b diff.Note) bool {
	sameItem := func(a, b diff.Item) bool {
		a.Org, b.Org = "", ""
		return a == b
	}
	return a.Kind == b.Kind && a.Change == b.Change && a.Old == b.Old && a.New == b.New &&
		slices.EqualFunc(a.Items, b.Items, sameItem)
}

// maxItems is how many names a line has.
const maxItems = 8

// itemNames returns the names of items, each once: a service account is a subject and a resource.
func itemNames(items []diff.Item) []string {
	var names []string
	for _, item := range items {
		names = append(names, item.String())
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// note returns a note about some orgs in English.
func (w words) note(n diff.Note, orgs []string) string {
	items, in := w.listed(itemNames(n.Items), maxItems), "org "+w.name(orgs[0])
	if len(orgs) > 1 {
		in = "orgs " + w.listed(orgs, maxItems)
	}
	choose := func(gain, loss string) string {
		if n.Change == diff.Gained {
			return gain
		}
		return loss
	}
	switch n.Kind {
	case diff.Release:
		return fmt.Sprintf("the release of Grafana is %s instead of %s", w.name(n.New), w.name(n.Old))
	case diff.Edition:
		return fmt.Sprintf("the edition of Grafana is %s instead of %s", w.name(n.New), w.name(n.Old))
	case diff.Anonymous:
		return fmt.Sprintf("visitors who are not signed in %s access in %s", choose("gain", "lose"), in)
	case diff.Outside:
		there := "it"
		if len(orgs) > 1 {
			there = "them"
		}
		return fmt.Sprintf("users outside of %s %s access in %s: %s", in, choose("gain", "lose"), there, items)
	case diff.GivesAway:
		return fmt.Sprintf("%s to decide what others can do in %s: %s", choose("gain access", "lose access"), in, items)
	case diff.Unadministered:
		return fmt.Sprintf("nobody in %s decides any more who has access to: %s", in, items)
	case diff.Lasting:
		return w.lasting(n, in)
	}
	line := choose("now ", "no longer ") + strings.ReplaceAll(string(n.Kind), "_", " ")
	if n.Org != "" {
		line += " in " + in
	}
	return line + ": " + items
}

// lasting returns a note about the end of credentials in English.
func (w words) lasting(n diff.Note, in string) string {
	item := n.Items[0]
	what := w.name(item.String())
	if item.Token != "" {
		what = "token " + w.name(item.Token) + " of " + what
	}
	was := "at " + w.name(n.Old)
	if n.Old == diff.Never {
		was = n.Old
	}
	switch {
	case n.Old == "":
		return fmt.Sprintf("%s in %s is new, and never ends", what, in)
	case n.New == diff.Never:
		return fmt.Sprintf("%s in %s does not end any more; it ended %s", what, in, was)
	case n.Change == diff.Gained:
		return fmt.Sprintf("%s in %s ends later: at %s instead of %s", what, in, w.name(n.New), was)
	}
	return fmt.Sprintf("%s in %s ends sooner: at %s instead of %s", what, in, w.name(n.New), was)
}
