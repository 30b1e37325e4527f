package compare

import (
	"slices"

	"github.com/rolecall/rolecall/engine/authzen"
	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/engine/internal/access"
	"github.com/rolecall/rolecall/engine/internal/vocabulary"
)

// elsewhere returns steps about the grants at other resources of the class that are as a finding at
// the first.
func (a *attribution) elsewhere(q, o *access.Query, n vocabulary.Need, f access.Finding, of found) []explain.Step {
	nth := slices.Index(a.placesOn(a.side, n.At), f.Place)
	var steps []explain.Step
	for _, r := range a.things.members[1:] {
		asked := a.c.request(a.side, a.action, r)
		other, p := a.c.sides[a.side].MatchAccess(&asked)
		if p != access.NoProblem {
			continue
		}
		places := other.Places(n.At)
		if nth >= len(places) || places[nth] == f.Place {
			break // they share it
		}
		key := alikeKey{a.side, places[nth], f.Holder, of.id}
		if a.alike[key] {
			continue
		}
		a.alike[key] = true
		other.Subject, other.Creator = q.Subject, q.Creator
		for _, there := range other.FindingsAt(places[nth], true, n.Permission) {
			if there.Holder != f.Holder {
				continue
			}
			if cause := a.byGrant(&other, o, there); cause.kind == of.kind {
				steps = append(steps, cause.step)
			}
			break
		}
	}
	return steps
}

// ofOthers returns the steps that tell of the other subjects of a class what a step tells of the
// first, where each has a declaration of its own. Sessions have none.
func (a *attribution) ofOthers(s explain.Step, n int32) []explain.Step {
	if a.layer(a.at) > 0 {
		return nil
	}
	x := a.c.sides[a.side].Index
	i := slices.Index(x.OrgLabels(), s.Org)
	var steps []explain.Step
	for _, v := range a.c.org.Classes[n].Members[1:] {
		key, source := authzen.Key(v.Type, v.ID), ""
		switch {
		case v.Token != "":
			continue
		case s.Kind == explain.ServerAdmin:
			source = x.Data.Users[key].AdminSource
		case i < 0:
			continue
		case s.Kind == explain.OrgRole && x.Orgs[i].Data.Members[key] != nil:
			source = x.Orgs[i].Data.Members[key].Source
		case s.Kind == explain.TeamMember:
			source = x.Orgs[i].Data.Permissions[s.Place][key].Source
		case s.Kind == explain.TeamCreator:
			source = x.Orgs[i].Data.Creators[s.Place][key]
		}
		if source != "" {
			s.Subject, s.Source = key, access.SourceOf(source)
			steps = append(steps, s)
		}
	}
	return steps
}
