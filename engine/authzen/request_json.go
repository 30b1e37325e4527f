package authzen

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/rolecall/rolecall/internal/ijson"
	"github.com/rolecall/rolecall/internal/moment"
)

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

// UnmarshalJSON reads an AuthZEN evaluation request. It must be I-JSON (RFC
// 7493): a member that is there twice, at any depth, and text that is not UTF-8
// are errors, since other readers of the request would take it for another.
// Names of members are exact; members that it does not know it ignores, as
// AuthZEN asks, and null is as good as left out.
//
// It is an error for a member that it knows to be of another kind, for a request
// to have no type of a subject or no name of an action, and for a time not to be
// RFC 3339 or to lie before 1677 or after 2262. The Request is then left as it
// was.
func (r *Request) UnmarshalJSON(b []byte) error {
	read, err := readEvaluation(b)
	if err == nil {
		*r = read
	}
	return err
}

func readEvaluation(b []byte) (Request, error) {
	evaluation, err := ijson.ParseObject(b)
	if err != nil {
		return Request{}, err
	}
	subject, resource, context := evaluation.Object("subject"), evaluation.Object("resource"), evaluation.Object("context")
	about, around := subject.Object("properties"), resource.Object("properties")
	r := Request{
		Subject: Subject{
			Type:   subject.Text("type"),
			ID:     subject.Text("id"),
			Groups: about.Texts("groups"),
			Token:  about.Text("token"),
		},
		Action: evaluation.Object("action").Text("name"),
		Resource: Resource{
			Type:      resource.Text("type"),
			ID:        resource.Text("id"),
			Folder:    around.Text("folder"),
			Dashboard: around.Text("dashboard"),
			CreatedBy: around.Text("created_by"),
		},
		Org: context.Text("org"),
	}
	at := context.Text("time")
	switch err := evaluation.Err(); {
	case err != nil:
		return Request{}, err
	case r.Subject.Type == "" || r.Action == "":
		return Request{}, errors.New("subject.type and action.name are required")
	case at == "":
		return r, nil
	}
	if r.Time, err = moment.Parse(at); err != nil {
		return Request{}, fmt.Errorf("context.time %w", err)
	}
	return r, nil
}
