package schema

import "github.com/hashicorp/hcl/v2"

// TeamBlock is a team block as written.
type TeamBlock struct {
	Instance
	Label          string         `hcl:"name,label"`
	LabelRange     hcl.Range      `hcl:"name,label_range"`
	Org            hcl.Expression `hcl:"org,optional" type:"reference to an org" default:"the one org that is declared" doc:"The org that the team is in."`
	Name           *string        `hcl:"name,optional" default:"the label" doc:"What Grafana calls the team; unique in its org."`
	NameRange      hcl.Range      `hcl:"name,attr_value_range"`
	Members        hcl.Expression `hcl:"members,optional" type:"list of references to users" doc:"Users in the team. Who is not in the org gets nothing by the team."`
	Admins         hcl.Expression `hcl:"admins,optional" type:"list of references to users" doc:"Users who manage the team; they are members too and stand in one of the lists only."`
	CreatedBy      hcl.Expression `hcl:"created_by,optional" type:"reference to a user or service account" default:"nobody" doc:"Who made the team, and is its admin where Grafana makes creators admins. A service account counts from 8.5."`
	ExternalGroups hcl.Expression `hcl:"external_groups,optional" type:"list of strings" doc:"External groups whose members team sync adds, in capitals or not."`
	Description    string         `hcl:"description,optional" doc:"For people; Grafana does not see it."`
	Range          hcl.Range      `hcl:",def_range" doc:"A group of users of an org, that permissions and roles can be given to."`
}

// A Team is a group of users of an org.
type Team struct {
	Addr TeamAddr
	Org  *Org
	// Name is unique in the org.
	Name Text
	// Members and Admins have no user in common: an admin is a member.
	Members, Admins []Ref[User]
	// ExternalGroups are the groups whose members team sync adds.
	ExternalGroups []Text
	// CreatedBy is nil when it is not declared.
	CreatedBy *Creator
	Range     hcl.Range
}
