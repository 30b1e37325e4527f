package drift

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

// declaredThing returns the declared thing that is the same as one of Grafana; the thing itself if none is.
func (c *Comparison) declaredThing(t inventory.Thing) inventory.Thing {
	if same := c.pair.Same[t]; same != nil {
		return same
	}
	return t
}

func (c *Comparison) declaredHolder(h inventory.Holder) inventory.Holder {
	if u, ok := c.pair.Same[h.User].(*inventory.User); ok && h.User != nil {
		h.User = u
	}
	if t, ok := c.pair.Same[h.Team].(*inventory.Team); ok && h.Team != nil {
		h.Team = t
	}
	if a, ok := c.pair.Same[h.ServiceAccount].(*inventory.ServiceAccount); ok && h.ServiceAccount != nil {
		h.ServiceAccount = a
	}
	return h
}

// assigned returns the assignments in Grafana, with those that it does not tell. A source tells the roles of
// users, teams and service accounts in each org. One that is declared for every org is kept so where each org has
// it, and roles of basic roles, which no source tells, are as they are declared.
func (c *Comparison) assigned() []*inventory.Assignment {
	there := map[given]bool{}
	unknown := map[string]bool{} // roles whose holders were not told
	role := func(a *inventory.Assignment) (inventory.Thing, string) {
		if a.Role == nil {
			return nil, a.Fixed
		}
		return c.declaredThing(a.Role), ""
	}
	for _, a := range c.pair.Now.Assignments {
		of, fixed := role(a)
		if len(a.Unread) > 0 {
			unknown[roleKey(of, fixed)] = true
		}
		var org inventory.Thing
		if a.Org != nil {
			org = c.declaredThing(a.Org)
		}
		for _, h := range a.Holders {
			there[given{of, fixed, org, c.declaredHolder(h)}] = true
		}
	}
	var all []*inventory.Assignment
	for _, a := range c.pair.Was.Assignments {
		of, fixed := role(a)
		kept := *a
		kept.Holders = nil
		for _, h := range a.Holders {
			if h.Role != "" || unknown[roleKey(of, fixed)] || a.Org == nil && c.everywhere(there, of, fixed, h) {
				kept.Holders = append(kept.Holders, h)
			}
		}
		all = append(all, &kept)
	}
	for _, a := range c.pair.Now.Assignments {
		of, fixed := role(a)
		left := *a
		left.Holders = slices.DeleteFunc(slices.Clone(a.Holders), func(h inventory.Holder) bool {
			return slices.ContainsFunc(all, func(k *inventory.Assignment) bool {
				same, sameFixed := role(k)
				return k.Org == nil && same == of && sameFixed == fixed && slices.Contains(k.Holders, c.declaredHolder(h))
			})
		})
		all = append(all, &left)
	}
	return all
}

func roleKey(role inventory.Thing, fixed string) string {
	if role != nil {
		return "role " + role.GrafanaName()
	}
	return fixed
}

// everywhere reports whether a holder has a role in each org of Grafana.
func (c *Comparison) everywhere(there map[given]bool, role inventory.Thing, fixed string, h inventory.Holder) bool {
	if there[given{role, fixed, nil, h}] {
		return true
	}
	for _, o := range c.pair.Now.Orgs {
		if !there[given{role, fixed, c.declaredThing(o), h}] {
			return false
		}
	}
	return len(c.pair.Now.Orgs) > 0
}
