package resource

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"
)

// A Project is everything that a Terraform project declares of the provider grafana.
type Project struct {
	// Resources are in the order of their source.
	Resources []*Resource
	SignIn    SignIn
	// Providers are the configurations of the provider by alias, with "" for the one without; nil if the source tells
	// none.
	Providers map[string]Provider
	// Notes are about the project as a whole.
	Notes []Note
}

// A Note is about something that the source does not tell.
type Note struct {
	// What is a noun phrase, and Why a sentence.
	What, Why string
}

// A SignIn tells how the provider signs in to Grafana.
type SignIn struct {
	// Known reports whether the source tells it.
	Known bool
	// Login is the login of basic auth; empty for a token.
	Login string
}

// A Resource is an instance of a resource or data source.
type Resource struct {
	// Address is Terraform's: module.team["a"].grafana_folder.this[0].
	Address string
	Type    string
	// Provider is the alias of the configuration of the provider that it is of; empty for the one without.
	Provider string
	// Data reports whether it is a data source.
	Data bool
	Values
	// Was has the values from before a plan; nil if there are none.
	Was Values
	// Tainted reports whether Terraform does not know if it is there as it was to be.
	Tainted bool
	// Import is the id of an existing thing that Terraform takes it from; empty for none.
	Import string
	// At is the place of its block; empty if the source has no places.
	At hcl.Range
	// Reasons say, as sentences, why attributes are unknown.
	Reasons map[string]string
}

// Kind returns the type, with "data." before that of a data source.
func (r *Resource) Kind() string {
	if r.Data {
		return "data." + r.Type
	}
	return r.Type
}

// Because returns the reason why an attribute is unknown, as a sentence.
func (r *Resource) Because(attr string) string {
	if why := r.Reasons[attr]; why != "" {
		return why
	}
	return fmt.Sprintf("%s.%s is known only once Terraform has applied the project%s.", r.Address, attr, r.Place())
}

// Place returns " (FILE:LINE)"; empty if the source has no places.
func (r *Resource) Place() string { return PlaceOf(r.At) }

// PlaceOf returns a range as " (FILE:LINE)"; empty for an empty one.
func PlaceOf(at hcl.Range) string {
	if at.Filename == "" {
		return ""
	}
	return fmt.Sprintf(" (%s:%d)", at.Filename, at.Start.Line)
}
