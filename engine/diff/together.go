package diff

import (
	"cmp"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/engine/authzen"
)

// Together returns the diff with groups made one that have a key in common, directly or by others between them.
// Groups of different directions stay apart, and so does a group without keys. The cause of a group that is made so
// is that of the first, with the steps of all that are Denying as it is.
func (d Diff) Together(keys func(Group) []string) Diff {
	type key struct {
		change Direction
		text   string
	}
	into := make([]int, len(d.Groups)) // the group that a group becomes a part of; itself for none
	root := func(n int) int {
		for into[n] != n {
			n = into[n]
		}
		return n
	}
	first := map[key]int{}
	for n, g := range d.Groups {
		into[n] = n
		for _, text := range keys(g) {
			k := key{g.Change, text}
			other, known := first[k]
			if !known {
				first[k] = n
			} else if a, b := root(other), root(n); a != b {
				into[max(a, b)] = min(a, b)
			}
		}
	}
	members := map[int][]Group{}
	for n, g := range d.Groups {
		members[root(n)] = append(members[root(n)], g)
	}
	all := d.Groups
	d.Groups = nil
	for n := range all {
		if len(members[n]) > 0 {
			d.Groups = append(d.Groups, union(members[n]))
		}
	}
	slices.SortStableFunc(d.Groups, func(a, b Group) int {
		return cmp.Or(cmp.Compare(a.Change, b.Change), -cmp.Compare(a.Weight, b.Weight), -cmp.Compare(a.Count, b.Count))
	})
	return d
}

// union returns one group of several.
func union(groups []Group) Group {
	if len(groups) == 1 {
		return groups[0]
	}
	all := groups[0]
	at := all.Example.Time
	all.Cause.Steps, all.Parts, all.Count = nil, nil, 0
	said := map[string]bool{}
	for _, g := range groups {
		for _, step := range g.Cause.Steps {
			if g.Cause.Denying != all.Cause.Denying {
				break
			}
			if text := step.String(); !said[text] {
				said[text] = true
				all.Cause.Steps = append(all.Cause.Steps, step)
			}
		}
		all.Parts = append(all.Parts, g.Parts...)
		all.Count += g.Count
		all.Weight = max(all.Weight, g.Weight)
	}
	all.Parts = joined(all.Parts)
	for r := range all.All() {
		all.Example = r
		all.Example.Time = at
		break
	}
	return all
}

// joined makes parts one that differ in their actions, their resources or their subjects alone.
func joined(parts []Part) []Part {
	lists := make([]list, len(parts))
	for i, p := range parts {
		lists[i] = list{p, p.Subjects(), p.Resources()}
	}
	for before := -1; before != len(lists); {
		before = len(lists)
		for _, but := range []dimension{actions, things, askers} {
			lists = joinedBut(lists, but)
		}
	}
	made := make([]Part, len(lists))
	for i, l := range lists {
		made[i] = l.part()
	}
	return made
}

// A list is a part with its subjects and resources in lists.
type list struct {
	Part
	subjects  []authzen.Subject
	resources []authzen.Resource
}

// A dimension is one of those of the requests of a part.
type dimension int

const (
	actions dimension = iota
	things
	askers
)

// joinedBut makes parts one that are the same but for one dimension.
func joinedBut(parts []list, but dimension) []list {
	var kept []list
	at := map[string]int{}
	for _, p := range parts {
		key := p.key(but)
		n, known := at[key]
		if !known {
			at[key] = len(kept)
			kept = append(kept, p)
			continue
		}
		to := &kept[n]
		switch but {
		case actions:
			to.Actions = slices.Concat(to.Actions, p.Actions)
			slices.Sort(to.Actions)
			to.Actions = slices.Compact(to.Actions)
		case things:
			to.resources = slices.Concat(to.resources, p.resources)
			slices.SortFunc(to.resources, CompareResources)
			to.resources = slices.Compact(to.resources)
		case askers:
			to.subjects = slices.Concat(to.subjects, p.subjects)
			slices.SortFunc(to.subjects, CompareSubjects)
			to.subjects = slices.CompactFunc(to.subjects, func(a, b authzen.Subject) bool { return CompareSubjects(a, b) == 0 })
		}
	}
	return kept
}

// key returns a text that parts have in common that are the same but for a dimension.
func (l list) key(but dimension) string {
	var b strings.Builder
	b.WriteString(l.Org)
	if l.Creators {
		b.WriteString("\x01")
	}
	if but != actions {
		b.WriteString("\x02" + strings.Join(l.Actions, "\x00"))
	}
	if but != things {
		for _, r := range l.resources {
			b.WriteString("\x03" + strings.Join([]string{r.Type, r.ID, r.Dashboard, r.Folder, r.CreatedBy}, "\x00"))
		}
	}
	if but != askers {
		for _, s := range l.subjects {
			b.WriteString("\x04" + subjectKey(s))
		}
	}
	return b.String()
}

// part returns the list as a part.
func (l list) part() Part {
	made := l.Part
	all := make([]Subjects, len(l.subjects))
	for i, s := range l.subjects {
		all[i] = Subjects{Subject: s}
	}
	made.setSubjects(all)
	made.resources = [][]authzen.Resource{l.resources}
	return made
}
