package output

import (
	"slices"
	"strings"

	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/internal/printable"
	"github.com/rolecall/rolecall/schema"
)

// Sources maps the files of a configuration to their paths from the working directory. It
// is empty for a bundle, which does not have the files.
type Sources map[string]string

// SourcesOf returns the paths of the files of a configuration by name, also by the name that
// is safe to print. Path returns the path of a file from the working directory. The world is
// nil for a bundle.
func SourcesOf(w *schema.World, path func(string) string) Sources {
	if w == nil {
		return nil
	}
	s := make(Sources, 2*len(w.Files))
	for name := range w.Files {
		s[name], s[printable.Name(name)] = path(name), path(name)
	}
	return s
}

// Reasons returns the reasons of a decision with paths from the working directory. The
// source of a grant ends its reason, in parentheses.
func (s Sources) Reasons(reasons []string) []string {
	out := make([]string, len(reasons))
	for i, reason := range reasons {
		out[i] = s.reason(reason)
	}
	return out
}

func (s Sources) reason(text string) string {
	rest, ok := strings.CutSuffix(text, ")")
	end := strings.LastIndexByte(rest, ':')
	if !ok || end < 0 {
		return text
	}
	for start := end; ; { // a name may have parentheses of its own
		if start = strings.LastIndex(rest[:start], " ("); start < 0 {
			return text
		}
		if path, known := s[rest[start+2:end]]; known {
			return rest[:start+2] + printable.Name(path) + text[end:]
		}
	}
}

// Steps returns steps with paths from the working directory.
func (s Sources) Steps(steps []explain.Step) []explain.Step {
	steps = slices.Clone(steps)
	for i := range steps {
		s.locate(&steps[i].Source)
	}
	return steps
}

// Explanation returns an explanation with paths from the working directory.
func (s Sources) Explanation(e explain.Explanation) explain.Explanation {
	if len(s) == 0 {
		return e
	}
	e.Ways = slices.Clone(e.Ways)
	for i := range e.Ways {
		needs := slices.Clone(e.Ways[i].Needs)
		e.Ways[i].Needs = needs
		for j := range needs {
			derivations := slices.Clone(needs[j].Derivations)
			needs[j].Derivations = derivations
			for k := range derivations {
				derivations[k].Steps = s.Steps(derivations[k].Steps)
			}
		}
	}
	e.Repairs = slices.Clone(e.Repairs)
	for i := range e.Repairs {
		edits := slices.Clone(e.Repairs[i].Edits)
		e.Repairs[i].Edits = edits
		for j := range edits {
			s.locate(&edits[j].Source)
		}
	}
	return e
}

func (s Sources) locate(source *explain.Source) {
	if path, known := s[source.File]; known {
		source.File = path
	}
}
