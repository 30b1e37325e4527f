package explain

import (
	"fmt"

	"github.com/rolecall/rolecall/internal/printable"
)

// A Problem is a reason to deny a request without looking at grants. The zero Problem has
// no Kind and means that there is no problem.
type Problem struct {
	Kind ProblemKind
	// Org is the label of the org of the request, or a name that is not declared.
	Org string
	// Subject is the key of the subject that cannot ask: "user:eve".
	Subject string
	// Token is the name of the undeclared token.
	Token string
	// Action is the newest name of the action, or a name that is unknown.
	Action string
	// Type and ID name the unknown or undeclared subject or resource. The Type
	// "member" is a user who is not in the Org. For DoesNotApply, Type is the type of
	// resource on which Grafana does not check the Action; empty for a request without
	// a resource.
	Type, ID string
	// Time is the expiry, or a time out of range, in RFC 3339.
	Time string
	// Error is the error because of which no decision was made.
	Error string
	// Most is the number of groups that a session may have.
	Most int
	// Version is the release of Grafana without a rule, or without the Action.
	Version string
}

// A ProblemKind is a kind of Problem. It determines which fields of a Problem are set.
type ProblemKind string

const (
	// NoConfiguration means that nothing was loaded.
	NoConfiguration ProblemKind = "no_configuration"
	// NotDecided means that no decision was made, because of the Error.
	NotDecided ProblemKind = "not_decided"
	// NoOrg means that the request names no org, and the configuration does not
	// declare exactly one.
	NoOrg ProblemKind = "no_org"
	// UnknownOrg means that the Org is not declared.
	UnknownOrg ProblemKind = "unknown_org"
	// BadTime means that the Time is outside the range of nanoseconds since 1970.
	BadTime ProblemKind = "bad_time"
	// TooManyGroups means that the session has more groups than Most.
	TooManyGroups ProblemKind = "too_many_groups"
	// UnknownSubjectType means that there are no subjects of the Type.
	UnknownSubjectType ProblemKind = "unknown_subject_type"
	// NoAnonymous means that anonymous access is off in the Org.
	NoAnonymous ProblemKind = "no_anonymous_access"
	// UnknownSubject means that the subject of the Type with the ID is not declared.
	UnknownSubject ProblemKind = "unknown_subject"
	// Disabled means that the Subject is disabled.
	Disabled ProblemKind = "disabled"
	// UnknownToken means that the Token of the Subject is not declared.
	UnknownToken ProblemKind = "unknown_token"
	// Expired means that the Subject expired at the Time.
	Expired ProblemKind = "expired"
	// UnknownAction means that Grafana in the Version has no action called Action.
	UnknownAction ProblemKind = "unknown_action"
	// UnknownResourceType means that there are no resources of the Type.
	UnknownResourceType ProblemKind = "unknown_resource_type"
	// NoSuchType means that the request has an id, a folder, a dashboard, a creator or data sources, and
	// names no type of resource that has this.
	NoSuchType ProblemKind = "no_such_type"
	// NoID means that the only resource of the Type has no id, and the request has the ID.
	NoID ProblemKind = "no_id"
	// NoRule means that Grafana in the Version does not check the Action.
	NoRule ProblemKind = "no_rule"
	// DoesNotApply means that Grafana does not check the Action on the Type, or without
	// a resource.
	DoesNotApply ProblemKind = "does_not_apply"
	// Undeclared means that the resource of the Type with the ID is not declared in
	// the Org.
	Undeclared ProblemKind = "undeclared"
)

// Unknown reports whether the request names something that Grafana or the configuration
// does not have, or leaves the org out where there are several: a name may be misspelt.
// Otherwise all names are known, and the subject cannot make the request now.
func (p Problem) Unknown() bool {
	switch p.Kind {
	case NoOrg, UnknownOrg, BadTime, UnknownSubjectType, UnknownSubject, UnknownToken,
		UnknownAction, UnknownResourceType, NoSuchType, NoID, NoRule, DoesNotApply, Undeclared:
		return true
	}
	return false
}

// String returns the problem as text, empty for no problem. Invisible characters in names
// are escaped.
func (p Problem) String() string { return printable.Line(words.problem(p)) }

// MarshalText returns the problem as text.
func (p Problem) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

func problemInEnglish(p Problem) string {
	switch p.Kind {
	case NoConfiguration:
		return "the engine has no configuration; make it with Open, OpenFS, FromWorld or FromBundle"
	case NotDecided:
		return "no decision was made: " + p.Error
	case NoOrg:
		return "the request names no org, and the configuration does not declare exactly one"
	case UnknownOrg:
		return fmt.Sprintf("org %q is not declared", p.Org)
	case BadTime:
		return fmt.Sprintf("the time %q is not RFC 3339", p.Time)
	case TooManyGroups:
		return fmt.Sprintf("the session has more than %d groups", p.Most)
	case UnknownSubjectType:
		return fmt.Sprintf("subject type %q is not known", p.Type)
	case NoAnonymous:
		return fmt.Sprintf("anonymous access is off in org %q", p.Org)
	case UnknownSubject:
		return fmt.Sprintf("%s %q is not declared", p.Type, p.ID)
	case Disabled:
		return p.Subject + " is disabled"
	case UnknownToken:
		return fmt.Sprintf("token %q of %s is not declared", p.Token, p.Subject)
	case Expired:
		return fmt.Sprintf("%s expired at %s", p.Subject, p.Time)
	case UnknownAction:
		return fmt.Sprintf("action %q is not known in Grafana %s", p.Action, p.Version)
	case UnknownResourceType:
		return fmt.Sprintf("resource type %q is not known", p.Type)
	case NoSuchType:
		return "the request describes a resource by its id, folder, dashboard, creator or data sources, and names no type of resource that has this"
	case NoID:
		return fmt.Sprintf("the %s has no id, and the request names %q", p.Type, p.ID)
	case NoRule:
		return fmt.Sprintf("Grafana %s has no rule for %s", p.Version, p.Action)
	case DoesNotApply:
		if p.Type == "" {
			return fmt.Sprintf("Grafana does not check %s without a resource", p.Action)
		}
		return fmt.Sprintf("Grafana does not check %s on: %s", p.Action, p.Type)
	case Undeclared:
		switch p.Type {
		case "org", "user": // of all orgs
			return fmt.Sprintf("%s %q is not declared", p.Type, p.ID)
		case "member":
			return fmt.Sprintf("user %q is not a member of org %q", p.ID, p.Org)
		}
		return fmt.Sprintf("%s %q is not declared in org %q", p.Type, p.ID, p.Org)
	}
	return string(p.Kind)
}
