package diffrun

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/diff"
	"github.com/rolecall/rolecall/internal/printable"
)

// Words writes about a diff in English. Name returns how a name, or a text with names in it, is
// written in a format.
type words struct{ name func(string) string }

// inText writes names for a terminal.
var inText = words{printable.Line}

// sentence tells what breaks a budget.
func (b broken) sentence() string {
	first, n := b.first()
	return printable.Line(fmt.Sprintf("--fail-on %q matches %s: %s", b.text, output.Count(n, "request", "requests"),
		asked(first)))
}

// asked is a request without the time of the comparison.
func asked(r engine.Request) string {
	r.Time = engine.Request{}.Time
	return r.String()
}

// summary counts the changes.
func (r *run) summary() string {
	if r.diff.Same() {
		if n := len(r.gaps); n > 0 {
			return fmt.Sprintf("The access is the same, as far as it was read: %s not.",
				output.Count(n, "part was", "parts were"))
		}
		return "The access is the same."
	}
	var groups [2]int
	for _, g := range r.diff.Groups {
		if g.Change == diff.Gained {
			groups[0]++
		} else {
			groups[1]++
		}
	}
	return fmt.Sprintf("%s gained in %s, %s lost in %s.",
		output.Count(r.diff.Gained, "request", "requests"), output.Count(groups[0], "group", "groups"),
		output.Count(r.diff.Lost, "request", "requests"), output.Count(groups[1], "group", "groups"))
}

// listed returns names in one line, the first ones by name.
func (w words) listed(names []string, most int) string { return output.Listed(names, most, w.name) }

// all returns all names in one line.
func (w words) all(names []string) string { return w.listed(names, len(names)) }

func verb(change diff.Direction, one bool) string {
	word := "gain"
	if change == diff.Lost {
		word = "lose"
	}
	if one {
		word += "s"
	}
	return word
}

// access tells which actions on which resources a part has.
func (w words) access(p diff.Part, maxActions int) string {
	text := w.listed(p.Actions, maxActions)
	if on := w.things(p.Resources()); on != "" {
		text += " on " + on
	}
	if p.Creators {
		text += ", if they created it"
	}
	return text
}

// people returns subjects in words, and reports whether it is one. Subjects with a token or in a
// session are named only where nobody else is.
func (w words) people(all []engine.Subject) (text string, one bool) {
	plain := slices.DeleteFunc(slices.Clone(all),
		func(s engine.Subject) bool { return s.Token != "" || len(s.Groups) > 0 })
	if len(plain) > 0 {
		names := make([]string, len(plain))
		for i, s := range plain {
			names[i] = s.String()
		}
		return w.manyOf(names, plain[0].Type, plain[len(plain)-1].Type), len(plain) == 1
	}
	var names []string
	groups := map[string]bool{}
	for _, s := range all {
		name := s.String()
		if s.Token != "" {
			name += " with the token " + s.Token
		}
		for _, group := range s.Groups {
			groups[group] = true
		}
		names = append(names, name)
	}
	names = slices.Compact(names)
	text = w.manyOf(names, all[0].Type, all[len(all)-1].Type)
	if len(groups) > 0 {
		named := slices.Sorted(maps.Keys(groups))
		for i, group := range named {
			named[i] = strconv.Quote(group)
		}
		text += " in a session with " + w.listed(named, 3)
	}
	return text, len(names) == 1
}

// manyOf names up to three things, and counts more of them. The types are those of the first and of
// the last.
func (w words) manyOf(names []string, first, last string) string {
	const most = 3
	if len(names) <= most {
		return w.all(names)
	}
	kind := "subjects"
	if first == last {
		kind = strings.ReplaceAll(first, "_", " ") + "s"
	}
	return fmt.Sprintf("%d %s (%s, …)", len(names), kind, w.all(names[:most]))
}

// A relation is how resources of a type are told: by their own names, or by those of the folders or
// dashboards that they belong to.
type relation struct {
	typ string
	// link stands between the type and the names, such as "in"; empty for resources with names.
	link string
	// any reports that the resources are all new ones.
	any bool
}

// relationOf returns how a resource is told, and the name for it.
func relationOf(r engine.Resource) (of relation, name string) {
	of.typ = r.Type
	switch {
	case r.ID == "*" && r.Folder != "":
		of.link, of.any, name = "in", true, "folder:"+r.Folder
	case r.ID != "" || r.Folder+r.Dashboard == "":
		name = r.String()
	case r.Dashboard == "*":
		of.link, name = "of any new dashboard in", "folder:"+r.Folder
	case r.Dashboard != "":
		of.link, name = "of", "dashboard:"+r.Dashboard
	default:
		of.link, name = "in", "folder:"+r.Folder
	}
	return of, name
}

// things returns resources in words, empty for what is asked without one. Those with names come first,
// so that others can be told by them: "folder:sandbox and the alerts in it".
func (w words) things(all []engine.Resource) string {
	names := map[relation][]string{}
	var order []relation
	for _, r := range all {
		if r.Type == "" {
			continue
		}
		of, name := relationOf(r)
		if names[of] == nil {
			order = append(order, of)
		}
		names[of] = append(names[of], name)
	}
	slices.SortStableFunc(order, func(a, b relation) int { return min(len(a.link), 1) - min(len(b.link), 1) })
	var texts []string
	for _, of := range order {
		typ, _, _ := strings.Cut(names[of][0], ":")
		text := w.manyOf(names[of], typ, typ)
		if of.link != "" {
			text = w.linked(of, text, names[of], names[relation{typ: typ}])
		}
		texts = append(texts, text)
	}
	if last := len(texts) - 1; last > 0 {
		return strings.Join(texts[:last], ", ") + " and " + texts[last]
	}
	return strings.Join(texts, "")
}

// linked returns resources that belong to others in words: by the names of these, unless just these have been
// named.
func (w words) linked(of relation, text string, to, named []string) string {
	what := strings.ReplaceAll(of.typ, "_", " ")
	switch {
	case of.any:
		what = "any new " + what
	case slices.Equal(to, named):
		what = "the " + what + "s"
	default:
		what += "s"
	}
	switch {
	case !slices.Equal(to, named):
	case len(to) == 1:
		text = "it"
	default:
		text = "them"
	}
	return what + " " + of.link + " " + text
}
