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
	Org         hcl.Expression `hcl:"org,optional"`
	Name        *string        `hcl:"name,optional"`
	NameRange   hcl.Range      `hcl:"name,attr_value_range"`
	Role        string         `hcl:"role"`
	RoleRange   hcl.Range      `hcl:"role,attr_value_range"`
	Disabled    bool           `hcl:"disabled,optional"`
	Description string         `hcl:"description,optional"`
	Tokens      []TokenBlock   `hcl:"token,block"`
	Range       hcl.Range      `hcl:",def_range"`
}

// TokenBlock is a token block as written.
type TokenBlock struct {
	Name         string    `hcl:"name,label"`
	NameRange    hcl.Range `hcl:"name,label_range"`
	Expires      *string   `hcl:"expires,optional"`
	ExpiresRange hcl.Range `hcl:"expires,attr_value_range"`
	Description  string    `hcl:"description,optional"`
	Range        hcl.Range `hcl:",def_range"`
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
	Range   hcl.Range
}
