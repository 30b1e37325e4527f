package diffrun

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/engine/diff"
	"github.com/rolecall/rolecall/engine/explain"
)

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
		return fmt.Sprintf("because Grafana %s %s", version(other), unchecked(g))
	case diff.Subject, diff.Resource:
		return fmt.Sprintf("because only %s has: %s", of.name, cmp.Or(what, w.name(g.Cause.Problem.String())))
	case diff.Setting:
		return "because of the setting: " + what
	case diff.Rule:
		switch {
		case what == "":
			return fmt.Sprintf("because Grafana %s asks for other permissions", version(other))
		case oneAction(g):
			return "because of Grafana's rules: " + what
		}
		return "because of Grafana's rules, for example: " + what
	}
	return fmt.Sprintf("because only %s has: %s", of.name, what)
}

// unchecked tells what Grafana does not have, so that it allows the requests of a group to nobody.
func unchecked(g diff.Group) string {
	this := "these actions"
	if oneAction(g) {
		this = "this action"
	}
	switch g.Cause.Problem.Kind {
	case explain.Undeclared:
		if all := g.Total().Resources(); len(all) == 1 {
			return "does not have the role"
		}
		return "does not have the roles"
	case explain.UnknownAction, explain.NoRule:
		return "does not have " + this
	case explain.UnknownResourceType, explain.NoSuchType, explain.NoID:
		return "does not have such resources"
	}
	return "does not check " + this + " there"
}

// oneAction reports whether all requests of a group have the same action.
func oneAction(g diff.Group) bool {
	return !slices.ContainsFunc(g.Parts, func(p diff.Part) bool {
		return len(p.Actions) > 1 ||
			p.Actions[0] != g.Parts[0].Actions[0]
	})
}

func version(s *side) string {
	if w := s.view.World(); w != nil {
		return string(w.Grafana.Version)
	}
	return "there"
}

// fact returns a step in words, with its holder.
func fact(s explain.Step) string {
	place := ""
	if s.File != "" {
		place = fmt.Sprintf(" (%s:%d)", s.File, s.Line)
	}
	if s.Kind == explain.Entry && s.Action == "" {
		return fmt.Sprintf("the list of %s, in which %s has %q%s", s.Place, s.Holder, s.Level, place)
	}
	if s.Kind == explain.Entry {
		return fmt.Sprintf("%s has %q at %s%s", s.Holder, s.Level, s.Place, place)
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
