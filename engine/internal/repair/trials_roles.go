package repair

import (
	"context"
	"maps"
	"slices"

	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/engine/internal/access"
	"github.com/rolecall/rolecall/engine/internal/derive"
	"github.com/rolecall/rolecall/engine/internal/index"
	"github.com/rolecall/rolecall/engine/internal/policy"
	"github.com/rolecall/rolecall/engine/internal/representatives"
	"github.com/rolecall/rolecall/engine/internal/vocabulary"
	"github.com/rolecall/rolecall/schema"
)

// assignmentTrials returns edits that assign a role with the needed permission.
func (q *repairer) assignmentTrials(n vocabulary.Need) []trial {
	if !q.Subject.Member {
		return nil
	}
	holders := append(q.entryHolders(), q.basicRole()...)
	var trials []trial
	for _, id := range slices.Sorted(maps.Keys(q.Index.ByRoles)) {
		org, prefix := q.Org.Label, ""
		if _, ok := q.Index.Data.Role(org, id); !ok && !q.Index.Rows.FixedRoles[id] {
			continue
		}
		if !q.roleGives(id, "", n) {
			if !q.roleGives(id, policy.OfServer, n) {
				continue
			}
			org, prefix = "", policy.OfServer
		}
		for _, holder := range holders {
			e := explain.Edit{Kind: explain.AssignRole, Org: org, Holder: holder, Role: id}
			if _, ok := q.madeBy(&e); !ok || org == "" && representatives.TypeOf(holder) != "user" {
				continue
			}
			t := trial{edit: e}
			for _, pair := range q.Index.ByRoles[id] {
				sets := q.setsOf(pair[1:])
				t.given = append(t.given, givenTo{holder, pair[0], sets})
				if prefix != "" {
					t.given = append(t.given, givenTo{holder, serverPlace(pair[0]), sets})
				}
				t.breadth += q.breadthOf(sets)
			}
			trials = append(trials, t)
		}
	}
	slices.SortStableFunc(trials, func(a, b trial) int { return a.breadth - b.breadth })
	return trials
}

// serverPlace returns the place outside of all orgs at which a role that is assigned in
// every org counts.
func serverPlace(place string) string {
	if place == policy.Anywhere {
		return policy.Server
	}
	return policy.OfServer + place
}

// basicRole returns the basic role of the subject, as a holder of roles.
func (q *repairer) basicRole() []string {
	if role, _ := q.Role(); role != "" {
		return []string{"basic:" + role}
	}
	return nil
}

// roleGives reports whether a role meets a need at the places with a prefix.
func (q *repairer) roleGives(id, prefix string, n vocabulary.Need) bool {
	places := q.Places(n.At)
	return slices.ContainsFunc(q.Index.ByRoles[id], func(pair [2]string) bool {
		place := pair[0]
		if prefix != "" {
			place = serverPlace(place)
		}
		return slices.Contains(places, place) && q.anyHas(q.setsOf(pair[1:]), n.Permission)
	})
}

// roleTrials returns edits that give the subject another role in the org, which makes a
// user outside the org a member.
func (q *repairer) roleTrials() []trial {
	if q.Steps.Mapped {
		return nil
	}
	current, source := q.Role()
	var trials []trial
	for _, role := range slices.Sorted(maps.Keys(q.Index.Rows.Becoming.Role)) {
		if role == current || !hasRole(q.Index, role) {
			continue
		}
		if source == "" {
			source = q.Org.Data.Source
		}
		e := explain.Edit{Kind: explain.SetRole, Org: q.Org.Label, Holder: q.Key(), Role: role, Source: derive.SourceOf(source)}
		t := trial{edit: e, holders: q.Index.Rows.Becoming.Role[role], instead: true}
		if !q.Subject.Member {
			t.holders = append(q.membership(), t.holders...)
			t.given = q.givenAsMember()
		}
		for _, name := range t.holders {
			t.breadth += q.breadthEver(name)
		}
		trials = append(trials, t)
	}
	return trials
}

// hasRole reports whether the version has an org role.
func hasRole(x *index.Index, role string) bool {
	return role != string(schema.NoBasicRole) || schema.Version(x.Rows.Version).AtLeast(schema.NoBasicRoleSince)
}

// membership returns the holders that a user becomes by being in the org.
func (q *repairer) membership() []string {
	rows := &q.Index.Rows.Becoming
	holders := append([]string{q.Key()}, rows.Member...)
	if q.Index.Data.Users[q.Key()].GrafanaAdmin {
		holders = append(holders, rows.ServerAdminMember...)
	}
	return holders
}

// givenAsMember returns the sets that roles give to a user outside the org once the user is
// a member.
func (q *repairer) givenAsMember() []givenTo {
	x, key := q.Index, q.Key()
	var given []givenTo
	add := func(roles map[string]string, everywhere bool) {
		for _, role := range slices.Sorted(maps.Keys(roles)) {
			by := representatives.Assignee(key)
			for _, g := range x.GrantsOf[representatives.Assignment{Role: role, Holder: by, Everywhere: everywhere}] {
				for _, place := range g.Places {
					if g.Holder == by {
						given = append(given, givenTo{key, place, q.setsOf([]string{x.Row(g.Row).Set})})
					}
				}
			}
		}
	}
	add(q.Org.Data.Roles[key], false)
	add(x.Data.Everywhere[key], true)
	return given
}

// adminTrials returns edits that make a user a server admin.
func (q *repairer) adminTrials() []trial {
	if q.User == access.NoUser || q.Steps.Mapped || q.Index.Data.Users[q.Key()].GrafanaAdmin {
		return nil
	}
	e := explain.Edit{Kind: explain.SetServerAdmin, Holder: q.Key(), Source: derive.SourceOf(q.Index.Data.Users[q.Key()].Source)}
	t := trial{edit: e, holders: q.Index.Rows.Becoming.ServerAdmin}
	if q.Subject.Member {
		t.holders = slices.Concat(t.holders, q.Index.Rows.Becoming.ServerAdminMember)
	}
	for _, name := range t.holders {
		t.breadth += q.breadthEver(name)
	}
	return []trial{t}
}

// settingTrials returns edits that turn settings of the server on.
func (q *repairer) settingTrials(ctx context.Context) ([]trial, error) {
	var trials []trial
	for _, setting := range q.Index.Rows.Settings {
		on := q.Index.Data.Grafana.Setting(setting)
		if on == nil || *on {
			continue
		}
		changed, err := q.With(ctx, setting, true)
		if err != nil {
			return nil, err
		}
		trials = append(trials, trial{
			edit:    explain.Edit{Kind: explain.TurnOn, Setting: setting},
			in:      changed,
			breadth: len(q.Index.Permissions.Names),
		})
	}
	return trials, nil
}
