package engine

import "slices"

// role is the role of the subject in the org, and where it is declared.
func (q *question) role() (role, source string) {
	if q.mapped() {
		if m := q.index.rows.Session.deciding(q.org.label, lowered(q.request.Subject.Groups)); m != nil {
			return m.Role, m.Source
		}
	}
	if m := q.member(); m != nil {
		return m.Role, m.Source
	}
	return "", ""
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
func (q *question) sessionSteps() [][]Step {
	if !q.mapped() {
		return [][]Step{nil}
	}
	var ways [][]Step
	for _, m := range q.matching(false) {
		ways = append(ways, []Step{declared("a mapping of its groups", m.Source)})
	}
	return ways
}

// adminSteps say in which ways the subject is a server admin: by a mapping, or
// because it is declared one and those that count leave that alone.
func (q *question) adminSteps() [][]Step {
	const text = "server admin"
	flag := declared(text, q.index.data.Users[q.key()].AdminSource)
	if !q.mapped() {
		return [][]Step{{flag}}
	}
	onlyDeciding := q.index.rows.Session.OnlyDeciding
	counted := q.matching(onlyDeciding)
	var ways [][]Step
	leaving := []Step{flag}
	for _, m := range counted {
		if m.GrafanaAdmin != nil && *m.GrafanaAdmin {
			ways = append(ways, []Step{declared(text, m.AdminSource)})
		}
		leaving = append(leaving, declared("a mapping of its groups that leaves that alone", m.Source))
	}
	switch {
	case len(ways) > 0:
		return ways
	case onlyDeciding:
		return [][]Step{leaving}
	}
	for _, m := range counted {
		ways = append(ways, []Step{flag, declared("a mapping of its groups", m.Source)})
	}
	return ways
}

// matching are the mappings that match the groups of the session, each once;
// with deciding, the first of each org alone.
func (q *question) matching(deciding bool) []mappingRow {
	groups := lowered(q.request.Subject.Groups)
	var found []mappingRow
	for _, o := range q.index.orgs {
		for _, m := range q.index.rows.Session.Mappings[o.label] {
			if !m.matches(groups) {
				continue
			}
			if !slices.ContainsFunc(found, func(other mappingRow) bool { return other.Source == m.Source }) {
				found = append(found, m)
			}
			if deciding {
				break
			}
		}
	}
	return found
}
