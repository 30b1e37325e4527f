package explain

import (
	"fmt"

	"github.com/rolecall/rolecall/internal/printable"
)

// A Problem is why a request is denied before anything that is granted counts. The
// zero Problem has no Kind and stands for no problem.
type Problem struct {
	Kind ProblemKind
	// Org is the label of the org that was asked in, or the unknown name of one.
	Org string
	// Subject is the subject that cannot ask: "user:eve".
	Subject string
	// Token is the name of the token that is not declared.
	Token string
	// Action is the action, by its newest name, or the unknown name of one.
	Action string
	// Type and ID are those of what is not known, or not declared. The Type "member"
	// is a user who is not in the Org. For DoesNotApply, Type is the kind of resource
	// that Grafana does not check the Action on.
	Type, ID string
	// Time is the expiry, or the time that does not count, in RFC 3339.
	Time string
	// Error is why no decision was made.
	Error string
	// Most is how many groups a session may have.
	Most int
	// Version is the release of Grafana that has no rule.
	Version string
}

// A ProblemKind tells which fields of a Problem count.
type ProblemKind string

const (
	// NoConfiguration is that nothing was loaded.
	NoConfiguration ProblemKind = "no_configuration"
	// NotDecided is that no decision was made because of the Error.
	NotDecided ProblemKind = "not_decided"
	// NoOrg is that the request names no org, and the configuration does not have
	// exactly one.
	NoOrg ProblemKind = "no_org"
	// UnknownOrg is that the Org is not declared.
	UnknownOrg ProblemKind = "unknown_org"
	// BadTime is that nanoseconds since 1970 cannot tell the Time.
	BadTime ProblemKind = "bad_time"
	// TooManyGroups is that the session has more groups than the Most that count.
	TooManyGroups ProblemKind = "too_many_groups"
	// UnknownSubjectType is that there are no subjects of the Type.
	UnknownSubjectType ProblemKind = "unknown_subject_type"
	// NoAnonymous is that anonymous access is off in the Org.
	NoAnonymous ProblemKind = "no_anonymous_access"
	// UnknownSubject is that the subject of the Type with the ID is not declared.
	UnknownSubject ProblemKind = "unknown_subject"
	// Disabled is that the Subject is disabled.
	Disabled ProblemKind = "disabled"
	// UnknownToken is that the Token of the Subject is not declared.
	UnknownToken ProblemKind = "unknown_token"
	// Expired is that the Subject expired at the Time.
	Expired ProblemKind = "expired"
	// UnknownAction is that Grafana has no Action of this name.
	UnknownAction ProblemKind = "unknown_action"
	// UnknownResourceType is that there are no resources of the Type.
	UnknownResourceType ProblemKind = "unknown_resource_type"
	// NoRule is that Grafana in the Version does not check the Action.
	NoRule ProblemKind = "no_rule"
	// DoesNotApply is that Grafana does not check the Action on the Type.
	DoesNotApply ProblemKind = "does_not_apply"
	// Undeclared is that the resource of the Type with the ID is not declared in the
	// Org.
	Undeclared ProblemKind = "undeclared"
)

// String returns the problem in words, in which what cannot be seen of names is
// escaped; empty for no problem.
func (p Problem) String() string { return printable.Line(words.problem(p)) }

// MarshalText writes the problem in words.
func (p Problem) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

func problemInEnglish(p Problem) string {
	switch p.Kind {
	case NoConfiguration:
		return "the engine has no configuration; make it with Open, OpenFS, FromWorld or FromBundle"
	case NotDecided:
		return "no decision was made: " + p.Error
	case NoOrg:
		return "the request names no org, and not just one is declared"
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
		return fmt.Sprintf("action %q is not known", p.Action)
	case UnknownResourceType:
		return fmt.Sprintf("resource type %q is not known", p.Type)
	case NoRule:
		return fmt.Sprintf("Grafana %s has no rule for %s", p.Version, p.Action)
	case DoesNotApply:
		return fmt.Sprintf("%s is not asked of: %s", p.Action, p.Type)
	case Undeclared:
		return fmt.Sprintf("%s %q is not declared in org %q", p.Type, p.ID, p.Org)
	}
	return string(p.Kind)
}
