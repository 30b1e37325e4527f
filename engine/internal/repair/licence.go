package repair

import (
	"context"
	"slices"

	"github.com/rolecall/rolecall/engine/authzen"
	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/engine/internal/access"
	"github.com/rolecall/rolecall/engine/internal/derive"
	"github.com/rolecall/rolecall/engine/internal/vocabulary"
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
	if q.Index.Data.Grafana.Sources["edition"] != "" {
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
	subject, number := l[q.Org.Number], q.number()
	lost := number >= 0 && subject.Has(number)
	l.add(q.before.Query, &trial{in: q.Matcher})
	if number >= 0 && !lost && subject.Has(number) && !q.subjectLoses(ctx, trials) {
		subject.Remove(number)
	}
}

// number returns the number of the subject of the query in its org, or -1.
func (q try) number() int32 {
	if q.User != access.NoUser {
		return q.Org.FirstUser + q.User
	}
	if n, ok := q.Org.Others[q.Key()]; ok {
		return n
	}
	return -1
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
		if err != nil || p != access.NoProblem || !allowedBy(&repairer{&d, q.inTeam, q.reach}, trials) {
			return true
		}
	}
	return false
}

// allowedBy reports whether a query is allowed with what trials give.
func allowedBy(q *repairer, trials []trial) bool {
	return slices.ContainsFunc(q.Plan.Ways, func(w vocabulary.Way) bool {
		return !slices.ContainsFunc(q.Needs(&w), func(n vocabulary.Need) bool { return !q.met(trials, n) })
	})
}
