package engine

import (
	"slices"

	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/engine/internal/policy"
)

// role is the role of the subject in the org, and where it is declared.
func (q *question) role() (role, source string) {
	if m := q.mapping(); m != nil {
		return m.Role, m.Source
	}
	if m := q.member(); m != nil {
		return m.Role, m.Source
	}
	return "", ""
}

// mapping returns the mapping that decides over the role of the session in
// the org, and nil where none does.
func (q *question) mapping() *policy.MappingRow {
	if !q.mapped() {
		return nil
	}
	return q.index.rows.Session.Deciding(q.org.label, q.index.lowered(q.request.Subject.Groups))
}

// mapped says whether the groups of the session decide over the role.
func (q *question) mapped() bool {
	if q.user == noUser || len(q.request.Subject.Groups) == 0 {
		return false
	}
	_, _, mapped := q.index.serverAdmin(q.user, nil)
	return mapped
}

// anywhere says whether the subject is a holder outside of every org too.
func (q *question) anywhere(name string) bool {
	rows := &q.index.rows.Session
	return q.user != noUser && (slices.Contains(rows.ServerAdmin, name) || slices.Contains(rows.Anywhere, name))
}

// sessionSteps say in which ways the session is let in: where groups are
// mapped, any mapping that matches does.
func (q *question) sessionSteps() [][]explain.Step {
	if !q.mapped() {
		return [][]explain.Step{nil}
	}
	var ways [][]explain.Step
	for _, m := range q.matching(false) {
		ways = append(ways, []explain.Step{m.step(explain.Mapping, m.Source)})
	}
	return ways
}

// A matchedMapping is the mappings of one line that match a session.
type matchedMapping struct {
	policy.MappingRow
	groups []string
}

// step returns a step about the mappings.
func (m *matchedMapping) step(kind explain.Kind, source string) explain.Step {
	return explain.Step{Kind: kind, Groups: m.groups, Source: at(source)}
}

// adminSteps say in which ways the subject is a server admin: by a mapping, or
// because it is declared one and those that count leave that alone.
func (q *question) adminSteps() [][]explain.Step {
	flag := explain.Step{Kind: explain.ServerAdmin, Subject: q.key(), Source: at(q.index.data.Users[q.key()].AdminSource)}
	if !q.mapped() {
		return [][]explain.Step{{flag}}
	}
	onlyDeciding := q.index.rows.Session.OnlyDeciding
	counted := q.matching(onlyDeciding)
	var ways [][]explain.Step
	leaving := []explain.Step{flag}
	for _, m := range counted {
		if m.GrafanaAdmin != nil && *m.GrafanaAdmin {
			ways = append(ways, []explain.Step{m.step(explain.MappedAdmin, m.AdminSource)})
		}
		leaving = append(leaving, m.step(explain.SilentMapping, m.Source))
	}
	switch {
	case len(ways) > 0:
		return ways
	case onlyDeciding:
		return [][]explain.Step{leaving}
	}
	for _, m := range counted {
		ways = append(ways, []explain.Step{flag, m.step(explain.Mapping, m.Source)})
	}
	return ways
}

// matching are the mappings that match the groups of the session, each line
// once; with deciding, the first of each org alone.
func (q *question) matching(deciding bool) []matchedMapping {
	groups := q.index.lowered(q.request.Subject.Groups)
	var found []matchedMapping
	for _, o := range q.index.orgs {
		for _, m := range q.index.rows.Session.Mappings[o.label] {
			if !m.Matches(groups) {
				continue
			}
			i := slices.IndexFunc(found, func(other matchedMapping) bool { return other.Source == m.Source })
			if i < 0 {
				i, found = len(found), append(found, matchedMapping{MappingRow: m})
			}
			if !slices.Contains(found[i].groups, m.Group) {
				found[i].groups = append(found[i].groups, m.Group)
			}
			if deciding {
				break
			}
		}
	}
	return found
}
