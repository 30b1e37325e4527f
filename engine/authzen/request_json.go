package authzen

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/rolecall/rolecall/internal/ijson"
	"github.com/rolecall/rolecall/internal/moment"
)

// An entity is the JSON of a Subject or a Resource.
type entity struct {
	Type       string `json:"type"`
	ID         string `json:"id,omitempty"`
	Properties any    `json:"properties,omitempty"`
}

// MarshalJSON returns an AuthZEN subject, with the groups and the token as properties.
func (s Subject) MarshalJSON() ([]byte, error) {
	e := entity{Type: s.Type, ID: s.ID}
	if s.Token != "" || len(s.Groups) > 0 {
		e.Properties = struct {
			Groups []string `json:"groups,omitempty"`
			Token  string   `json:"token,omitempty"`
		}{s.Groups, s.Token}
	}
	return encoded(e)
}

// MarshalJSON returns an AuthZEN resource, with the folder, the dashboard and the creator
// as properties.
func (r Resource) MarshalJSON() ([]byte, error) { return encoded(r.entity(nil)) }

// entity returns the JSON of a resource with the data sources that a rule queries.
func (r Resource) entity(sources []string) entity {
	e := entity{Type: r.Type, ID: r.ID}
	if sources != nil || r != (Resource{Type: r.Type, ID: r.ID}) {
		e.Properties = struct {
			Folder      string   `json:"folder,omitempty"`
			Dashboard   string   `json:"dashboard,omitempty"`
			CreatedBy   string   `json:"created_by,omitempty"`
			DataSources []string `json:"data_sources,omitzero"`
		}{r.Folder, r.Dashboard, r.CreatedBy, sources}
	}
	return e
}

// encoded returns JSON in which <, > and & are not escaped. An encoder that calls
// MarshalJSON may still escape them.
func encoded(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// MarshalJSON returns an AuthZEN evaluation request.
func (r Request) MarshalJSON() ([]byte, error) {
	type action struct {
		Name string `json:"name"`
	}
	type context struct {
		Org  string `json:"org,omitempty"`
		Time string `json:"time,omitempty"`
	}
	at := ""
	if !r.Time.IsZero() {
		at = r.Time.UTC().Format(time.RFC3339Nano)
	}
	return json.Marshal(struct {
		Subject  Subject `json:"subject"`
		Action   action  `json:"action"`
		Resource entity  `json:"resource,omitzero"`
		Context  context `json:"context"`
	}{r.Subject, action{r.Action}, r.Resource.entity(r.DataSources), context{r.Org, at}})
}

// UnmarshalJSON parses an AuthZEN evaluation request. It must be I-JSON (RFC 7493): a
// member that appears twice, at any depth, and text that is not UTF-8 are errors, since
// another reader could read the request differently. Member names are exact. Unknown
// members are ignored, as AuthZEN requires, and null is the same as a missing member.
//
// A known member of the wrong type is an error. So are a missing type of the subject or
// name of the action, and a time that is not RFC 3339 or lies before 1677 or after 2262.
// After an error, the Request is unchanged.
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
		DataSources: around.Texts("data_sources"),
		Org:         context.Text("org"),
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
