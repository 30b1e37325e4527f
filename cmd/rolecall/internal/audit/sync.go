package audit

import (
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/internal/printable"
)

// sync tells what external groups decide when users sign in.
func (r *reporting) sync(ctx context.Context) (Section, error) {
	s := Section{
		Title:   "What does synchronization decide?",
		Nothing: "No team has external groups, and no mapping gives org roles: nothing is synchronized.",
	}
	for _, t := range r.world.Teams {
		if len(t.ExternalGroups) == 0 {
			continue
		}
		var groups, declared []string
		for _, g := range t.ExternalGroups {
			groups = append(groups, g.Value)
		}
		for _, u := range slices.Concat(t.Admins, t.Members) {
			declared = append(declared, u.To.Login.Value)
		}
		besides := "its list of members is empty"
		if len(declared) > 0 {
			besides = fmt.Sprintf("%s declared besides, and in it without the group: %s",
				output.Count(len(declared), "member is", "members are"), names(declared))
		}
		s.Lines = append(s.Lines, r.line(t.Range, "team %s of org %s has the members of %s; %s",
			printable.Name(t.Name.Value), printable.Name(t.Org.Addr.Label), names(groups), besides))
	}
	for _, m := range r.world.OrgMappings {
		var other []string
		for _, o := range r.world.Orgs {
			if m.Org != nil && m.Org != o {
				continue
			}
			for _, member := range o.Members {
				if member.Role != m.Role {
					other = append(other, fmt.Sprintf("%s (%s)", member.User.To.Login.Value, member.Role))
				}
			}
		}
		disagree := "no declared role differs"
		if len(other) > 0 {
			disagree = fmt.Sprintf("%s declared with another role, and disagree if in the group: %s",
				output.Count(len(other), "user is", "users are"), names(other))
		}
		s.Lines = append(s.Lines, r.line(m.Range, "the group %s gives %s in %s; %s", printable.Name(m.Group), m.Role,
			ofOrg(m.Org), disagree))
	}
	left, err := r.leavers(ctx)
	s.Lines = append(s.Lines, left...)
	return s, err
}

// leavers tells which members of orgs are in them no longer when they sign in with a group that is
// mapped, or with none of these groups.
func (r *reporting) leavers(ctx context.Context) ([]Line, error) {
	var lines []Line
	told := map[string]bool{}
	add := func(group, with string, at hcl.Range) error {
		if told[group] {
			return nil
		}
		told[group] = true
		for _, o := range r.world.Orgs {
			var out []string
			for _, m := range o.Members {
				login := m.User.To.Login.Value
				in, err := r.view.IsMember(ctx, o.Addr.Label, engine.Subject{Type: "user", ID: login, Groups: []string{group}})
				switch {
				case err != nil:
					return err
				case !in && !m.User.To.Disabled:
					out = append(out, login)
				}
			}
			if len(out) > 0 {
				lines = append(lines, r.line(at, "a session with %s takes %s out of org %s: %s",
					with, output.Count(len(out), "user", "users"), printable.Name(o.Addr.Label), names(out)))
			}
		}
		return nil
	}
	for _, m := range r.world.OrgMappings {
		if m.Group == everyGroup {
			continue
		}
		if err := add(m.Group, "the group "+printable.Name(m.Group)+" alone", m.Range); err != nil {
			return nil, err
		}
	}
	if len(r.world.OrgMappings) > 0 {
		if err := add(unmapped, "no group that is mapped", r.world.OrgMappings[0].Range); err != nil {
			return nil, err
		}
	}
	return lines, nil
}

// everyGroup is the name of all groups in a mapping, and unmapped the name of a group in no configuration.
const (
	everyGroup = "*"
	unmapped   = "\x00"
)
