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
	// Resource is what is asked about. The zero Resource is the org itself,
	// for actions that need no resource.
	Resource Resource
	// Org is the label or the name of the org that is asked in. It may be
	// empty when one org alone is declared.
	Org string
	// Time decides whether keys have expired. The zero Time is now. At one that
	// nanoseconds since 1970 cannot tell, before 1677 or after 2262, everything
	// is denied.
	Time time.Time
}

// A Subject is who asks.
type Subject struct {
	// Type is "user", "service_account", "api_key" or "anonymous".
	Type string
	// ID is the login or email of a user, the name of a service account or
	// key, and empty for anonymous.
	ID string
	// Groups are the external groups of the session of a user, for team
	// and org sync.
	Groups []string
	// Token is the name of the token that a service account shows. Without
	// one the account itself is asked about.
	Token string
}

// A Resource is what an action is done with.
type Resource struct {
	// Type is "folder", "dashboard" and so on; empty for the org.
	Type string
	// ID is the uid, name or login that Grafana knows the resource by. The
	// folder "general" is General.
	ID string
	// Folder is the uid of the folder that an undeclared dashboard, a
	// library panel or an alert is in.
	Folder string
	// Dashboard is the uid of the dashboard that an annotation, alert or
	// snapshot belongs to.
	Dashboard string
	// CreatedBy is the login of the user who made the resource, if known.
	CreatedBy string
}

// String returns the subject as it is written on a command line, "user:eve", for
// people: an ID with characters that cannot be seen, such as line breaks, is in
// quotes and has escapes.
func (s Subject) String() string { return Key(printable.Name(s.Type), printable.Name(s.ID)) }

// String returns the resource as it is written on a command line,
// "folder:production", for people, as the String of a Subject does.
func (r Resource) String() string { return Key(printable.Name(r.Type), printable.Name(r.ID)) }

// String returns the request in the words of a command line, with what else of it
// counts: "user:eve dashboards:write dashboard:new in folder:production in org
// main". It is for people, as the String of a Subject is.
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

// Key returns the text that names a subject or a resource, "user:eve": the type alone
// if the ID is empty. Its characters are as they are, unlike those of a String.
func Key(typ, id string) string {
	if id == "" {
		return typ
	}
	return typ + ":" + id
}
