package schema

import (
	"time"

	"github.com/hashicorp/hcl/v2"
)

// APIKeyBlock is an api_key block as written.
type APIKeyBlock struct {
	Instance
	Label        string         `hcl:"name,label"`
	LabelRange   hcl.Range      `hcl:"name,label_range"`
	Org          hcl.Expression `hcl:"org,optional" type:"reference to an org" default:"the one org that is declared" doc:"The org that the key is for."`
	Name         *string        `hcl:"name,optional" default:"the label" doc:"What Grafana calls the key; unique in its org."`
	NameRange    hcl.Range      `hcl:"name,attr_value_range"`
	Role         string         `hcl:"role" values:"None=10.2" doc:"The org role of the key: Viewer, Editor, Admin or None. Entries for users and teams never match a key."`
	RoleRange    hcl.Range      `hcl:"role,attr_value_range"`
	Expires      *string        `hcl:"expires,optional" default:"never" doc:"The moment from which the key is refused, in RFC 3339, as in 2027-01-01T00:00:00Z."`
	ExpiresRange hcl.Range      `hcl:"expires,attr_value_range"`
	Description  string         `hcl:"description,optional" doc:"For people; Grafana does not see it."`
	Range        hcl.Range      `hcl:",def_range" until:"13" instead:"A service_account with a token does what a key did." doc:"An API key of an org. Grafana removed them in favour of service accounts."`
}

// An APIKey is an API key of an org.
type APIKey struct {
	Addr APIKeyAddr
	Org  *Org
	// Name is unique among the keys of the org.
	Name Text
	Role OrgRole
	// Expires is the first moment at which the key is refused, in UTC;
	// the zero time for a key without end.
	Expires time.Time
	// ExpiresRange is where that stands; empty for a key without end.
	ExpiresRange hcl.Range
	Range        hcl.Range
}
