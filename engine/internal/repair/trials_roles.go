package repair

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/engine/internal/access"
	"github.com/rolecall/rolecall/engine/internal/policy"
	"github.com/rolecall/rolecall/engine/internal/representatives"
	"github.com/rolecall/rolecall/engine/internal/vocabulary"
	"github.com/rolecall/rolecall/internal/document"
	"github.com/rolecall/rolecall/schema"
)

// assignmentTrials returns edits that assign a role with the needed permission.
func (q *repairer) assignmentTrials(n vocabulary.Need) []trial {
	if !q.Subject.Member {
		return nil
	}
	holders := append(q.holders(), q.basicRole()...)
	var trials []trial
	for _, id := range slices.Sorted(maps.Keys(q.Index.ByRoles)) {
		org := q.Org.Label
		if _, ok := q.Index.Data.Role(org, id); !ok && !q.Index.Rows.FixedRoles[id] {
			continue
		}
		if !q.roleGives(id, n, inOrg) {
			// A role of one org cannot be assigned in every org.
			_, global := q.Index.Data.Roles[id]
			if !global && !q.Index.Rows.FixedRoles[id] || !q.roleGives(id, n, outside) {
				continue
			}
			org = ""
		}
		for _, holder := range holders {
			e := explain.Edit{Kind: explain.AssignRole, Org: org, Holder: holder, Role: id}
			if _, ok := madeBy(q, &e); !ok || org == "" && representatives.TypeOf(holder) != "user" {
				continue
			}
			t := trial{edit: e}
			for _, row := range q.Index.ByRoles[id] {
				sets, places := setsOf(q.Index, row.Set), inOrg(row)
				if org == "" {
					places = append(places, outside(row)...)
				}
				for _, place := range places {
					t.given = append(t.given, givenTo{holder, place, sets})
				}
				given := q.extentOf(sets, row.Place)
				if org == "" {
					given = given.times(len(q.Index.Orgs))
				}
				t.extent.add(given)
			}
			trials = append(trials, t)
		}
	}
	slices.SortStableFunc(trials, func(a, b trial) int { return a.extent.compare(b.extent) })
	return trials
}

// inOrg and outside return the places at which a role gives something: a role that is
// assigned in an org, and in addition a role that is assigned in every org.
func inOrg(row policy.RoleRow) []string   { return []string{row.Place} }
func outside(row policy.RoleRow) []string { return row.Outside }

// basicRole returns the basic role of the subject, as a holder of roles. The role None is not
// one, and some versions assign no roles to basic roles.
func (q *repairer) basicRole() []string {
	role, _ := q.role()
	if slices.Contains(schema.BasicRoles, schema.OrgRole(role)) && catalogueOf(q.Query).BasicAssignments {
		return []string{"basic:" + role}
	}
	return nil
}

// roleGives reports whether a role meets a need at some of the places.
func (q *repairer) roleGives(id string, n vocabulary.Need, at func(policy.RoleRow) []string) bool {
	places := q.Places(n.At)
	return slices.ContainsFunc(q.Index.ByRoles[id], func(row policy.RoleRow) bool {
		covers := func(place string) bool { return slices.Contains(places, place) }
		return slices.ContainsFunc(at(row), covers) && haveAny(q.Index, setsOf(q.Index, row.Set), n.Permission)
	})
}

// become returns the trial of an edit that changes what the subject is.
func (q *repairer) become(ctx context.Context, e explain.Edit, c access.Change) (trial, error) {
	after, err := q.HeldAfter(ctx, c)
	if err != nil {
		return trial{}, err
	}
	t := trial{edit: e}
	for _, name := range after.Holders {
		if _, is := q.About.Holders[name]; !is {
			t.gained = append(t.gained, name)
			t.extent.add(q.extentOfHolder(name))
		}
	}
	for name := range q.About.Holders {
		if !slices.Contains(after.Holders, name) {
			t.lost = append(t.lost, name)
		}
	}
	t.given = q.assigned(t.gained)
	t.loses = q.losesBy(ctx, &t)
	return t, nil
}

// assigned returns what the roles that are assigned to the subject give to holders that
// it becomes. The index has no grants to what a user is in an org that it is not in.
func (q *repairer) assigned(gained []string) []givenTo {
	x, key := q.Index, q.Key()
	by := representatives.Assignee(key)
	var given []givenTo
	add := func(roles map[string]string, everywhere bool) {
		for _, role := range slices.Sorted(maps.Keys(roles)) {
			for _, g := range x.GrantsOf[representatives.Assignment{Role: role, Holder: by, Everywhere: everywhere}] {
				holder := strings.Replace(g.Holder, by, key, 1)
				if !slices.Contains(gained, holder) {
					continue
				}
				for _, place := range g.Places {
					given = append(given, givenTo{holder, place, setsOf(q.Index, x.Row(g.Row).Set)})
				}
			}
		}
	}
	add(q.Org.Data.Roles[key], false)
	add(x.Data.Everywhere[key], true)
	return given
}

// roleTrials returns edits that give the subject another role in the org, which makes a
// user outside the org a member.
func (q *repairer) roleTrials(ctx context.Context) ([]trial, error) {
	if q.About.Mapped {
		return nil, nil
	}
	current, source := q.role()
	if source.File == "" {
		source = access.SourceOf(q.Org.Data.Source)
	}
	var trials []trial
	for _, role := range slices.Sorted(maps.Keys(q.Index.Rows.OrgRoles)) {
		if role == current {
			continue
		}
		e := explain.Edit{Kind: explain.SetRole, Org: q.Org.Label, Holder: q.Key(), Role: role, Replaces: current, Source: source}
		t, err := q.become(ctx, e, func(o *document.Org, _ *document.User) {
			if o.Members[q.Key()] == nil {
				o.Members[q.Key()] = &document.Member{}
			}
			o.Members[q.Key()].Role = role
		})
		if err != nil {
			return nil, err
		}
		trials = append(trials, t)
	}
	return trials, nil
}

// adminTrials returns the edit that makes a user a server admin, where the edition has them.
func (q *repairer) adminTrials(ctx context.Context) ([]trial, error) {
	user := q.Index.Data.Users[q.Key()]
	if q.User == access.NoUser || q.About.Mapped || user.GrafanaAdmin || !q.Index.Data.Grafana.HasServerAdmins() {
		return nil, nil
	}
	e := explain.Edit{Kind: explain.SetServerAdmin, Holder: q.Key(), Source: access.SourceOf(user.Source)}
	t, err := q.become(ctx, e, func(_ *document.Org, u *document.User) { u.GrafanaAdmin = true })
	t.extent = t.extent.times(len(q.Index.Orgs))
	return []trial{t}, err
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
			edit:   explain.Edit{Kind: explain.TurnOn, Setting: setting},
			in:     changed,
			extent: extent{true, len(q.Index.Permissions.Names) * (1 + len(q.reach))},
		})
	}
	return trials, nil
}
