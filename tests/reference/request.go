package reference

import (
	"encoding/json"
	"time"

	"github.com/rolecall/rolecall/engine"
)

// A Request is an AuthZEN evaluation request with all that the language knows
// of it.
type Request struct {
	Subject  Subject  `json:"subject"`
	Action   Action   `json:"action"`
	Resource Resource `json:"resource,omitzero"`
	Context  Context  `json:"context,omitzero"`
}

// A Subject is who asks.
type Subject struct {
	Type       string            `json:"type"`
	ID         string            `json:"id,omitempty"`
	Properties SubjectProperties `json:"properties,omitzero"`
}

// SubjectProperties are what is known of a session beside its subject.
type SubjectProperties struct {
	// Groups are the external groups of a session that an identity provider
	// started; nil for any other session.
	Groups []string `json:"groups,omitempty"`
	// Token is the name of the token that a service account uses.
	Token string `json:"token,omitempty"`
}

// An Action is what is asked for.
type Action struct {
	Name string `json:"name"`
}

// A Resource is what is asked about.
type Resource struct {
	Type       string             `json:"type"`
	ID         string             `json:"id,omitempty"`
	Properties ResourceProperties `json:"properties,omitzero"`
}

// ResourceProperties say of an undeclared thing what a configuration cannot.
type ResourceProperties struct {
	Folder    string `json:"folder,omitempty"`
	Dashboard string `json:"dashboard,omitempty"`
	CreatedBy string `json:"created_by,omitempty"`
}

// A Context is where and when it is asked.
type Context struct {
	Org string `json:"org,omitempty"`
	// Time is RFC 3339, and now when empty.
	Time string `json:"time,omitempty"`
}

// time is the moment of the request; false when it is not a time.
func (r Request) time() (time.Time, bool) {
	if r.Context.Time == "" {
		return time.Now(), true
	}
	t, err := time.Parse(time.RFC3339, r.Context.Time)
	return t, err == nil
}

// ToEngine returns the same request for the engine. It goes through JSON, which both
// sides share.
func ToEngine(r Request) (engine.Request, error) {
	text, err := json.Marshal(r)
	if err != nil {
		return engine.Request{}, err
	}
	var out engine.Request
	err = json.Unmarshal(text, &out)
	return out, err
}

// FromEngine returns a request of the engine for the reference.
func FromEngine(r engine.Request) (Request, error) {
	text, err := json.Marshal(r)
	if err != nil {
		return Request{}, err
	}
	var out Request
	err = json.Unmarshal(text, &out)
	return out, err
}
