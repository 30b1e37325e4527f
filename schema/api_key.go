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
	Org          hcl.Expression `hcl:"org,optional"`
	Name         *string        `hcl:"name,optional"`
	NameRange    hcl.Range      `hcl:"name,attr_value_range"`
	Role         string         `hcl:"role"`
	RoleRange    hcl.Range      `hcl:"role,attr_value_range"`
	Expires      *string        `hcl:"expires,optional"`
	ExpiresRange hcl.Range      `hcl:"expires,attr_value_range"`
	Description  string         `hcl:"description,optional"`
	Range        hcl.Range      `hcl:",def_range"`
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
	Range   hcl.Range
}
