package diffrun

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/diff"
)

// A filter has globs that requests must match; an empty one matches all.
type filter struct{ subject, action, resource, org string }

// of returns the part of a diff that the filter matches.
func (f filter) of(d diff.Diff) diff.Diff {
	if f == (filter{}) {
		return d
	}
	return d.Filter(diff.Filter{
		Org:      func(org string) bool { return matches(f.org, org) },
		Subject:  func(s engine.Subject) bool { return matches(f.subject, s.String()) },
		Action:   func(action string) bool { return matches(f.action, action) },
		Resource: func(r engine.Resource) bool { return matches(f.resource, r.String()) },
	})
}

// matches reports whether a glob matches a word: * stands for any text.
func matches(glob, word string) bool {
	if glob == "" {
		return true
	}
	parts := strings.Split(glob, "*")
	word, ok := strings.CutPrefix(word, parts[0])
	if !ok || len(parts) == 1 {
		return ok && word == ""
	}
	last := parts[len(parts)-1]
	for _, part := range parts[1 : len(parts)-1] {
		i := strings.Index(word, part)
		if i < 0 {
			return false
		}
		word = word[i+len(part):]
	}
	return strings.HasSuffix(word, last)
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
			return nil, fmt.Errorf("--fail-on %q begins with neither gain, loss nor change; write it as in %q", text, exampleBudget)
		}
		fields := map[string]*string{"subject": &b.filter.subject, "action": &b.filter.action, "resource": &b.filter.resource, "org": &b.filter.org}
		for _, word := range words[1:] {
			name, glob, ok := strings.Cut(word, "=")
			field := fields[name]
			if !ok || field == nil || glob == "" {
				return nil, fmt.Errorf("--fail-on %q has the word %q, which is not subject=GLOB, action=GLOB, resource=GLOB or org=GLOB", text, word)
			}
			*field = glob
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
	return slices.DeleteFunc(slices.Clone(b.by.Groups), func(g diff.Group) bool { return b.change != "" && g.Change != b.change })
}
