package schema

import (
	"slices"

	"github.com/hashicorp/hcl/v2"
)

// GrafanaBlock is a grafana block as written: the version whose rules apply, and the
// settings of the server that change them.
type GrafanaBlock struct {
	Version          string    `hcl:"version" doc:"The version of Grafana whose rules apply, from 8.0 to 13.3, in quotes: \"12.4\" is its newest patch release, and \"12.4.1\" one of them."`
	VersionRange     hcl.Range `hcl:"version,attr_value_range"`
	Edition          string    `hcl:"edition,optional" default:"enterprise if something declared needs a licence, otherwise oss" doc:"The edition of Grafana that runs: oss, enterprise or cloud. In oss, what needs a licence is an error, and in cloud, so are server admins."`
	EditionRange     hcl.Range `hcl:"edition,attr_value_range"`
	ViewersCanEdit   bool      `hcl:"viewers_can_edit,optional" doc:"Viewers may open Explore, and before 13.0 edit dashboards without saving them. Before 11.0, Viewers with View on a dashboard also write its annotations, and before 11.6, Viewers with View on a folder write its library panels."`
	ViewersRange     hcl.Range `hcl:"viewers_can_edit,attr_value_range"`
	EditorsCanAdmin  bool      `hcl:"editors_can_admin,optional" ignored:"11.6" doc:"Editors may create teams. In 8.0 to 8.4, and in 8.5 without the feature toggle accesscontrol, it also makes the creator of a team, folder or dashboard its Admin, as newer ones always do."`
	EditorsRange     hcl.Range `hcl:"editors_can_admin,attr_value_range"`
	AllowOrgCreate   bool      `hcl:"allow_org_create,optional" ignored:"9.0" doc:"Every user who is signed in may create orgs."`
	OrgCreateRange   hcl.Range `hcl:"allow_org_create,attr_value_range"`
	MaxFolderDepth   *int      `hcl:"max_folder_depth,optional" since:"13.0" default:"4" doc:"How many folders there may be above a folder, from 1 to 7: max_nested_folder_depth of Grafana's section [folder]."`
	FolderDepthRange hcl.Range `hcl:"max_folder_depth,attr_value_range"`
	FeatureToggles   []string  `hcl:"feature_toggles,optional" doc:"Feature toggles that are on. In 8.x, accesscontrol turns fine-grained access control on; from 9.0 it is always on. A toggle that changes access in a way that rolecall does not know is an error; docs/grafana.md lists them."`
	TogglesRange     hcl.Range `hcl:"feature_toggles,attr_value_range"`
	Note
	Anonymous *AnonymousBlock `hcl:"anonymous,block"`
	Range     hcl.Range       `hcl:",def_range" doc:"The Grafana server: the version whose rules apply, and the settings that change them. A configuration has one."`
}

// AnonymousBlock is an anonymous block as written. Its presence turns
// anonymous access on.
type AnonymousBlock struct {
	Org       hcl.Expression `hcl:"org,optional" type:"reference to an org" default:"the one org that is declared" doc:"The org of requests without signing in."`
	Role      string         `hcl:"role" values:"None=10.2" doc:"The org role of requests without signing in: Viewer, Editor, Admin or None."`
	RoleRange hcl.Range      `hcl:"role,attr_value_range"`
	Note
	Range hcl.Range `hcl:",def_range" doc:"Its presence turns anonymous access on."`
}

// Grafana is the server that a configuration is about.
type Grafana struct {
	// Version selects the rules: one of Versions. It may be unknown if the World is
	// Incomplete.
	Version Version
	// Edition is the edition that runs, and Licensed reports whether it has a licence.
	// EditionRange is where the edition is written; empty if it follows from what is
	// declared. LicenceRange is what makes the server licensed: the edition, or the first
	// thing that needs a licence.
	Edition                    string
	Licensed                   bool
	EditionRange, LicenceRange hcl.Range
	// Declared is the version as it is written, which may name another patch, and
	// VersionRange its place.
	Declared     Version
	VersionRange hcl.Range
	// ViewersCanEdit and EditorsCanAdmin are the settings of the same
	// names in Grafana's section [users].
	ViewersCanEdit, EditorsCanAdmin bool
	// AllowOrgCreate is the setting allow_org_create.
	AllowOrgCreate bool
	// SettingRanges are the ranges of the settings that are on, by name.
	SettingRanges map[string]hcl.Range
	// MaxFolderDepth is how many folders there may be above a folder; 0 for the default of the release.
	MaxFolderDepth   int
	FolderDepthRange hcl.Range
	// FeatureToggles are the feature toggles that are on, and TogglesRange is the place of
	// their list.
	FeatureToggles []string
	TogglesRange   hcl.Range
	// Anonymous is nil if anonymous access is off.
	Anonymous *Anonymous
	// Range is the first line of the block.
	Range hcl.Range
}

// The editions. A configuration that names none has Enterprise if something declared needs a
// licence, and OSS otherwise.
const (
	OSS        = "oss"
	Enterprise = "enterprise"
)

// KnownVersion returns the version if its rules are known; empty otherwise.
func (g *Grafana) KnownVersion() Version {
	if slices.Contains(Versions, g.Version) {
		return g.Version
	}
	return ""
}

// The feature toggle that turns fine-grained access control on in Grafana 8.x,
// and the version that made it part of Grafana.
const (
	FineGrainedToggle         = "accesscontrol"
	FineGrainedSince  Version = "9.0"
)

// FineGrained reports whether the server has fine-grained access control.
func (g *Grafana) FineGrained() bool {
	return g.Version.AtLeast(FineGrainedSince) || slices.Contains(g.FeatureToggles, FineGrainedToggle)
}

// Anonymous is the org and role of requests without signing in.
type Anonymous struct {
	Org   *Org
	Role  OrgRole
	Range hcl.Range
}
