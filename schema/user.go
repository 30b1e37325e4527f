package schema

import "github.com/hashicorp/hcl/v2"

// UserBlock is a user block as written.
type UserBlock struct {
	Instance
	Label        string    `hcl:"name,label"`
	LabelRange   hcl.Range `hcl:"name,label_range"`
	Login        *string   `hcl:"login,optional"`
	LoginRange   hcl.Range `hcl:"login,attr_value_range"`
	Email        *string   `hcl:"email,optional"`
	EmailRange   hcl.Range `hcl:"email,attr_value_range"`
	Name         string    `hcl:"name,optional"`
	GrafanaAdmin bool      `hcl:"grafana_admin,optional"`
	Disabled     bool      `hcl:"disabled,optional"`
	Description  string    `hcl:"description,optional"`
	Range        hcl.Range `hcl:",def_range"`
}

// A User is a user of the instance; which orgs it is in, the orgs say.
type User struct {
	Addr UserAddr
	// Login and Email are each unique in the instance, and either names
	// the user in a request. The email's value is empty when it has none.
	Login, Email Text
	// GrafanaAdmin marks a server admin, which is not an org role.
	GrafanaAdmin bool
	Disabled     bool
	Range        hcl.Range
}
