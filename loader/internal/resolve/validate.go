package resolve

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/rolecall/rolecall/loader/internal/decode"
	"github.com/rolecall/rolecall/schema"
)

// Validate reports what only the whole configuration can show.
func (r *resolver) Validate() {
	r.validateGrafana()
	r.validateNames()
	r.validateRoleNames()
	r.validateVersions()
}

func (r *resolver) validateGrafana() {
	b := r.grafana
	if b == nil {
		if !r.broken && len(r.files) > 0 && !slices.ContainsFunc(r.files, hasGrafana) {
			r.Diags = append(r.Diags, &hcl.Diagnostic{
				Severity: hcl.DiagError,
				Summary:  "Missing grafana block",
				Detail:   "A configuration says once which Grafana's rules apply, as in:\n\n  grafana {\n    version = \"8.0\"\n  }",
			})
		}
		return
	}
	if !b.VersionRange.Empty() && !slices.Contains(schema.Versions, schema.Version(b.Version)) {
		r.error("Unknown version", fmt.Sprintf("The rules of Grafana %q are not known; the known versions are %s.%s", b.Version, quoted(schema.Versions), nearestVersion(b.Version)), b.VersionRange)
	}
}

// nearestVersion is a sentence that says which version to write for one of its
// patch releases, with a space before it; empty for others.
func nearestVersion(unknown string) string {
	unknown = strings.TrimPrefix(unknown, "v")
	for _, version := range schema.Versions {
		if unknown == string(version) || strings.HasPrefix(unknown, string(version)+".") {
			return fmt.Sprintf(" Write %q.", version)
		}
	}
	return ""
}

// hasGrafana says whether a file has a grafana block, be it one that could not
// be decoded, which is reported.
func hasGrafana(f *decode.File) bool {
	return slices.ContainsFunc(nativeBlocks(f), func(b *hclsyntax.Block) bool { return b.Type == "grafana" })
}

// uids are the characters of Grafana's uids, and maxUID is how many a new one
// may have (Grafana 8.0, pkg/services/dashboards/dashboard_service.go:83-110).
var uids = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

const maxUID = 40

// general is the uid by which requests call General.
const general = "general"

// validateNames reports names of Grafana's that are taken twice or that
// Grafana would refuse.
func (r *resolver) validateNames() {
	w := r.World

	orgs := taken{}
	for _, org := range w.Orgs {
		// A request names an org by its label or its name.
		orgs[org.Addr.Label] = &org.Range
	}
	for _, org := range w.Orgs {
		if org.Name.Value != org.Addr.Label {
			r.take(orgs, "org", "name", &org.Name)
		}
	}

	logins := make(taken, 2*len(w.Users))
	for _, user := range w.Users {
		r.take(logins, "user", "login", &user.Login)
	}
	for _, user := range w.Users {
		if user.Email.Value != "" && user.Email.Value != user.Login.Value {
			r.take(logins, "user", "login or email", &user.Email)
		}
	}

	type inOrg struct {
		org *schema.Org
		typ schema.Type
	}
	inOrgs := map[inOrg]taken{}
	unique := func(org *schema.Org, typ schema.Type, by string, name *schema.Text) {
		if org == nil {
			return
		}
		key := inOrg{org, typ}
		if inOrgs[key] == nil {
			inOrgs[key] = taken{}
		}
		r.take(inOrgs[key], string(typ), by, name)
	}
	for _, team := range w.Teams {
		unique(team.Org, schema.TeamType, "name", &team.Name)
	}
	for _, folder := range w.Folders {
		unique(folder.Org, schema.FolderType, "uid", &folder.UID)
		r.validateUID(folder.UID)
		if folder.UID.Value == general {
			r.warn("Folder with the uid general", "Requests call General, the folder that every org has, by this uid, so nothing can be asked about this folder itself.", folder.UID.Range)
		}
	}
	for _, dashboard := range w.Dashboards {
		unique(dashboard.Org, schema.DashboardType, "uid", &dashboard.UID)
		r.validateUID(dashboard.UID)
	}
	for _, source := range w.DataSources {
		unique(source.Org, schema.DataSourceType, "uid", &source.UID)
		r.validateUID(source.UID)
	}
	for _, key := range w.APIKeys {
		unique(key.Org, schema.APIKeyType, "name", &key.Name)
	}
	for _, account := range w.ServiceAccounts {
		unique(account.Org, schema.ServiceAccountType, "name", &account.Name)
	}
	roles := taken{}
	for _, role := range w.Roles {
		r.take(roles, "role", "uid", &role.UID)
		r.validateRoleUID(role.UID)
	}
}

// taken are names that have to be unique, and where each stands.
type taken map[string]*hcl.Range

// take takes a name, which is kept, or reports that it cannot be taken.
func (r *resolver) take(names taken, what, by string, name *schema.Text) {
	if name.Value == "" {
		r.error("Empty name", fmt.Sprintf("This %s needs a %s that is not empty.", what, by), name.Range)
		return
	}
	if first, twice := names[name.Value]; twice {
		r.clash(what, by, *name, *first)
		return
	}
	names[name.Value] = &name.Range
}

// roleUIDs are the characters of the uids of roles: those of other uids, and
// what parts names such as custom:reports:editor, which the beta of 8.0 has in
// scopes of roles (docs/sources/enterprise/access-control/permissions.md). Since
// patterns of 8.0 may mean parts of them, they can have no sign of a pattern.
var roleUIDs = regexp.MustCompile(`^[A-Za-z0-9_.:-]+$`)

func (r *resolver) validateRoleUID(uid schema.Text) {
	switch {
	case uid.Value == "":
	case !roleUIDs.MatchString(uid.Value):
		r.error("Invalid uid", fmt.Sprintf("%q cannot be the uid of a role: it has letters, digits, underscores, dashes, dots and colons.", uid.Value), uid.Range)
	case reservedRolePrefix(uid.Value) != "":
		r.error("Reserved role name", fmt.Sprintf("Uids that begin with %s: are those of Grafana's own roles.", reservedRolePrefix(uid.Value)), uid.Range)
	}
}

func (r *resolver) validateUID(uid schema.Text) {
	switch {
	case uid.Value == "":
	case !uids.MatchString(uid.Value):
		r.error("Invalid uid", fmt.Sprintf("%q cannot be a uid in Grafana: a uid has letters, digits, underscores and dashes.", uid.Value), uid.Range)
	case len(uid.Value) > maxUID:
		r.warn("Long uid", fmt.Sprintf("%q has %d characters, and Grafana refuses a new uid of more than %d.", uid.Value, len(uid.Value), maxUID), uid.Range)
	}
}
