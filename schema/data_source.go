package schema

import "github.com/hashicorp/hcl/v2"

// DataSourceBlock is a data_source block as written.
type DataSourceBlock struct {
	Instance
	Label       string            `hcl:"name,label"`
	LabelRange  hcl.Range         `hcl:"name,label_range"`
	Org         hcl.Expression    `hcl:"org,optional" type:"reference to an org" default:"the one org that is declared" doc:"The org that the data source is in."`
	UID         *string           `hcl:"uid,optional" default:"the label" doc:"What Grafana calls the data source; unique in its org."`
	UIDRange    hcl.Range         `hcl:"uid,attr_value_range"`
	Description string            `hcl:"description,optional" doc:"For people; Grafana does not see it."`
	Permissions []PermissionBlock `hcl:"permission,block"`
	Range       hcl.Range         `hcl:",def_range" doc:"A data source. Permissions on it need Grafana Enterprise or Cloud: Query, Edit, and from 10.3 Admin."`
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
