package loader

import (
	"io/fs"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/schema"
)

// A World is a configuration with all names resolved. Its slices are ordered
// by address, so that it does not depend on the order of files and blocks.
// It is not changed after Load, and so is safe for concurrent use.
type World struct {
	Grafana         schema.Grafana
	Orgs            []*schema.Org
	Users           []*schema.User
	Teams           []*schema.Team
	Folders         []*schema.Folder
	Dashboards      []*schema.Dashboard
	DataSources     []*schema.DataSource
	APIKeys         []*schema.APIKey
	Roles           []*schema.Role
	RoleAssignments []*schema.RoleAssignment
	ServiceAccounts []*schema.ServiceAccount
	BasicRoles      []*schema.BasicRole
	// OrgMappings are in the order of files and lines.
	OrgMappings []*schema.OrgMapping

	// Files are the parsed files by path below the root, for printing
	// diagnostics with their source lines.
	Files map[string]*hcl.File
}

// Load reads the configuration in fsys: all files *.hcl and *.hcl.json in it
// and in the folders below, but for hidden folders (named .something) and for
// files *_test.hcl and *_test.hcl.json, which hold tests.
//
// The World is never nil; with an error among the diagnostics it is
// incomplete and must not be decided on. An unreadable file, and a folder
// without any configuration, are diagnostics too.
func Load(fsys fs.FS) (*World, hcl.Diagnostics) {
	parsed, diags := parse(fsys)
	r := newResolver(parsed)
	r.resolve()
	r.validate()
	r.world.sort()
	diags = append(diags, r.diags...)
	if !diags.HasErrors() {
		diags = append(diags, r.reviewWorld()...)
	}
	return r.world, diags
}
