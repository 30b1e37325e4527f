package suite

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"regexp"
	"slices"

	"github.com/gobwas/glob"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/internal/nearest"
	"github.com/rolecall/rolecall/internal/printable"
)

// A Selection is a part of a suite. The zero Selection is all of it.
type Selection struct {
	name                      *regexp.Regexp
	subject, action, resource *glob.Pattern
	globs                     []writtenGlob
}

// A writtenGlob is a glob as it was written, and what it is for.
type writtenGlob struct {
	what, text string
	pattern    *glob.Pattern
}

// NewSelection returns a selection of the tests and invariants whose names match a regular
// expression, and of their subjects, actions and resources that match globs. The globs are
// for text as on a command line: "user:eve", "dashboards:write", "folder:production". A
// request without a resource is matched as "org". An empty text selects everything.
//
// With a glob for subjects, invariants are about these subjects alone, and at_least and
// at_most, which count all subjects, are left out.
func NewSelection(name, subject, action, resource string) (Selection, error) {
	var s Selection
	if name != "" {
		var err error
		if s.name, err = regexp.Compile(name); err != nil {
			return Selection{}, fmt.Errorf("name %q is not a regular expression: %w", name, err)
		}
	}
	for _, part := range []struct {
		what, text string
		into       **glob.Pattern
	}{{"subject", subject, &s.subject}, {"action", action, &s.action}, {"resource", resource, &s.resource}} {
		if part.text == "" {
			continue
		}
		pattern, err := glob.Compile(part.text)
		if err != nil {
			return Selection{}, fmt.Errorf("%s %q is not a glob: %w", part.what, part.text, err)
		}
		*part.into = pattern
		s.globs = append(s.globs, writtenGlob{part.what, part.text, pattern})
	}
	return s, nil
}

// ByCell reports whether the selection may select single cells of a test.
func (s Selection) ByCell() bool {
	return s.subject != nil || s.action != nil || s.resource != nil
}

// Check returns an error for a glob that matches nothing: no subject, action or resource of
// the suite, and none that the View knows. A name in it may be misspelt, and an invariant
// about everybody would hold without its subject.
func (s Selection) Check(all *Suite, view *engine.View) error {
	for _, g := range s.globs {
		known := knownWords(view, g.what)
		for r := range all.requests() {
			known = append(known, map[string]string{
				"subject": word(r.Subject.Type, r.Subject.ID), "action": r.Action, "resource": resourceWord(r),
			}[g.what])
		}
		if slices.ContainsFunc(known, g.pattern.Match) {
			continue
		}
		text := fmt.Sprintf("no %s matches %q", g.what, g.text)
		if meant := nearest.Name(g.text, slices.Values(known)); meant != "" {
			text += "; did you mean " + printable.Name(meant) + "?"
		}
		return errors.New(text)
	}
	return nil
}

// requests iterates over the requests of all cells and invariants.
func (all *Suite) requests() iter.Seq[engine.Request] {
	return func(yield func(engine.Request) bool) {
		for _, t := range all.Tests {
			for _, c := range t.Cells {
				if !yield(c.Request) {
					return
				}
			}
		}
		for _, inv := range all.Invariants {
			for _, q := range inv.Questions {
				for _, r := range q.Requests {
					if !yield(r) {
						return
					}
				}
			}
		}
	}
}

// knownWords returns the subjects, actions or resources that a View knows, as on a command
// line. A type of resource is a word too.
func knownWords(view *engine.View, what string) []string {
	if what == "action" {
		return view.Actions("")
	}
	subjects, resources := view.Types()
	types, known := resources, slices.Clone(resources)
	if what == "subject" {
		types, known = subjects, []string{"anonymous"}
	}
	for _, typ := range types {
		for _, name := range view.Names(typ, "") {
			known = append(known, word(typ, name))
		}
	}
	return known
}

// Of returns the selected part of a suite, in the same order. Tests and invariants without
// a selected request are left out.
func (s Selection) Of(all *Suite) *Suite {
	part := &Suite{}
	for _, t := range all.Tests {
		if !s.named(t.Name) {
			continue
		}
		if t = s.test(t); len(t.Cells) > 0 || !s.ByCell() {
			part.Tests = append(part.Tests, t)
		}
	}
	for _, inv := range all.Invariants {
		if !s.named(inv.Name) {
			continue
		}
		if inv = s.invariant(inv); inv != nil {
			part.Invariants = append(part.Invariants, inv)
		}
	}
	return part
}

func (s Selection) named(name string) bool {
	return s.name == nil || s.name.MatchString(name)
}

// test returns the selected part of a test.
func (s Selection) test(t *Test) *Test {
	if !s.ByCell() {
		return t
	}
	part := *t
	part.partial = true
	part.Cells = nil
	for _, c := range t.Cells {
		if matches(s.subject, word(c.Request.Subject.Type, c.Request.Subject.ID)) && s.request(c.Request) {
			part.Cells = append(part.Cells, c)
		}
	}
	return &part
}

// invariant returns the selected part of an invariant, nil if it is empty.
func (s Selection) invariant(inv *Invariant) *Invariant {
	if !s.ByCell() {
		return inv
	}
	part := *inv
	part.partial = true
	part.Questions = nil
	for _, q := range inv.Questions {
		selected := q
		selected.Requests = nil
		for _, r := range q.Requests {
			if s.request(r) {
				selected.Requests = append(selected.Requests, r)
			}
		}
		if len(selected.Requests) > 0 {
			part.Questions = append(part.Questions, selected)
		}
	}
	if s.subject != nil {
		part.AtLeast, part.AtMost, part.about = nil, nil, s.subject
		if part.only == nil && !inv.neverAny(s.subject) {
			return nil
		}
	}
	if len(part.Questions) == 0 {
		return nil
	}
	return &part
}

// neverAny reports whether a glob matches a subject of the list never.
func (inv *Invariant) neverAny(subject *glob.Pattern) bool {
	for _, subjects := range inv.never {
		for _, s := range subjects {
			if subject.Match(word(s.Type, s.ID)) {
				return true
			}
		}
	}
	return false
}

// request reports whether the action and the resource of a request are selected.
func (s Selection) request(r engine.Request) bool {
	return matches(s.action, r.Action) && matches(s.resource, resourceWord(r))
}

// resourceWord returns the resource of a request as on a command line.
func resourceWord(r engine.Request) string {
	return cmp.Or(word(r.Resource.Type, r.Resource.ID), "org")
}

// word returns a subject or resource as on a command line.
func word(typ, id string) string {
	if id == "" {
		return typ
	}
	return typ + ":" + id
}

func matches(pattern *glob.Pattern, text string) bool {
	return pattern == nil || pattern.Match(text)
}
