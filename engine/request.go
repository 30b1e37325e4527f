package engine

import (
	"encoding/json"
	"errors"
	"fmt"
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
	// Time decides whether keys have expired. The zero Time is now.
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
func (s Subject) String() string { return word(printable.Name(s.Type), printable.Name(s.ID)) }

// String returns the resource as it is written on a command line,
// "folder:production", for people, as the String of a Subject does.
func (r Resource) String() string { return word(printable.Name(r.Type), printable.Name(r.ID)) }

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

func word(typ, id string) string {
	if id == "" {
		return typ
	}
	return typ + ":" + id
}

// evaluation is the JSON of a Request.
type evaluation struct {
	Subject struct {
		Type       string             `json:"type"`
		ID         string             `json:"id,omitempty"`
		Properties *subjectProperties `json:"properties,omitempty"`
	} `json:"subject"`
	Action struct {
		Name string `json:"name"`
	} `json:"action"`
	Resource *evaluatedResource `json:"resource,omitempty"`
	Context  struct {
		Org  string `json:"org,omitempty"`
		Time string `json:"time,omitempty"`
	} `json:"context"`
}

type evaluatedResource struct {
	Type       string              `json:"type"`
	ID         string              `json:"id,omitempty"`
	Properties *resourceProperties `json:"properties,omitempty"`
}

type subjectProperties struct {
	Groups []string `json:"groups,omitempty"`
	Token  string   `json:"token,omitempty"`
}

type resourceProperties struct {
	Folder    string `json:"folder,omitempty"`
	Dashboard string `json:"dashboard,omitempty"`
	CreatedBy string `json:"created_by,omitempty"`
}

// MarshalJSON writes an AuthZEN evaluation request.
func (r Request) MarshalJSON() ([]byte, error) {
	var e evaluation
	e.Subject.Type, e.Subject.ID = r.Subject.Type, r.Subject.ID
	if r.Subject.Token != "" || len(r.Subject.Groups) > 0 {
		e.Subject.Properties = &subjectProperties{r.Subject.Groups, r.Subject.Token}
	}
	e.Action.Name = r.Action
	if r.Resource != (Resource{}) {
		e.Resource = &evaluatedResource{Type: r.Resource.Type, ID: r.Resource.ID}
		if p := (resourceProperties{r.Resource.Folder, r.Resource.Dashboard, r.Resource.CreatedBy}); p != (resourceProperties{}) {
			e.Resource.Properties = &p
		}
	}
	e.Context.Org = r.Org
	if !r.Time.IsZero() {
		e.Context.Time = r.Time.UTC().Format(time.RFC3339Nano)
	}
	return json.Marshal(e)
}

// UnmarshalJSON reads an AuthZEN evaluation request. What it does not know it
// ignores, as AuthZEN asks. A request without the type of a subject or the
// name of an action, and a time that is not RFC 3339, are malformed.
func (r *Request) UnmarshalJSON(b []byte) error {
	var e evaluation
	if err := json.Unmarshal(b, &e); err != nil {
		return err
	}
	if e.Subject.Type == "" || e.Action.Name == "" {
		return errors.New("subject.type and action.name are required")
	}
	*r = Request{
		Subject: Subject{Type: e.Subject.Type, ID: e.Subject.ID},
		Action:  e.Action.Name,
		Org:     e.Context.Org,
	}
	if p := e.Subject.Properties; p != nil {
		r.Subject.Groups, r.Subject.Token = p.Groups, p.Token
	}
	if e.Resource != nil {
		r.Resource = Resource{Type: e.Resource.Type, ID: e.Resource.ID}
		if p := e.Resource.Properties; p != nil {
			r.Resource.Folder, r.Resource.Dashboard, r.Resource.CreatedBy = p.Folder, p.Dashboard, p.CreatedBy
		}
	}
	if e.Context.Time == "" {
		return nil
	}
	t, err := time.Parse(time.RFC3339, e.Context.Time)
	if err != nil {
		return fmt.Errorf("context.time %q is not RFC 3339", e.Context.Time)
	}
	r.Time = t
	return nil
}
