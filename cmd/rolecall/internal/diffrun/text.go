package diffrun

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/diff"
	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/internal/printable"
)

func (r *run) writeText(ctx context.Context, failed []broken) error {
	out := bufio.NewWriter(r.Out)
	fmt.Fprintln(out, r.summary())
	for _, line := range r.notes() {
		fmt.Fprintln(out, "  "+line)
	}
	for _, g := range r.diff.Groups {
		if err := ctx.Err(); err != nil {
			return err
		}
		fmt.Fprintln(out)
		if err := r.writeGroup(ctx, out, g); err != nil {
			return err
		}
	}
	if r.details {
		fmt.Fprintln(out)
		for change, asked := range r.diff.All() {
			if err := ctx.Err(); err != nil {
				return err
			}
			fmt.Fprintln(out, r.paint(change, sign(change))+" "+printable.Line(asked.String()))
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	for _, b := range failed {
		fmt.Fprintln(r.Err, b.sentence())
	}
	return nil
}

// sentence tells what breaks a budget.
func (b broken) sentence() string {
	first, n := b.first()
	return printable.Line(fmt.Sprintf("--fail-on %q matches %s: %s", b.text, counted(n, "request", "requests"), asked(first)))
}

// asked is a request without the time of the comparison.
func asked(r engine.Request) string {
	r.Time = engine.Request{}.Time
	return r.String()
}

func sign(d diff.Direction) string {
	if d == diff.Gained {
		return "+"
	}
	return "-"
}

func (r *run) paint(d diff.Direction, text string) string {
	if d == diff.Gained {
		return output.Paint(r.Out, output.Green, text)
	}
	return output.Paint(r.Out, output.Red, text)
}

// summary counts the changes.
func (r *run) summary() string {
	if r.diff.Same() {
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
		counted(r.diff.Gained, "request", "requests"), counted(groups[0], "group", "groups"),
		counted(r.diff.Lost, "request", "requests"), counted(groups[1], "group", "groups"))
}

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// notes returns a line for each note, and those about what is new and gone.
func (r *run) notes() []string {
	var lines []string
	for _, n := range r.diff.Notes {
		lines = append(lines, printable.Line(noteInEnglish(n)))
	}
	for _, d := range []struct {
		word string
		diff.Declared
	}{{"new", r.diff.New}, {"gone", r.diff.Gone}} {
		if items := slices.Concat(d.Subjects, d.Resources); len(items) > 0 {
			lines = append(lines, printable.Line(d.word+": "+listed(itemNames(items), maxItems)))
		}
	}
	return lines
}

// maxItems is how many names a line has.
const maxItems = 8

func itemNames(items []diff.Item) []string {
	names := make([]string, len(items))
	for i, item := range items {
		names[i] = item.String()
	}
	return names
}

func noteInEnglish(n diff.Note) string {
	items, gained := listed(itemNames(n.Items), maxItems), n.Change == diff.Gained
	choose := func(gain, loss string) string {
		if gained {
			return gain
		}
		return loss
	}
	switch n.Kind {
	case diff.Release:
		return fmt.Sprintf("the release of Grafana is %s instead of %s", n.New, n.Old)
	case diff.Edition:
		return fmt.Sprintf("the edition of Grafana is %s instead of %s", n.New, n.Old)
	case diff.Anonymous:
		return fmt.Sprintf("visitors who are not signed in %s access in org %s", choose("gain", "lose"), n.Org)
	case diff.Outside:
		return fmt.Sprintf("outside of org %s, and %s access in it: %s", n.Org, choose("gain", "lose"), items)
	case diff.GivesAway:
		return fmt.Sprintf("%s to decide what others can do in org %s: %s", choose("gain access", "lose access"), n.Org, items)
	case diff.Unadministered:
		return fmt.Sprintf("nobody in org %s decides any more who has access to: %s", n.Org, items)
	}
	return fmt.Sprintf("%s %s in org %s: %s", choose("now", "no longer"), strings.ReplaceAll(string(n.Kind), "_", " "), n.Org, items)
}

// listed returns names in one line, the first ones by name.
func listed(names []string, most int) string {
	if more := len(names) - most; more > 0 {
		names = append(slices.Clone(names[:most]), fmt.Sprintf("%d more", more))
	}
	return strings.Join(names, ", ")
}

// writeGroup writes the parts of a group, its cause, and its example on both sides.
func (r *run) writeGroup(ctx context.Context, out io.Writer, g diff.Group) error {
	line := func(text string) { fmt.Fprintln(out, printable.Line(text)) }
	before := ""
	for i, p := range g.Parts {
		if i == maxParts {
			line("    and in " + counted(len(g.Parts)-i, "smaller part", "smaller parts"))
			break
		}
		who, one := people(p.Subjects())
		if who != before {
			mark := "   "
			if before == "" {
				mark = r.paint(g.Change, sign(g.Change)) + " in org " + printable.Name(g.Org) + ","
			}
			fmt.Fprint(out, mark+" ")
			line(who + " " + verb(g.Change, one) + ":")
			before = who
		}
		line("    " + accessInEnglish(p))
	}
	for _, text := range r.cause(g) {
		line("  " + text)
	}
	was, is, err := r.diff.Explain(ctx, g)
	if err != nil {
		return err
	}
	line("  for example " + asked(g.Example))
	line("    before: " + reason(r.old.Sources.Explanation(was), is))
	line("    now: " + reason(r.new.Sources.Explanation(is), was))
	return nil
}

// maxParts is how many parts of a group are written.
const maxParts = 5

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

// maxActions is how many actions a line has.
const maxActions = 5

// accessInEnglish tells which actions on which resources a part has.
func accessInEnglish(p diff.Part) string {
	text := listed(p.Actions, maxActions)
	if on := things(p.Resources()); on != "" {
		text += " on " + on
	}
	if p.Creators {
		text += ", if they created it"
	}
	return text
}

// people returns subjects in words, and reports whether it is one. Subjects with a token or in a
// session are named only where nobody else is.
func people(all []engine.Subject) (text string, one bool) {
	plain := slices.DeleteFunc(slices.Clone(all), func(s engine.Subject) bool { return s.Token != "" || len(s.Groups) > 0 })
	if len(plain) > 0 {
		names := make([]string, len(plain))
		for i, s := range plain {
			names[i] = s.String()
		}
		return manyOf(names, plain[0].Type, plain[len(plain)-1].Type), len(plain) == 1
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
	text = manyOf(names, all[0].Type, all[len(all)-1].Type)
	if len(groups) > 0 {
		var named []string
		for group := range groups {
			named = append(named, group)
		}
		slices.Sort(named)
		text += " in a session with " + listed(named, 3)
	}
	return text, len(names) == 1
}

// manyOf names up to three things, and counts more of them. The types are those of the first and of
// the last.
func manyOf(names []string, first, last string) string {
	const most = 3
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	kind := "subjects"
	if first == last {
		kind = strings.ReplaceAll(first, "_", " ") + "s"
	}
	return fmt.Sprintf("%d %s (%s, …)", len(names), kind, strings.Join(names[:most], ", "))
}

// things returns resources in words, empty for what is asked without one.
func things(all []engine.Resource) string {
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
		words = append(words, manyOf(byType[typ], typ, typ))
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

// cause returns the lines about the cause of a group.
func (r *run) cause(g diff.Group) []string {
	here, other, side := &r.new, &r.old, "new"
	if g.Change == diff.Lost {
		here, other, side = &r.old, &r.new, "old"
	}
	var facts []string
	for _, s := range here.Sources.Steps(g.Cause.Steps) {
		facts = append(facts, fact(s))
	}
	what := listed(facts, 3)
	switch g.Cause.Kind {
	case diff.Action:
		return []string{fmt.Sprintf("because Grafana %s does not check this: %s", version(other), g.Cause.Problem)}
	case diff.Subject, diff.Resource:
		return []string{fmt.Sprintf("because only the %s configuration has: %s", side, cmp.Or(what, g.Cause.Problem.String()))}
	case diff.Setting:
		return []string{"because of the setting: " + what}
	case diff.Rule:
		return []string{"because of Grafana's rules: " + cmp.Or(what, "it asks for something else")}
	}
	return []string{fmt.Sprintf("because only the %s configuration has: %s", side, what)}
}

func version(s *side) string {
	if w := s.view.World(); w != nil {
		return string(w.Grafana.Version)
	}
	return "there"
}

// fact returns a step in words, with its holder.
func fact(s explain.Step) string {
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
	var words, all []string
	for _, way := range e.Ways {
		for _, need := range way.Needs {
			text := ""
			switch {
			case !e.Allowed && len(need.Derivations) == 0:
				text = fmt.Sprintf("lacks %s at %s", need.Action, strings.Join(need.Places, ", "))
			case e.Allowed && len(need.Derivations) > 0:
				var steps []string
				for _, s := range need.Derivations[0].Steps {
					steps = append(steps, s.String())
				}
				text = strings.Join(steps, ", ")
			default:
				continue
			}
			if all = append(all, text); !met[need.Action] {
				words = append(words, text)
			}
		}
		if e.Allowed {
			break
		}
	}
	if len(words) == 0 {
		words = all
	}
	return strings.Join(words, "; ")
}
