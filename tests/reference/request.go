package reference

import (
	"encoding/json"
	"errors"
	"time"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/internal/moment"
)

// A Request is an AuthZEN evaluation request with all properties that rolecall supports.
type Request struct {
	Subject  Subject  `json:"subject"`
	Action   Action   `json:"action"`
	Resource Resource `json:"resource,omitzero"`
	Context  Context  `json:"context,omitzero"`
}

// A Subject is the user, account or key that asks.
type Subject struct {
	Type       string            `json:"type"`
	ID         string            `json:"id,omitempty"`
	Properties SubjectProperties `json:"properties,omitzero"`
}

// SubjectProperties holds the properties of a session.
type SubjectProperties struct {
	// Groups lists the external groups of a session from an identity provider; nil for
	// other sessions.
	Groups []string `json:"groups,omitempty"`
	// Token is the name of the token that a service account uses.
	Token string `json:"token,omitempty"`
}

// An Action is the action of a request.
type Action struct {
	Name string `json:"name"`
}

// A Resource is the resource of a request.
type Resource struct {
	Type       string             `json:"type"`
	ID         string             `json:"id,omitempty"`
	Properties ResourceProperties `json:"properties,omitzero"`
}

// ResourceProperties holds the properties of an undeclared resource.
type ResourceProperties struct {
	Folder    string `json:"folder,omitempty"`
	Dashboard string `json:"dashboard,omitempty"`
	CreatedBy string `json:"created_by,omitempty"`
	// DataSources lists the data sources that an alert rule queries; nil if they are not named.
	DataSources *[]string `json:"data_sources,omitempty"`
}

// A Context is the org and the time of a request.
type Context struct {
	Org string `json:"org,omitempty"`
	// Time is in RFC 3339; empty means now.
	Time string `json:"time,omitempty"`
}

// time returns the time of the request, and false if it is malformed.
func (r Request) time() (time.Time, bool) {
	if r.Context.Time == "" {
		return time.Now(), true
	}
	t, err := time.Parse(time.RFC3339, r.Context.Time)
	return t, err == nil
}

// ToEngine converts a request to one for the engine, which reads the JSON of the request as the same. The error
// is that of a request without a type of the subject or an action, or with a malformed time.
func ToEngine(r Request) (engine.Request, error) {
	if r.Subject.Type == "" || r.Action.Name == "" {
		return engine.Request{}, errors.New("a request has a type of the subject and an action")
	}
	out := engine.Request{
		Subject: engine.Subject{Type: r.Subject.Type, ID: r.Subject.ID, Groups: r.Subject.Properties.Groups, Token: r.Subject.Properties.Token},
		Action:  r.Action.Name,
		Resource: engine.Resource{
			Type: r.Resource.Type, ID: r.Resource.ID,
			Folder: r.Resource.Properties.Folder, Dashboard: r.Resource.Properties.Dashboard, CreatedBy: r.Resource.Properties.CreatedBy,
		},
		Org: r.Context.Org,
	}
	if sources := r.Resource.Properties.DataSources; sources != nil {
		out.DataSources = *sources
	}
	if r.Context.Time == "" {
		return out, nil
	}
	var err error
	out.Time, err = moment.Parse(r.Context.Time)
	return out, err
}

// FromEngine converts a request for the engine to one for the reference.
func FromEngine(r engine.Request) (Request, error) {
	text, err := json.Marshal(r)
	if err != nil {
		return Request{}, err
	}
	var out Request
	err = json.Unmarshal(text, &out)
	return out, err
}
