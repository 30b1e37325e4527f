package diffrun

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/diff"
	"github.com/rolecall/rolecall/engine/explain"
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
	return printable.Line(fmt.Sprintf("--fail-on %q matches %s: %s", b.text, output.Count(n, "request", "requests"), asked(first)))
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

// notes returns a line for each note, and those about what is new and gone.
func (r *run) notes(w words) []string {
	var lines []string
	for _, n := range r.diff.Notes {
		lines = append(lines, w.note(n))
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

func (w words) note(n diff.Note) string {
	items, org, gained := w.listed(itemNames(n.Items), maxItems), w.name(n.Org), n.Change == diff.Gained
	choose := func(gain, loss string) string {
		if gained {
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
		return fmt.Sprintf("visitors who are not signed in %s access in org %s", choose("gain", "lose"), org)
	case diff.Outside:
		return fmt.Sprintf("outside of org %s, and %s access in it: %s", org, choose("gain", "lose"), items)
	case diff.GivesAway:
		return fmt.Sprintf("%s to decide what others can do in org %s: %s", choose("gain access", "lose access"), org, items)
	case diff.Unadministered:
		return fmt.Sprintf("nobody in org %s decides any more who has access to: %s", org, items)
	}
	return fmt.Sprintf("%s %s in org %s: %s", choose("now", "no longer"), strings.ReplaceAll(string(n.Kind), "_", " "), org, items)
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
	plain := slices.DeleteFunc(slices.Clone(all), func(s engine.Subject) bool { return s.Token != "" || len(s.Groups) > 0 })
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

// things returns resources in words, empty for what is asked without one.
func (w words) things(all []engine.Resource) string {
	byType := map[string][]string{}
	var types []string
	for _, r := range all {
		if r.Type == "" {
			continue
		}
		key := r.Type
		if byType[key] == nil {
			types = append(types, key)
		}
		byType[key] = append(byType[key], thing(r))
	}
	var words []string
	for _, typ := range types {
		words = append(words, w.manyOf(byType[typ], typ, typ))
	}
	if len(words) > 1 {
		last := len(words) - 1
		return strings.Join(words[:last], ", ") + " and " + words[last]
	}
	return strings.Join(words, "")
}

// thing returns a resource in words.
func thing(r engine.Resource) string {
	text := r.String()
	if r.ID == "*" && r.Folder != "" {
		text = "any new " + r.Type
	}
	switch {
	case r.Folder != "":
		text += " in folder:" + r.Folder
	case r.Dashboard == "*":
		text += " of a new dashboard"
	case r.Dashboard != "":
		text += " of dashboard:" + r.Dashboard
	}
	return text
}

// cause returns a sentence about the cause of a group.
func (r *run) cause(w words, g diff.Group) string {
	here, other := &r.new, &r.old
	if g.Change == diff.Lost {
		here, other = other, here
	}
	of := here
	if g.Cause.Denying {
		of = other
	}
	var facts []string
	lines := map[explain.Source]bool{}
	for _, s := range of.steps(g.Cause.Steps) {
		if s.File != "" && lines[s.Source] {
			continue
		}
		lines[s.Source] = true
		text := fact(s)
		if s.Kind == explain.InFolder {
			text = g.Example.Resource.String() + ": " + text
		}
		if !slices.Contains(facts, text) {
			facts = append(facts, text)
		}
	}
	what := w.listed(facts, 3)
	switch g.Cause.Kind {
	case diff.Action:
		if g.Cause.Problem.Kind == explain.Undeclared {
			return fmt.Sprintf("because Grafana %s does not have the role", version(other))
		}
		return fmt.Sprintf("because Grafana %s does not check this: %s", version(other), w.name(g.Cause.Problem.String()))
	case diff.Subject, diff.Resource:
		return fmt.Sprintf("because only %s has: %s", of.name, cmp.Or(what, w.name(g.Cause.Problem.String())))
	case diff.Setting:
		return "because of the setting: " + what
	case diff.Rule:
		return "because of Grafana's rules: " + cmp.Or(what, "it asks for something else")
	}
	return fmt.Sprintf("because only %s has: %s", of.name, what)
}

func version(s *side) string {
	if w := s.view.World(); w != nil {
		return string(w.Grafana.Version)
	}
	return "there"
}

// fact returns a step in words, with its holder.
func fact(s explain.Step) string {
	if s.Kind == explain.Entry && s.Action == "" {
		text := fmt.Sprintf("the list of %s, in which %s has %q", s.Place, s.Holder, s.Level)
		if s.File != "" {
			text += fmt.Sprintf(" (%s:%d)", s.File, s.Line)
		}
		return text
	}
	if s.Kind == explain.RolePermission {
		return "role " + s.Role + ": " + s.String()
	}
	if s.Holder != "" && s.Action != "" {
		return s.Holder + " has " + s.String()
	}
	if s.Subject != "" && s.Kind != explain.Declared {
		return s.Subject + ": " + s.String()
	}
	return s.String()
}

// reason returns why a request is decided as it is: the first grant that meets each need, or what is
// missing. Needs that are met on the other side, too, are left out.
func reason(e, other explain.Explanation) string {
	if e.Problem.Kind != "" {
		return e.Problem.String()
	}
	met := map[string]bool{}
	for _, way := range other.Ways {
		for _, need := range way.Needs {
			met[need.Action] = met[need.Action] || !other.Allowed && len(need.Derivations) > 0
		}
	}
	var words, all [][]string
	for _, way := range e.Ways {
		for _, need := range way.Needs {
			var steps []string
			switch {
			case !e.Allowed && len(need.Derivations) == 0:
				steps = []string{fmt.Sprintf("lacks %s at %s", need.Action, strings.Join(need.Places, ", "))}
			case e.Allowed && len(need.Derivations) > 0:
				for _, s := range need.Derivations[0].Steps {
					steps = append(steps, s.String())
				}
			default:
				continue
			}
			if all = append(all, steps); !met[need.Action] {
				words = append(words, steps)
			}
		}
		if e.Allowed {
			break
		}
	}
	if len(words) == 0 {
		words = all
	}
	return eachOnce(words)
}

// eachOnce returns lists of steps as text, each step once.
func eachOnce(lists [][]string) string {
	said := map[string]bool{}
	var texts []string
	for _, steps := range lists {
		var left []string
		for _, text := range steps {
			if !said[text] {
				said[text] = true
				left = append(left, text)
			}
		}
		if len(left) > 0 {
			texts = append(texts, strings.Join(left, ", "))
		}
	}
	return strings.Join(texts, "; ")
}
