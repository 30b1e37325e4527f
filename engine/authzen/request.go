package authzen

import (
	"slices"
	"strings"
	"time"

	"github.com/rolecall/rolecall/internal/printable"
)

// A Request asks whether a subject may do an action with a resource. Its JSON
// is AuthZEN 1.0's evaluation request.
type Request struct {
	Subject Subject
	// Action is Grafana's name for the action, as in "dashboards:write".
	Action string
	// Resource is the resource of the action. It is zero for what Grafana asks without
	// a resource, such as a list or the org itself; other actions are denied then.
	Resource Resource
	// DataSources are the uids of the data sources that an alert rule queries, for a
	// request about rules; in JSON the property data_sources of the resource. An empty
	// list is that of a rule that queries none. With nil, which data sources the rule
	// queries is not known: a subject that may query none of the org is denied, and the
	// reasons of an allow say that it is not known.
	DataSources []string
	// Org is the label or the name of the org in which the subject asks. It may be
	// empty if exactly one org is declared.
	Org string
	// Time decides whether keys have expired. The zero Time means now. A Time before
	// 1677 or after 2262, outside the range of nanoseconds since 1970, denies
	// everything.
	Time time.Time
}

// A Subject is the user, account or key that asks.
type Subject struct {
	// Type is "user", "service_account", "api_key" or "anonymous".
	Type string
	// ID is the login or email of a user, the name of a service account or
	// key, and empty for anonymous.
	ID string
	// Groups are the external groups of the session of a user, for team
	// and org sync.
	Groups []string
	// Token is the name of the token that a service account uses. Without one, the
	// request is about the account itself.
	Token string
}

// A Resource is the object of an action.
type Resource struct {
	// Type is "folder", "dashboard" and so on; empty for the org.
	Type string
	// ID is the uid, name or login of the resource in Grafana. The folder "general"
	// is General.
	ID string
	// Folder is the uid of the folder of an undeclared dashboard, a library panel or
	// an alert.
	Folder string
	// Dashboard is the uid of the dashboard that an annotation, alert or
	// snapshot belongs to.
	Dashboard string
	// CreatedBy is the login of the user who made the resource, if known.
	CreatedBy string
}

// IsBare reports whether the request names no resource, or the type "org" alone, which asks
// the same: what Grafana asks without a resource.
func (r Request) IsBare() bool {
	return r.Resource.Type == "" || r.Resource.Type == "org" && r.Resource.ID == ""
}

// IsGroup reports whether the subject is a team or a role. These have access to list, and ask
// nothing themselves.
func (s Subject) IsGroup() bool { return s.Type == "team" || s.Type == "role" }

// String returns the subject as on a command line, "user:eve", for people. An ID with
// invisible characters, such as line breaks, is quoted and escaped.
func (s Subject) String() string { return Key(printable.Name(s.Type), printable.Name(s.ID)) }

// String returns the resource as on a command line, "folder:production", for people. It
// quotes and escapes as the String of a Subject does.
func (r Resource) String() string { return Key(printable.Name(r.Type), printable.Name(r.ID)) }

// String returns the request in the words of a command line, followed by its other
// properties: "user:eve dashboards:write dashboard:new in folder:production in org main".
// It is for people, and quotes and escapes as the String of a Subject does.
func (r Request) String() string {
	words := []string{r.Subject.String(), printable.Name(r.Action), r.Resource.String()}
	add := func(what, value string) {
		if value != "" {
			words = append(words, what+printable.Name(value))
		}
	}
	add("of dashboard:", r.Resource.Dashboard)
	add("in folder:", r.Resource.Folder)
	add("made by user:", r.Resource.CreatedBy)
	for _, uid := range r.DataSources {
		add("querying data_source:", uid)
	}
	if r.DataSources != nil && len(r.DataSources) == 0 {
		words = append(words, "querying nothing")
	}
	add("with the token ", r.Subject.Token)
	for i, group := range r.Subject.Groups {
		if i == 0 {
			words = append(words, "with the groups")
		}
		words = append(words, printable.Name(group))
	}
	if !r.Time.IsZero() {
		add("at ", r.Time.Format(time.RFC3339))
	}
	add("in org ", r.Org)
	return strings.Join(slices.DeleteFunc(words, func(word string) bool { return word == "" }), " ")
}

// Key returns the key of a subject or a resource, "user:eve". It is the type alone if the
// ID is empty. Unlike String, it does not escape anything.
func Key(typ, id string) string {
	if id == "" {
		return typ
	}
	return typ + ":" + id
}
