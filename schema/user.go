package schema

import "github.com/hashicorp/hcl/v2"

// UserBlock is a user block as written.
type UserBlock struct {
	Instance
	Label        string    `hcl:"name,label"`
	LabelRange   hcl.Range `hcl:"name,label_range"`
	Login        *string   `hcl:"login,optional" default:"the label" doc:"The login; unique in the server, and among the emails."`
	LoginRange   hcl.Range `hcl:"login,attr_value_range"`
	Email        *string   `hcl:"email,optional" default:"none" doc:"The email, which requests may use instead of the login; unique in the server."`
	EmailRange   hcl.Range `hcl:"email,attr_value_range"`
	Name         string    `hcl:"name,optional" default:"none" doc:"The name for people; it decides nothing."`
	GrafanaAdmin bool      `hcl:"grafana_admin,optional" doc:"Server admin: runs the server, users and orgs. It is not an org role and opens no folder."`
	AdminRange   hcl.Range `hcl:"grafana_admin,attr_value_range"`
	Disabled     bool      `hcl:"disabled,optional" doc:"A disabled user cannot sign in and may do nothing."`
	Description  string    `hcl:"description,optional" doc:"For people; Grafana does not see it."`
	Range        hcl.Range `hcl:",def_range" doc:"A user of the server. Which orgs it is in, the orgs say."`
}

// A User is a user of the instance; which orgs it is in, the orgs say.
type User struct {
	Addr UserAddr
	// Login and Email are each unique in the instance, and either names
	// the user in a request. The email's value is empty when it has none.
	Login, Email Text
	// GrafanaAdmin marks a server admin, which is not an org role.
	GrafanaAdmin bool
	// AdminRange is where grafana_admin stands; empty when it is left out.
	AdminRange hcl.Range
	Disabled   bool
	Range      hcl.Range
}
