package resolve

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/loader/internal/decode"
	"github.com/rolecall/rolecall/loader/internal/diag"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// This file has what Grafana refuses to store, and what Grafana's names for things
// may be. Each fact has its source. What follows from a name is up to the
// policies.

// Uids have letters, digits, underscores and dashes, and Grafana refuses a new
// one of more than 40 characters (Grafana 8.0,
// pkg/services/dashboards/dashboard_service.go:83-110).
var uids = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

const maxUID = 40

// Uids of roles may also have the dots and colons of names such as
// custom:reports:editor, which the beta of Grafana 8.0 has in scopes of roles
// (docs/sources/enterprise/access-control/permissions.md). Patterns of 8.0 can
// match parts of them, so they have no sign of a pattern.
var roleUIDs = regexp.MustCompile(`^[A-Za-z0-9_.:-]+$`)

// Names of roles have at most 190 characters, and are unique in their org; uids of
// roles are unique in the server (Grafana 9.3, the HTTP API of roles).
const maxRoleName = 190

// Grafana keeps names with these words before a colon for its own roles. That it
// refuses them is documented for fixed: and taken to hold for the others.
var reservedRolePrefixes = []string{"fixed", "basic", "managed", "plugins", "extsvc"}

// checkTitle reports a folder titled General, which Grafana refuses in any case
// (Grafana 8.0, pkg/services/dashboards/dashboard_service.go:100).
func (r *resolver) checkTitle(b *schema.FolderBlock) {
	if strings.EqualFold(b.Title, schema.General) {
		r.Error("Reserved title", "Grafana refuses a folder titled General, in capitals or not: it is the name of the folder that every org has.", b.TitleRange)
	}
}

// checkVersion reports a version whose rules are not known.
func (r *resolver) checkVersion() {
	b := r.grafana
	switch {
	case b == nil && !r.Broken && len(r.files) > 0 && !slices.ContainsFunc(r.files, decode.HasGrafana):
		r.Diags = append(r.Diags, &hcl.Diagnostic{
			Severity: hcl.DiagError,
			Summary:  "Missing grafana block",
			Detail:   "A configuration names the version of Grafana whose rules apply, once, as in:\n\n  grafana {\n    version = \"8.0\"\n  }",
		})
	case b != nil && !b.VersionRange.Empty() && r.version() == "":
		r.Error("Unknown version", fmt.Sprintf("The rules of Grafana %q are not known; the known versions are %s.%s", b.Version, quoted(schema.Versions), nearestVersion(b.Version)), b.VersionRange)
	}
}

// nearestVersion returns a sentence that offers the version for one of its patch
// releases, with a space before it; empty for others.
func nearestVersion(unknown string) string {
	unknown = strings.TrimPrefix(unknown, "v")
	for _, version := range schema.Versions {
		if unknown == string(version) || strings.HasPrefix(unknown, string(version)+".") {
			return fmt.Sprintf(" Write %q.", version)
		}
	}
	return ""
}

// A space is where a name has to be unique.
type space struct {
	org *schema.Org // nil for the whole server
	typ schema.Type
	by  string
}

// taken are names that have to be unique, and where each stands.
type taken map[string]*hcl.Range

// checkNames reports names that are taken twice or that Grafana would refuse.
// Logins and emails share one space, since a request may have either; so do the
// labels and names of orgs.
func (r *resolver) checkNames() {
	w := r.world
	spaces := map[space]taken{}
	in := func(s space) taken {
		if spaces[s] == nil {
			spaces[s] = taken{}
		}
		return spaces[s]
	}
	orgs := in(space{nil, schema.OrgType, "name"})
	for _, org := range w.Orgs {
		orgs[org.Addr.Label] = &org.Range
	}
	w.Things(func(thing schema.Thing) bool {
		d, name := thing.Declared(), thing.GrafanaName()
		typ, by := d.Addr.Type, d.Addr.Type.NameAttribute()
		switch typ {
		case schema.OrgType:
			if name.Value == d.Addr.Label {
				return true
			}
			fallthrough
		case schema.UserType, schema.RoleType:
			r.take(in(space{nil, typ, by}), typ, by, name)
		default:
			if d.Org != nil { // else that is reported
				r.take(in(space{d.Org, typ, by}), typ, by, name)
			}
		}
		switch typ {
		case schema.FolderType, schema.DashboardType, schema.DataSourceType:
			r.checkUID(*name)
		case schema.RoleType:
			r.checkRoleUID(*name)
		}
		return true
	})
	logins := in(space{nil, schema.UserType, "login"})
	for _, user := range w.Users {
		if user.Email.Value != "" && user.Email.Value != user.Login.Value {
			r.take(logins, schema.UserType, "login or email", &user.Email)
		}
	}
	for _, role := range w.Roles {
		if r.checkRoleName(role.Name) {
			r.take(in(space{role.Org, schema.RoleType, "name"}), schema.RoleType, "name", &role.Name)
		}
	}
	for _, folder := range w.Folders {
		if folder.UID.Value == schema.General {
			r.Warn("Folder with the uid general", "Requests name General, the folder that every org has, by this uid, so no request can name this folder.", folder.UID.Range)
		}
	}
}

// take takes a name, or reports that it cannot be taken.
func (r *resolver) take(names taken, typ schema.Type, by string, name *schema.Text) {
	if name.Value == "" {
		r.Error("Empty name", fmt.Sprintf("This %s needs a %s that is not empty.", typ, by), name.Range)
		return
	}
	if first, twice := names[name.Value]; twice {
		r.clash(typ, by, *name, *first)
		return
	}
	names[name.Value] = &name.Range
}

