package merge

import (
	"cmp"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/schema"
)

// A key tells things apart by Grafana's names.
type key struct {
	typ  schema.Type
	org  inventory.Thing
	name string
}

// match finds the things that are in both, by their names: orgs and users first, as they tell others apart.
// Two things that are left over and have the same members have been renamed.
func (p *Pair) match() {
	p.Same = map[inventory.Thing]inventory.Thing{}
	p.matchThings(func(t inventory.Thing) bool { return t.Type() == schema.UserType }, p.sameEmail)
	p.matchThings(func(t inventory.Thing) bool { return t.Type() == schema.OrgType }, p.sameMembers)
	p.matchThings(func(t inventory.Thing) bool { return t.Type() == schema.TeamType }, p.sameTeam)
	p.matchThings(func(t inventory.Thing) bool {
		return p.Same[t] == nil && (t.In() != nil || t.Type() == schema.RoleType)
	}, nil)
}

// matchThings matches the things that a function picks, by their names, and then those for which alike returns
// the same text that is not empty.
func (p *Pair) matchThings(pick func(inventory.Thing) bool, alike func(t inventory.Thing, now bool) string) {
	byKey := map[key]inventory.Thing{}
	for t := range p.Was.Things {
		if pick(t) {
			byKey[key{t.Type(), thingOf(t.In()), t.GrafanaName()}] = t
		}
	}
	var fresh []inventory.Thing
	for t := range p.Now.Things {
		if !pick(t) {
			continue
		}
		k := key{t.Type(), p.Same[thingOf(t.In())], t.GrafanaName()}
		if was := byKey[k]; was != nil {
			p.Same[t] = was
			delete(byKey, k)
		} else {
			fresh = append(fresh, t)
		}
	}
	if alike == nil {
		return
	}
	gone := map[string][]inventory.Thing{}
	for _, t := range byKey {
		text := alike(t, false)
		gone[text] = append(gone[text], t)
	}
	renamed := map[string][]inventory.Thing{}
	for _, t := range fresh {
		text := alike(t, true)
		renamed[text] = append(renamed[text], t)
	}
	for text, now := range renamed {
		if was := gone[text]; text != "" && len(now) == 1 && len(was) == 1 {
			p.Same[now[0]] = was[0]
		}
	}
}

// thingOf returns an org as a thing; nil for none.
func thingOf(o *inventory.Org) inventory.Thing {
	if o == nil {
		return nil
	}
	return o
}

func (p *Pair) sameEmail(t inventory.Thing, _ bool) string { return t.(*inventory.User).Email }

// sameMembers returns the members of an org with their roles.
func (p *Pair) sameMembers(t inventory.Thing, now bool) string {
	var all []string
	for _, m := range t.(*inventory.Org).Members {
		all = append(all, p.login(m.User, now)+" "+string(m.Role))
	}
	return text(all)
}

// sameTeam returns the org and the members of a team; empty for one without.
func (p *Pair) sameTeam(t inventory.Thing, now bool) string {
	team := t.(*inventory.Team)
	var all []string
	for _, m := range team.Members {
		all = append(all, "member "+p.login(m, now))
	}
	for _, m := range team.Admins {
		all = append(all, "admin "+p.login(m, now))
	}
	if len(all) == 0 {
		return ""
	}
	org := thingOf(team.Org)
	if now {
		org = p.Same[org]
	}
	if org == nil {
		return ""
	}
	return org.GrafanaName() + "\n" + text(all)
}

// login returns the login of a user as the configuration has it.
func (p *Pair) login(user *inventory.User, now bool) string {
	if was, ok := p.Same[user].(*inventory.User); ok && now {
		user = was
	}
	return user.Login
}

func text(all []string) string {
	slices.SortFunc(all, cmp.Compare[string])
	return strings.Join(all, "\n")
}
