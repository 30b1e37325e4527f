package drift

import (
	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/schema"
)

// A place tells things of a World apart by Grafana's names.
type place struct {
	typ       schema.Type
	org, name string
}

// A side has the things of a World.
type side struct {
	world  *schema.World
	things map[place]schema.Thing
}

func sideOf(w *schema.World) side {
	s := side{w, map[place]schema.Thing{}}
	for t := range w.Things {
		s.things[placeOf(t)] = t
	}
	return s
}

func placeOf(t schema.Thing) place {
	at := place{typ: t.Declared().Addr.Type, name: t.GrafanaName().Value}
	if org := t.Declared().Org; org != nil {
		at.org = org.Name.Value
	}
	return at
}

// lineOf returns the line of a range as steps name it.
func lineOf(at hcl.Range) explain.Source {
	return explain.Source{File: at.Filename, Line: at.Start.Line}
}

// lines returns the lines of a thing: those of its block and of the attributes that are about the thing itself.
func (s side) lines(at place) []explain.Source {
	var ranges []hcl.Range
	switch t := s.things[at].(type) {
	case nil:
		return nil
	case *schema.User:
		ranges = []hcl.Range{t.Range, t.AdminRange}
	case *schema.Team:
		ranges = []hcl.Range{t.Range}
		for _, g := range t.ExternalGroups {
			ranges = append(ranges, g.Range)
		}
	case *schema.Folder:
		ranges = []hcl.Range{t.Range, t.ParentRange, t.Permissions.DefaultRange}
	case *schema.Dashboard:
		ranges = []hcl.Range{t.Range, t.FolderRange, t.Permissions.DefaultRange}
	case *schema.ServiceAccount:
		ranges = []hcl.Range{t.Range}
		for _, token := range t.Tokens {
			ranges = append(ranges, token.Range, token.ExpiresRange)
		}
	case *schema.APIKey:
		ranges = []hcl.Range{t.Range, t.ExpiresRange}
	case *schema.Role:
		ranges = []hcl.Range{t.Range}
		for _, p := range t.Permissions {
			ranges = append(ranges, p.Range)
		}
	default:
		ranges = []hcl.Range{t.Declared().Range}
	}
	return sources(ranges)
}

// entries returns the lines on which a thing gives something to a holder: a level, a role in an org, a place in
// a team.
func (s side) entries(at place, holder string) []explain.Source {
	var ranges []hcl.Range
	list := func(p schema.Permissions, by *schema.Creator) {
		for _, e := range p.Entries {
			if declaredHolder(e.Holder) == holder {
				ranges = append(ranges, e.Range)
			}
		}
		switch {
		case by == nil:
		case by.User != nil && subject(by.User) == holder,
			by.ServiceAccount != nil && subject(by.ServiceAccount) == holder:
			ranges = append(ranges, by.Range)
		}
		ranges = append(ranges, p.DefaultRange)
	}
	users := func(all []schema.Ref[schema.User]) {
		for _, u := range all {
			if subject(u.To) == holder {
				ranges = append(ranges, u.Range)
			}
		}
	}
	switch t := s.things[at].(type) {
	case *schema.Org:
		for _, m := range t.Members {
			users([]schema.Ref[schema.User]{m.User})
		}
	case *schema.Team:
		users(t.Members)
		users(t.Admins)
		if by := t.CreatedBy; by != nil && by.User != nil && subject(by.User) == holder {
			ranges = append(ranges, by.Range)
		}
	case *schema.Folder:
		list(t.Permissions, t.CreatedBy)
	case *schema.Dashboard:
		list(t.Permissions, t.CreatedBy)
	case *schema.DataSource:
		list(t.Permissions, nil)
	case *schema.ServiceAccount:
		list(t.Permissions, t.CreatedBy)
	}
	return sources(ranges)
}

// sources returns the lines of the ranges that are not empty; never nil.
func sources(ranges []hcl.Range) []explain.Source {
	all := []explain.Source{}
	for _, at := range ranges {
		if at.Filename != "" {
			all = append(all, lineOf(at))
		}
	}
	return all
}

// subject returns a user, team or service account as on a command line.
func subject(t schema.Thing) string {
	return string(t.Declared().Addr.Type) + ":" + t.GrafanaName().Value
}

func declaredHolder(h schema.Holder) string {
	switch {
	case h.User != nil:
		return subject(h.User)
	case h.Team != nil:
		return subject(h.Team)
	case h.ServiceAccount != nil:
		return subject(h.ServiceAccount)
	}
	return roleHolder(h.Role)
}

func roleHolder(r schema.OrgRole) string { return "role:" + string(r) }
