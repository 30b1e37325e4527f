package repair

import (
	"context"

	"github.com/rolecall/rolecall/engine/authzen"
	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/engine/internal/access"
	"github.com/rolecall/rolecall/engine/internal/derive"
	"github.com/rolecall/rolecall/internal/document"
)

// needsLicence reports whether an edit declares something that needs a licence, for a
// server that has none.
func needsLicence(q *repairer, e *explain.Edit) bool {
	kind, of, _ := kindOf(q, e)
	return !q.Index.Data.Grafana.Licence && q.Index.Rows.LicensedEdits[kind][of]
}

// licensed returns the query of a server with a licence. It is nil if the configuration says
// that its server has none, or the request is not one there.
func licensed(ctx context.Context, q *repairer) (*repairer, error) {
	if q.Index.Data.Grafana.DeclaredEdition() != "" {
		return nil, nil
	}
	m, err := q.With(ctx, document.Licence, true)
	if err != nil {
		return nil, err
	}
	asked, p, err := m.Match(ctx, &q.Request)
	if err != nil || p != access.NoProblem {
		return nil, err
	}
	d, err := derive.On(ctx, q.Deriver, &asked)
	if err != nil {
		return nil, err
	}
	return &repairer{d, map[string][]string{}, q.reach}, nil
}

// addLicence adds the subjects that lose access because the server has a licence. The subject
// of the query loses only what the trials do not give it again.
func (q try) addLicence(ctx context.Context, l losers, trials []trial) {
	number, known := numberOf(q.Query)
	subject := l[q.Org.Number]
	lost := known && subject.Has(number)
	l.add(q.before.Query, &trial{in: q.Matcher})
	if known && !lost && subject.Has(number) && !q.subjectLoses(ctx, trials) {
		subject.Remove(number)
	}
}

// subjectLoses reports whether the subject is no longer allowed something that it was allowed
// without a licence. What a licence takes is asked without a resource.
func (q try) subjectLoses(ctx context.Context, trials []trial) bool {
	changed := q.changed(trials)
	for action := range q.Index.Rows.Asks {
		was, p, err := q.before.Query.About(ctx, action, authzen.Resource{})
		if err != nil || p != access.NoProblem || !was.Allowed() {
			continue
		}
		is, p, err := changed.Query.About(ctx, action, authzen.Resource{})
		d := *changed.Deriver
		d.Query = &is
		if err != nil || p != access.NoProblem || !(&repairer{&d, q.inTeam, q.reach}).meetsSomeWay(trials) {
			return true
		}
	}
	return false
}