func (r *resolver) checkUID(uid schema.Text) {
	switch {
	case uid.Value == "":
	case !uids.MatchString(uid.Value):
		r.Error("Invalid uid", fmt.Sprintf("%q cannot be a uid in Grafana: a uid has letters, digits, underscores and dashes.", uid.Value), uid.Range)
	case len(uid.Value) > maxUID:
		r.Warn("Long uid", fmt.Sprintf("%q has %d characters, and Grafana refuses a new uid of more than %d.", uid.Value, len(uid.Value), maxUID), uid.Range)
	}
}

func (r *resolver) checkRoleUID(uid schema.Text) {
	switch {
	case uid.Value == "":
	case !roleUIDs.MatchString(uid.Value):
		r.Error("Invalid uid", fmt.Sprintf("%q cannot be the uid of a role: it has letters, digits, underscores, dashes, dots and colons.", uid.Value), uid.Range)
	case reservedRolePrefix(uid.Value) != "":
		r.Error("Reserved role name", fmt.Sprintf("Uids that begin with %s: are those of Grafana's own roles.", reservedRolePrefix(uid.Value)), uid.Range)
	}
}

// checkRoleName reports a name that Grafana would refuse for a custom role. It
// returns false for a name that need not be unique, as it is empty.
func (r *resolver) checkRoleName(name schema.Text) bool {
	switch prefix := reservedRolePrefix(name.Value); {
	case name.Value == "":
		r.Error("Empty name", "This role needs a name that is not empty.", name.Range)
		return false
	case prefix != "":
		r.Error("Reserved role name", fmt.Sprintf("Names that begin with %s: are Grafana's own; name a custom role custom:%s.", prefix, strings.TrimPrefix(name.Value, prefix+":")), name.Range)
	case len(name.Value) > maxRoleName:
		r.Error("Long role name", fmt.Sprintf("This name has %d characters, and Grafana takes %d.", len(name.Value), maxRoleName), name.Range)
	}
	return true
}

// reservedRolePrefix returns the word before the colon of a name that only
// Grafana's own roles have; empty for other names.
func reservedRolePrefix(name string) string {
	prefix, _, parted := strings.Cut(name, ":")
	if parted && slices.Contains(reservedRolePrefixes, prefix) {
		return prefix
	}
	return ""
}

// fixedRole returns the name of a fixed role as Grafana's code has it. It reports
// one that the declared version does not have.
func (r *resolver) fixedRole(name string, at hcl.Range) string {
	version := r.version()
	if version == "" {
		return name
	}
	if known := catalogue.NewestRole(name); known != "" {
		r.Warn("Renamed fixed role", fmt.Sprintf("The role %s of Grafana's documentation is called %s; it is read as that.", name, known), at)
		name = known
	}
	has := func(v catalogue.Version) bool { return slices.Contains(v.FixedRoles, name) }
	if roles := r.known().FixedRoles; !slices.Contains(roles, name) {
		r.Error("Unknown fixed role", fmt.Sprintf("Grafana %s does not have a fixed role %q%s.%s", version, name, firstWith(has, version), diag.DidYouMean(name, roles)), at)
	}
	return name
}

// top returns the topmost folder above a folder, as far as the parents are
// resolved; the folder itself at the top. It remembers shortcuts, so that long
// chains are not walked folder by folder for each of their folders.
func (r *resolver) top(of *schema.Folder) *schema.Folder {
	if r.tops == nil {
		r.tops = map[*schema.Folder]*schema.Folder{}
	}
	top := of
	for {
		next := r.tops[top]
		if next == nil {
			next = top.Parent
		}
		if next == nil {
			break
		}
		top = next
	}
	for f := of; f != top; {
		next := r.tops[f]
		if next == nil {
			next = f.Parent
		}
		r.tops[f] = top
		f = next
	}
	return top
}

// checkFolderDepth reports the folders that are deeper than the declared version
// of Grafana lets them be. What is below such a folder is not reported again.
func (r *resolver) checkFolderDepth() {
	limit := r.known().FolderDepth
	if limit.Default == 0 {
		return // a folder has no parent, which the gate reports
	}
	most := limit.Default
	if b := r.grafana; b.MaxFolderDepth != nil && limit.Settable > 0 {
		most = *b.MaxFolderDepth
		if most < 1 || most > limit.Settable {
			r.Error("Invalid folder depth", fmt.Sprintf("Grafana %s takes a max_nested_folder_depth from 1 to %d; %d is not in this range.", b.Version, limit.Settable, most), b.FolderDepthRange)
			return
		}
	}
	depths := make(map[*schema.Folder]int, len(r.world.Folders))
	for _, f := range r.world.Folders {
		if depth(depths, f) == most+1 {
			r.Error("Folder too deep", tooDeep(f, r.version(), most, limit.Settable), f.ParentRange)
		}
	}
}

// depth returns how many folders are above a folder. It goes through each once
// for many questions with the same known depths.
func depth(known map[*schema.Folder]int, of *schema.Folder) int {
	var way []*schema.Folder
	deep := -1
	for f := of; f != nil; f = f.Parent {
		if d, ok := known[f]; ok {
			deep = d
			break
		}
		way = append(way, f)
	}
	for i := len(way) - 1; i >= 0; i-- {
		deep++
		known[way[i]] = deep
	}
	return deep
}

func tooDeep(f *schema.Folder, version schema.Version, most, settable int) string {
	detail := fmt.Sprintf("There are %d folders above %s, and Grafana %s allows %d.", most+1, f.Addr, version, most)
	if most < settable {
		detail += fmt.Sprintf(" Put it into a folder further up, or write max_folder_depth in the grafana block, up to %d, if the server has max_nested_folder_depth in its section [folder].", settable)
	} else {
		detail += " Put it into a folder further up."
	}
	return detail
}
