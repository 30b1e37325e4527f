package schema

import "github.com/hashicorp/hcl/v2"

// DataSourceBlock is a data_source block as written.
type DataSourceBlock struct {
	Instance
	Label       string            `hcl:"name,label"`
	LabelRange  hcl.Range         `hcl:"name,label_range"`
	Org         hcl.Expression    `hcl:"org,optional"`
	UID         *string           `hcl:"uid,optional"`
	UIDRange    hcl.Range         `hcl:"uid,attr_value_range"`
	Description string            `hcl:"description,optional"`
	Permissions []PermissionBlock `hcl:"permission,block"`
	Range       hcl.Range         `hcl:",def_range"`
}

// A DataSource is a data source of an org.
type DataSource struct {
	Addr DataSourceAddr
	Org  *Org
	// UID is unique among the data sources of the org.
	UID Text
	// Permissions has entries only; it has no default list.
	Permissions Permissions
	Range       hcl.Range
}
