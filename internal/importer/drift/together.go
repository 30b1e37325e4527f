package drift

import (
	"reflect"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/engine/diff"
	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/schema"
)

// Together makes groups of a diff of the configuration and Grafana one that one change there may have caused. A
// team or user that is gone is gone from lists, too; a user who left an org has left its teams and lists; an
// emptied list has lost every entry; and with the toggle that lets folders be in folders, all of them move. The
// World is that of Files.
func (c *Comparison) Together(there *schema.World, d diff.Diff) diff.Diff {
	here, other := sideOf(c.here), sideOf(there)
	of := [2]map[explain.Source][]string{here.reasons(other), other.reasons(here)}
	return d.Together(func(g diff.Group) []string {
		side := 0
		if (g.Change == diff.Gained) != g.Cause.Denying {
			side = 1
		}
		var keys []string
		for _, step := range g.Cause.Steps {
			keys = append(keys, of[side][step.Source]...)
		}
		return keys
	})
}

// A reasoner finds the reasons of lines.
type reasoner struct {
	side, other side
	of          map[explain.Source][]string
}

// reasons returns the changes that may be the reason that a line of the side is not on the other one.
func (s side) reasons(other side) map[explain.Source][]string {
	r := reasoner{s, other, map[explain.Source][]string{}}
	for t := range s.world.Things {
		at := placeOf(t)
		there := other.things[at]
		if there == nil {
			r.add("thing "+at.String(), r.side.lines(at)...)
		}
		switch t := t.(type) {
		case *schema.Org:
			for _, m := range t.Members {
				r.held(at, t.Name.Value, subject(m.User.To), m.User.Range)
			}
		case *schema.Team:
			for _, u := range slices.Concat(t.Members, t.Admins) {
				r.held(at, at.org, subject(u.To), u.Range)
			}
			r.creator(at, t.CreatedBy)
		case *schema.Folder:
			r.list(at, t.Permissions, t.CreatedBy)
			r.parent(t)
		case *schema.Dashboard:
			r.list(at, t.Permissions, t.CreatedBy)
		case *schema.DataSource:
			r.list(at, t.Permissions, nil)
		case *schema.ServiceAccount:
			r.list(at, t.Permissions, t.CreatedBy)
		}
	}
	return r.of
}

func (p place) String() string { return string(p.typ) + " " + p.org + " " + p.name }

func (r reasoner) add(reason string, lines ...explain.Source) {
	for _, at := range lines {
		r.of[at] = append(r.of[at], reason)
	}
}

// held adds the reasons of the line on which a thing gives something to a holder: one of the two is gone, or the
// user has left the org.
func (r reasoner) held(at place, org, holder string, line hcl.Range) {
	if line.Filename == "" {
		return
	}
	if r.other.things[at] == nil {
		r.add("thing "+at.String(), lineOf(line))
	}
	of := holderPlace(holder, org)
	if _, declared := r.side.things[of]; !declared {
		return // a role
	}
	if r.other.things[of] == nil {
		r.add("thing "+of.String(), lineOf(line))
	}
	if of.typ == schema.UserType && r.side.isMember(org, of.name) != r.other.isMember(org, of.name) {
		r.add("member "+org+" "+of.name, lineOf(line))
	}
}

func (r reasoner) creator(at place, by *schema.Creator) {
	switch {
	case by == nil:
	case by.User != nil:
		r.held(at, at.org, subject(by.User), by.Range)
	case by.ServiceAccount != nil:
		r.held(at, at.org, subject(by.ServiceAccount), by.Range)
	}
}

// list adds the reasons of the entries of a list.
func (r reasoner) list(at place, p schema.Permissions, by *schema.Creator) {
	for _, e := range p.Entries {
		r.held(at, at.org, declaredHolder(e.Holder), e.Range)
	}
	r.creator(at, by)
	if !isEmptied(r.other.things[at]) {
		return
	}
	reason := "list " + at.String()
	for _, e := range p.Entries {
		r.add(reason, lineOf(e.Range))
	}
	if by != nil {
		r.add(reason, lineOf(by.Range))
	}
	r.add(reason, r.side.lines(at)...)
}

// isEmptied reports whether a thing has a list of permissions without any.
func isEmptied(t schema.Thing) bool {
	switch t := t.(type) {
	case *schema.Folder: // one in a folder has no list of its own that it was created with
		return len(t.Permissions.Entries) == 0 && t.CreatedBy == nil && (t.Parent != nil || !t.Permissions.Default)
	case *schema.Dashboard:
		return len(t.Permissions.Entries) == 0 && t.CreatedBy == nil && (t.Folder != nil || !t.Permissions.Default)
	case *schema.DataSource:
		return len(t.Permissions.Entries) == 0
	case *schema.ServiceAccount:
		return len(t.Permissions.Entries) == 0 && t.CreatedBy == nil
	}
	return false
}

// parentToggle returns the feature toggle that folders in folders take, if it is on in one of two servers alone;
// empty if not.
func parentToggle(a, b *schema.World) string {
	for _, f := range schema.ShapeOf(reflect.TypeFor[schema.FolderBlock]()).Attributes {
		isOn := func(w *schema.World) bool { return slices.Contains(w.Grafana.FeatureToggles, f.Toggle) }
		if f.Toggle != "" && isOn(a) != isOn(b) {
			return f.Toggle
		}
	}
	return ""
}

// parent adds the reason of the lines of a folder that is in another on one side, if the toggle for that is on
// there alone.
func (r reasoner) parent(f *schema.Folder) {
	toggle := parentToggle(r.side.world, r.other.world)
	there, _ := r.other.things[placeOf(f)].(*schema.Folder)
	if toggle == "" || there == nil || (f.Parent == nil) == (there.Parent == nil) {
		return
	}
	r.add("toggle "+toggle, r.side.lines(placeOf(f))...)
	for _, e := range f.Permissions.Entries {
		r.add("toggle "+toggle, lineOf(e.Range))
	}
}

// holderPlace returns the place of a holder in an org.
func holderPlace(holder, org string) place {
	typ, name, _ := strings.Cut(holder, ":")
	if schema.Type(typ) == schema.UserType {
		org = ""
	}
	return place{schema.Type(typ), org, name}
}

// isMember reports whether a user is in an org.
func (s side) isMember(org, login string) bool {
	o, ok := s.things[place{schema.OrgType, "", org}].(*schema.Org)
	return ok && slices.ContainsFunc(o.Members, func(m schema.Member) bool { return m.User.To.Login.Value == login })
}
