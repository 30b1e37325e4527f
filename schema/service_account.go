package schema

import (
	"time"

	"github.com/hashicorp/hcl/v2"
)

// ServiceAccountBlock is a service_account block as written.
type ServiceAccountBlock struct {
	Instance
	Label       string         `hcl:"name,label"`
	LabelRange  hcl.Range      `hcl:"name,label_range"`
	Org         hcl.Expression `hcl:"org,optional" type:"reference to an org" default:"the one org that is declared" doc:"The org that the account is in."`
	Name        *string        `hcl:"name,optional" default:"the label" doc:"What Grafana calls the account; unique in its org."`
	NameRange   hcl.Range      `hcl:"name,attr_value_range"`
	Role        string         `hcl:"role" values:"None=10.2" doc:"The org role of the account: Viewer, Editor, Admin or None."`
	RoleRange   hcl.Range      `hcl:"role,attr_value_range"`
	Disabled    bool           `hcl:"disabled,optional" doc:"A disabled account may do nothing, and neither may its tokens."`
	Description string         `hcl:"description,optional" doc:"For people; Grafana does not see it."`
	Tokens      []TokenBlock   `hcl:"token,block"`
	Range       hcl.Range      `hcl:",def_range" since:"8.5" doc:"A service account of an org: a holder like a user, for programs."`
}

// TokenBlock is a token block as written.
type TokenBlock struct {
	Name         string    `hcl:"name,label"`
	NameRange    hcl.Range `hcl:"name,label_range"`
	Expires      *string   `hcl:"expires,optional" default:"never" doc:"The moment from which the token is refused, in RFC 3339, as in 2027-01-01T00:00:00Z."`
	ExpiresRange hcl.Range `hcl:"expires,attr_value_range"`
	Description  string    `hcl:"description,optional" doc:"For people; Grafana does not see it."`
	Range        hcl.Range `hcl:",def_range" doc:"A token of the account, which has all of the account's rights until it expires."`
}

// A ServiceAccount is a service account of an org.
type ServiceAccount struct {
	Addr ServiceAccountAddr
	Org  *Org
	// Name is unique among the service accounts of the org.
	Name     Text
	Role     OrgRole
	Disabled bool
	Tokens   []Token
	Range    hcl.Range
}

// A Token is a token of a service account.
type Token struct {
	Name Text
	// Expires is the first moment at which the token is refused, in UTC;
	// the zero time for a token without end.
	Expires time.Time
	// ExpiresRange is where that stands; empty for a token without end.
	ExpiresRange hcl.Range
	Range        hcl.Range
}
