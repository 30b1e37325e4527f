package engine

import (
	"time"

	"github.com/rolecall/rolecall/engine/explain"
)

// A problem is what makes a request undecidable; zero for nothing.
type problem uint8

const (
	noProblem problem = iota
	noOrg
	unknownOrg
	badTime
	tooManyGroups
	unknownSubjectType
	noAnonymous
	unknownSubject
	disabledSubject
	unknownToken
	expired
	unknownAction
	unknownResourceType
	unruled
	notAsked
	unknownResource
	notMember
	unknownDashboard
	unknownFolder
	undecided
)

// told returns a problem of the query as data.
func (q *query) told(p problem) explain.Problem {
	x, r := q.index, &q.request
	undeclared := func(typ, id string) explain.Problem {
		return explain.Problem{Kind: explain.Undeclared, Type: typ, ID: id, Org: q.org.Label}
	}
	switch p {
	case noOrg:
		return explain.Problem{Kind: explain.NoOrg}
	case unknownOrg:
		return explain.Problem{Kind: explain.UnknownOrg, Org: r.Org}
	case badTime:
		return explain.Problem{Kind: explain.BadTime, Time: r.Time.UTC().Format(time.RFC3339Nano)}
	case tooManyGroups:
		return explain.Problem{Kind: explain.TooManyGroups, Most: x.Rows.MaxGroups}
	case unknownSubjectType:
		return explain.Problem{Kind: explain.UnknownSubjectType, Type: r.Subject.Type}
	case noAnonymous:
		return explain.Problem{Kind: explain.NoAnonymous, Org: q.context.Label}
	case unknownSubject:
		return explain.Problem{Kind: explain.UnknownSubject, Type: r.Subject.Type, ID: r.Subject.ID}
	case disabledSubject:
		return explain.Problem{Kind: explain.Disabled, Subject: q.key()}
	case unknownToken:
		return explain.Problem{Kind: explain.UnknownToken, Token: r.Subject.Token, Subject: q.key()}
	case expired:
		ends, _ := q.ends(q.subject)
		return explain.Problem{Kind: explain.Expired, Subject: q.key(), Time: ends.Text}
	case unknownAction:
		return explain.Problem{Kind: explain.UnknownAction, Action: r.Action}
	case unknownResourceType:
		return explain.Problem{Kind: explain.UnknownResourceType, Type: r.Resource.Type}
	case unruled:
		return explain.Problem{Kind: explain.NoRule, Version: x.Rows.Version, Action: x.Newest(r.Action)}
	case notAsked:
		return explain.Problem{Kind: explain.DoesNotApply, Action: x.Newest(r.Action), Type: x.Kinds.Names[q.kind]}
	case unknownResource:
		return undeclared(q.typ.Name, r.Resource.ID)
	case notMember:
		return undeclared("member", r.Resource.ID)
	case unknownDashboard:
		return undeclared("dashboard", r.Resource.Dashboard)
	case unknownFolder:
		return undeclared("folder", r.Resource.Folder)
	}
	return explain.Problem{}
}
