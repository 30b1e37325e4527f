package diffrun

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gobwas/glob"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/diff"
)

// Globs are written globs that requests must match; an empty one matches all.
type globs struct{ subject, action, resource, org string }

// filter returns the filter with the globs.
func (g globs) filter() (filter, error) {
	var f filter
	for _, part := range []struct {
		name, text string
		into       **glob.Pattern
	}{{"subject", g.subject, &f.subject}, {"action", g.action, &f.action}, {"resource", g.resource, &f.resource},
		{"org", g.org, &f.org}} {
		if part.text == "" {
			continue
		}
		pattern, err := glob.Compile(part.text)
		if err != nil {
			return filter{}, fmt.Errorf("%s %q is not a glob: %w", part.name, part.text, err)
		}
		*part.into = pattern
	}
	return f, nil
}

// A filter has the globs that requests must match. A nil one matches all.
type filter struct{ subject, action, resource, org *glob.Pattern }

// of returns the part of a diff that the filter matches.
func (f filter) of(d diff.Diff) diff.Diff {
	if f == (filter{}) {
		return d
	}
	matches := func(g *glob.Pattern, word string) bool { return g == nil || g.Match(word) }
	return d.Filter(diff.Filter{
		Org:      func(org string) bool { return matches(f.org, org) },
		Subject:  func(s engine.Subject) bool { return matches(f.subject, s.String()) },
		Action:   func(action string) bool { return matches(f.action, action) },
		Resource: func(r engine.Resource) bool { return matches(f.resource, r.String()) },
	})
}

// A budget is a rule of --fail-on.
type budget struct {
	text   string
	change diff.Direction // empty for both
	filter filter
}

type budgets []budget

func readBudgets(texts []string) (budgets, error) {
	var all budgets
	for _, text := range texts {
		b := budget{text: text}
		words := strings.Fields(text)
		if len(words) == 0 {
			return nil, fmt.Errorf("--fail-on is empty; write it as in %q", exampleBudget)
		}
		switch words[0] {
		case "gain":
			b.change = diff.Gained
		case "loss":
			b.change = diff.Lost
		case "change":
		default:
			return nil, fmt.Errorf("--fail-on %q begins with neither gain, loss nor change; write it as in %q", text,
				exampleBudget)
		}
		var written globs
		fields := map[string]*string{"subject": &written.subject, "action": &written.action, "resource": &written.resource,
			"org": &written.org}
		for _, word := range words[1:] {
			name, value, ok := strings.Cut(word, "=")
			field := fields[name]
			if !ok || field == nil || value == "" {
				return nil, fmt.Errorf("--fail-on %q has the word %q, which is not subject=GLOB, action=GLOB, resource=GLOB or org=GLOB", text, word)
			}
			*field = value
		}
		var err error
		if b.filter, err = written.filter(); err != nil {
			return nil, fmt.Errorf("--fail-on %q: %w", text, err)
		}
		all = append(all, b)
	}
	return all, nil
}

const exampleBudget = "gain action=*permissions:write subject=user:*"

// A broken budget has the part of the diff that breaks it.
type broken struct {
	budget
	by diff.Diff
}

// brokenBy returns the budgets that a diff breaks.
func (all budgets) brokenBy(d diff.Diff) []broken {
	var found []broken
	for _, b := range all {
		by := b.filter.of(d)
		if n := map[diff.Direction]int{"": by.Gained + by.Lost, diff.Gained: by.Gained, diff.Lost: by.Lost}[b.change]; n > 0 {
			found = append(found, broken{b, by})
		}
	}
	return found
}

// first returns the first request that breaks the budget, and how many there are.
func (b broken) first() (r engine.Request, count int) {
	for i, g := range b.groups() {
		if i == 0 {
			r = g.Example
		}
		count += g.Count
	}
	return r, count
}

// groups returns the groups that break the budget, at least one.
func (b broken) groups() []diff.Group {
	return slices.DeleteFunc(slices.Clone(b.by.Groups),
		func(g diff.Group) bool { return b.change != "" && g.Change != b.change })
}
