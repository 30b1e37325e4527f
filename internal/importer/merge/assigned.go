package merge

import (
	"slices"

	"github.com/rolecall/rolecall/internal/importer/inventory"
)

// A given role is one that a holder has in an org; nil for every org. Things are those of the configuration
// where they are declared.
type given struct {
	role   inventory.Thing
	fixed  string
	org    inventory.Thing
	holder inventory.Holder
}

// declaredThing returns the declared thing that is the same as one of the source; the thing itself if none is.
func (p *Pair) declaredThing(t inventory.Thing) inventory.Thing {
	if same := p.Same[t]; same != nil {
		return same
	}
	return t
}

func (p *Pair) declaredHolder(h inventory.Holder) inventory.Holder {
	if u, ok := p.Same[h.User].(*inventory.User); ok && h.User != nil {
		h.User = u
	}
	if t, ok := p.Same[h.Team].(*inventory.Team); ok && h.Team != nil {
		h.Team = t
	}
	if a, ok := p.Same[h.ServiceAccount].(*inventory.ServiceAccount); ok && h.ServiceAccount != nil {
		h.ServiceAccount = a
	}
	return h
}

// given returns the role and the org of an assignment.
func (p *Pair) given(a *inventory.Assignment) given {
	g := given{fixed: a.Fixed}
	if a.Role != nil {
		g.role = p.declaredThing(a.Role)
	}
	if a.Org != nil {
		g.org = p.declaredThing(a.Org)
	}
	return g
}

// to returns the grant to a holder.
func (g given) to(h inventory.Holder) given {
	g.holder = h
	return g
}

// everywhere returns the grant in every org.
func (g given) everywhere() given {
	g.org, g.holder = nil, inventory.Holder{}
	return g
}

// Assigned returns the declared assignments with the holders that have the role there, too, in the order of Was, and
// the assignments that are added to them. Parts that no source tells count as they are declared.
//
// A source tells the roles of users, teams and service accounts in each org. One that is declared for every org is
// kept so where each org has it, and roles of basic roles, which no source tells, are as they are declared.
func (p *Pair) Assigned() (kept, added []*inventory.Assignment) {
	there := map[given]bool{}
	unknown := map[given]bool{} // roles whose holders were not told
	whole := map[given]bool{}   // roles all of whose holders were told
	for _, a := range p.Now.Assignments {
		g := p.given(a)
		if len(a.Unread) > 0 {
			unknown[g.everywhere()] = true
		}
		whole[g] = whole[g] || a.Whole
		for _, h := range a.Holders {
			there[g.to(p.declaredHolder(h))] = true
		}
	}
	stays := map[inventory.Thing]bool{} // the declared roles that are there, too
	for _, r := range p.Now.Roles {
		stays[p.declaredThing(r)] = true
	}
	has := map[given]bool{}
	for _, a := range p.Was.Assignments {
		g := p.given(a)
		left := *a
		left.Holders = nil
		for _, h := range a.Holders {
			if a.Role != nil && !stays[a.Role] {
				continue
			}
			isUntold := unknown[g.everywhere()] || p.untold(g) && !whole[g]
			if h.Role != "" || isUntold || there[g.to(h)] ||
				a.Org == nil && p.inEach(there, g, h) {
				left.Holders = append(left.Holders, h)
				has[g.to(h)] = true
			}
		}
		kept = append(kept, &left)
	}
	for _, a := range p.Now.Assignments {
		g := p.given(a)
		left := *a
		left.Holders = slices.DeleteFunc(slices.Clone(a.Holders), func(h inventory.Holder) bool {
			h = p.declaredHolder(h)
			every := g
			every.org = nil
			return has[g.to(h)] || has[every.to(h)]
		})
		if len(left.Holders) > 0 || len(left.Unread) > 0 {
			added = append(added, &left)
		}
	}
	return kept, added
}

// untold reports whether the source does not list the roles of the org of a grant; for one in every org, of some org.
func (p *Pair) untold(g given) bool {
	if !p.Now.Licensed || g.org == nil && !p.Now.AllUsers {
		return true
	}
	told := false
	for _, o := range p.Now.Orgs {
		if g.org != nil && p.declaredThing(o) != g.org {
			continue
		}
		if told = true; o.Unlisted[assignmentType] {
			return true
		}
	}
	return !told && !p.Now.AllUsers
}

// inEach reports whether a holder has a role in each org of the source.
func (p *Pair) inEach(there map[given]bool, g given, h inventory.Holder) bool {
	if g.org = nil; there[g.to(h)] {
		return true
	}
	for _, o := range p.Now.Orgs {
		if g.org = p.declaredThing(o); !there[g.to(h)] {
			return false
		}
	}
	return len(p.Now.Orgs) > 0
}
