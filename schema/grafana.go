package schema

import "github.com/hashicorp/hcl/v2"

// GrafanaBlock is a grafana block as written: which Grafana's rules apply,
// and the settings of the server that change them.
type GrafanaBlock struct {
	Version         string          `hcl:"version"`
	VersionRange    hcl.Range       `hcl:"version,attr_value_range"`
	ViewersCanEdit  bool            `hcl:"viewers_can_edit,optional"`
	EditorsCanAdmin bool            `hcl:"editors_can_admin,optional"`
	AllowOrgCreate  bool            `hcl:"allow_org_create,optional"`
	FeatureToggles  []string        `hcl:"feature_toggles,optional"`
	TogglesRange    hcl.Range       `hcl:"feature_toggles,attr_value_range"`
	Description     string          `hcl:"description,optional"`
	Anonymous       *AnonymousBlock `hcl:"anonymous,block"`
	Range           hcl.Range       `hcl:",def_range"`
}

// AnonymousBlock is an anonymous block as written. Its presence turns
// anonymous access on.
type AnonymousBlock struct {
	Org         hcl.Expression `hcl:"org,optional"`
	Role        string         `hcl:"role"`
	RoleRange   hcl.Range      `hcl:"role,attr_value_range"`
	Description string         `hcl:"description,optional"`
	Range       hcl.Range      `hcl:",def_range"`
}

// Grafana is the server that a configuration is about.
type Grafana struct {
	// Version picks the rules, as written: "8.0".
	Version string
	// ViewersCanEdit and EditorsCanAdmin are the settings of the same
	// names in Grafana's section [users].
	ViewersCanEdit, EditorsCanAdmin bool
	// AllowOrgCreate is the setting allow_org_create.
	AllowOrgCreate bool
	// FeatureToggles are the feature toggles that are on.
	FeatureToggles []string
	// Anonymous is nil while anonymous access is off.
	Anonymous *Anonymous
}

// Anonymous is what somebody who has not signed in is taken for.
type Anonymous struct {
	Org   *Org
	Role  OrgRole
	Range hcl.Range
}

// Versions are the versions of Grafana whose rules are known.
var Versions = []string{"8.0", "8.5", "9.3", "13"}
