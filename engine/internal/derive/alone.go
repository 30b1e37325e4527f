package derive

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/rolecall/rolecall/engine/authzen"
	"github.com/rolecall/rolecall/engine/internal/access"
	"github.com/rolecall/rolecall/engine/internal/index"
	"github.com/rolecall/rolecall/engine/internal/vocabulary"
	"github.com/rolecall/rolecall/internal/document"
	"github.com/rolecall/rolecall/schema"
)

// Alone is a changed configuration, in which an org has a member for each of some teams and
// roles. The member is in that team or has that role, and has nothing else. The policies
// decide what such a member can do.
type Alone struct {
	*access.Matcher
	// Members are in the order of the teams and roles. Nobody is a member who has nothing
	// at all.
	Members []authzen.Subject
	Nobody  authzen.Subject
}

// Alone evaluates the policies with a member for each of some teams and roles of the org of a
// query. Each must be one that IsGroup reports. The error is that of the context, or of
// policies that do not fit the changed configuration.
func (w *WhatIf) Alone(ctx context.Context, q *access.Query, groups []authzen.Subject) (*Alone, error) {
	x, o := q.Index, q.Context
	d := *x.Data
	d.Users, d.Logins, d.Orgs = maps.Clone(d.Users), maps.Clone(d.Logins), map[string]*document.Org{}
	for _, other := range x.Orgs {
		// A team or role of the org gives nothing in the others.
		d.Orgs[other.Label] = document.NewOrg()
		d.Orgs[other.Label].CustomRoles = other.Data.CustomRoles
	}
	members, roles := map[string]*document.Member{}, maps.Clone(o.Data.Roles)
	add := func(name string, is part) authzen.Subject {
		for d.Logins[name] != "" {
			name += "'"
		}
		key := "user:" + name
		d.Users[key], d.Logins[name], members[key] = is.user, name, &is.member
		if is.role != "" {
			roles[key] = map[string]string{is.role: ""}
		}
		return authzen.Subject{Type: "user", ID: name}
	}
	a := &Alone{Nobody: add("nobody", part{})}
	for _, group := range groups {
		is, _ := partOf(x, o, group)
		a.Members = append(a.Members, add("somebody", is))
	}
	org := o.Data.WithMembers(members)
	org.Roles, d.Orgs[o.Label] = roles, org
	var err error
	if a.Matcher, err = w.Make(ctx, &d); err != nil {
		return nil, fmt.Errorf("a member of org %q with one team or role: %w", o.Label, err)
	}
	return a, nil
}

// IsMember reports whether a resource is one of the members who are not declared.
func (a *Alone) IsMember(r authzen.Resource) bool {
	if t := a.TypeOf(r.Type); t == nil || t.Shape != vocabulary.UserShape {
		return false
	}
	return r.ID == a.Nobody.ID || slices.ContainsFunc(a.Members, func(s authzen.Subject) bool { return s.ID == r.ID })
}

// IsGroup reports whether a subject is a team or role that members of an org can have: an org
// role of the release, "Grafana Admin", a fixed role or a custom one.
func IsGroup(q *access.Query, s authzen.Subject) bool {
	_, ok := partOf(q.Index, q.Context, s)
	return ok
}

// A part is what somebody has who has one team or role: the role is one that is assigned.
type part struct {
	user   document.User
	member document.Member
	role   string
}

// partOf returns the part of a team or role. It is not ok for one that is not declared.
func partOf(x *index.Index, o *index.Org, s authzen.Subject) (p part, ok bool) {
	switch team, declared := o.Data.Teams[s.ID]; {
	case s.Type == "team":
		p.member.Teams = map[string]document.Entry{s.ID: {Level: schema.TeamMember, Source: team.Source}}
		return p, declared
	case s.Type != "role":
		return p, false
	case x.Rows.OrgRoles[s.ID]:
		p.member.Role = s.ID
	case s.ID == string(schema.GrafanaAdmin):
		p.user.GrafanaAdmin = true
	default:
		p.role = s.ID
		return p, x.HasRole(o, s.ID)
	}
	return p, true
}
