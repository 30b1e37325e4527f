package access

import (
	"time"

	"github.com/rolecall/rolecall/engine/explain"
)

// A Problem is a reason why nothing can be decided about a request; zero for none.
type Problem uint8

const (
	NoProblem Problem = iota
	noOrg
	unknownOrg
	badTime
	tooManyGroups
	unknownSubjectType
	noAnonymous
	UnknownSubject
	disabledSubject
	unknownToken
	expired
	UnknownAction
	unknownResourceType
	misplaced
	numbered
	unruled
	notAsked
	unknownResource
	notMember
	unknownDashboard
	unknownFolder
	unknownSource
	undecided
)

// Problem returns a problem of the query as data.
func (q *Query) Problem(p Problem) explain.Problem {
	x, r := q.Index, &q.Request
	undeclared := func(typ, id string) explain.Problem {
		return explain.Problem{Kind: explain.Undeclared, Type: typ, ID: id, Org: q.Org.Label}
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
		return explain.Problem{Kind: explain.NoAnonymous, Org: q.Context.Label}
	case UnknownSubject:
		return explain.Problem{Kind: explain.UnknownSubject, Type: r.Subject.Type, ID: r.Subject.ID}
	case disabledSubject:
		return explain.Problem{Kind: explain.Disabled, Subject: q.Key()}
	case unknownToken:
		return explain.Problem{Kind: explain.UnknownToken, Token: r.Subject.Token, Subject: q.Key()}
	case expired:
		ends, _ := q.Ends(q.Subject)
		return explain.Problem{Kind: explain.Expired, Subject: q.Key(), Time: ends.Text}
	case UnknownAction:
		return explain.Problem{Kind: explain.UnknownAction, Version: x.Rows.Version, Action: r.Action}
	case unknownResourceType:
		return explain.Problem{Kind: explain.UnknownResourceType, Type: r.Resource.Type}
	case misplaced:
		return explain.Problem{Kind: explain.NoSuchType}
	case numbered:
		return explain.Problem{Kind: explain.NoID, Type: q.Type.Name, ID: r.Resource.ID}
	case unruled:
		return explain.Problem{Kind: explain.NoRule, Version: x.Rows.Version, Action: x.Newest(r.Action)}
	case notAsked:
		problem := explain.Problem{Kind: explain.DoesNotApply, Action: x.Newest(r.Action)}
		if r.Resource.Type != "" {
			problem.Type = x.Kinds.Names[q.kind]
		}
		return problem
	case unknownResource:
		return undeclared(q.Type.Name, r.Resource.ID)
	case notMember:
		return undeclared("member", r.Resource.ID)
	case unknownDashboard:
		return undeclared("dashboard", r.Resource.Dashboard)
	case unknownFolder:
		return undeclared("folder", r.Resource.Folder)
	case unknownSource:
		return undeclared("data_source", q.source)
	}
	return explain.Problem{}
}
