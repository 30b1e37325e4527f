package schema

import "github.com/hashicorp/hcl/v2"

// TeamBlock is a team block as written.
type TeamBlock struct {
	Instance
	Label          string         `hcl:"name,label"`
	LabelRange     hcl.Range      `hcl:"name,label_range"`
	Org            hcl.Expression `hcl:"org,optional"`
	Name           *string        `hcl:"name,optional"`
	NameRange      hcl.Range      `hcl:"name,attr_value_range"`
	Members        hcl.Expression `hcl:"members,optional"`
	Admins         hcl.Expression `hcl:"admins,optional"`
	CreatedBy      hcl.Expression `hcl:"created_by,optional"`
	ExternalGroups hcl.Expression `hcl:"external_groups,optional"`
	Description    string         `hcl:"description,optional"`
	Range          hcl.Range      `hcl:",def_range"`
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
