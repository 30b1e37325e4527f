package engine

import (
	"fmt"
	"time"
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

// sentence says what the problem is.
func (q *query) sentence(p problem) string {
	x, r := q.index, &q.request
	undeclared := func(typ, id string) string {
		return fmt.Sprintf("%s %q is not declared in org %q", typ, id, q.org.label)
	}
	switch p {
	case noOrg:
		return "the request names no org, and not just one is declared"
	case unknownOrg:
		return fmt.Sprintf("org %q is not declared", r.Org)
	case badTime:
		return fmt.Sprintf("the time %q is not RFC 3339", r.Time.UTC().Format(time.RFC3339Nano))
	case tooManyGroups:
		return fmt.Sprintf("the session has more than %d groups", x.rows.MaxGroups)
	case unknownSubjectType:
		return fmt.Sprintf("subject type %q is not known", r.Subject.Type)
	case noAnonymous:
		return fmt.Sprintf("anonymous access is off in org %q", q.context.label)
	case unknownSubject:
		return fmt.Sprintf("%s %q is not declared", r.Subject.Type, r.Subject.ID)
	case disabledSubject:
		return fmt.Sprintf("%s is disabled", q.key())
	case unknownToken:
		return fmt.Sprintf("token %q of %s is not declared", r.Subject.Token, q.key())
	case expired:
		ends, _ := q.ends(q.subject)
		return fmt.Sprintf("%s expired at %s", q.key(), ends.text)
	case unknownAction:
		return fmt.Sprintf("action %q is not known", r.Action)
	case unknownResourceType:
		return fmt.Sprintf("resource type %q is not known", r.Resource.Type)
	case unruled:
		return fmt.Sprintf("Grafana %s has no rule for %s", x.rows.Version, x.newest(r.Action))
	case notAsked:
		return fmt.Sprintf("%s is not asked of: %s", x.newest(r.Action), x.kinds.names[q.kind])
	case unknownResource:
		return undeclared(q.typ.name, r.Resource.ID)
	case notMember:
		return undeclared("member", r.Resource.ID)
	case unknownDashboard:
		return undeclared("dashboard", r.Resource.Dashboard)
	case unknownFolder:
		return undeclared("folder", r.Resource.Folder)
	}
	return ""
}
