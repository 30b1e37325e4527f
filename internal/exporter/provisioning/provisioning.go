// Package provisioning turns a configuration into files that Grafana reads when it starts: roles and their
// assignments, folders, the group mappings of LDAP, and settings. Orgs, users, teams and lists of permissions
// have no such files. The tables in tables.json say which parts are written, and why others are not.
package provisioning

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/internal/exporter"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

//go:embed tables.json
var embedded []byte

type tables struct {
	// Files are the paths of the files that are written.
	Files  struct{ Roles, Folders, LDAP, Settings string }
	Header string
	// BasicRoles has the uids of basic roles.
	BasicRoles map[schema.OrgRole]string `json:"basic_roles"`
	// Settings has the section and the name of each flag of a grafana block, Toggles those of the list of feature
	// toggles, and FolderDepth those of the limit of folders above a folder.
	Settings    map[string][2]string
	Toggles     [2]string
	FolderDepth [2]string `json:"folder_depth"`
	Anonymous   struct{ Section, Org, Role string }
	// SignIn are the ways of signing in, besides LDAP, whose settings have an org mapping.
	SignIn []string `json:"sign_in"`
	// LDAPSettings are the settings of an LDAP server that a configuration does not tell.
	LDAPSettings map[string]any `json:"ldap_settings"`
	// HighestRoleSince is the first release in which the highest role of several mappings counts, but for LDAP.
	HighestRoleSince schema.Version `json:"highest_role_since"`
	// Version2Since is the first release that reads version 2 of the files of roles.
	Version2Since schema.Version `json:"version_2_since"`
	// ActionNamesSince is the first release that has all actions by their newest names.
	ActionNamesSince schema.Version `json:"action_names_since"`
	// Dashboards is the folder with the dashboards of provisioned folders.
	Dashboards string
	// Cannot has the reasons why something is left out, each as the rest of a sentence.
	Cannot map[string]string
}

var table = sync.OnceValue(func() (t tables) {
	if err := json.Unmarshal(embedded, &t); err != nil {
		panic("provisioning: " + err.Error())
	}
	return t
})

// SignIns returns the names that Options.SignIn can have, sorted.
func SignIns() []string { return table().SignIn }

// Dashboards returns the default of Options.Dashboards.
func Dashboards() string { return table().Dashboards }

// FileNames returns the paths of all files that an export can write.
func FileNames() []string {
	f := table().Files
	return []string{f.Roles, f.Folders, f.LDAP, f.Settings}
}

// Options change the files.
type Options struct {
	// OrgIDs has the numbers of orgs in Grafana by their labels. A single org has the number 1 if it is not there.
	OrgIDs map[string]int
	// SignIn is one of SignIns, whose settings have the org mappings; empty for LDAP.
	SignIn string
	// Dashboards is the folder on the server with a folder for the dashboards of each provisioned folder; empty
	// for the default.
	Dashboards string
}

// A Result has the files that an export writes.
type Result struct {
	// Files has the content of the files, by path with slashes.
	Files map[string][]byte
	// Losses are the parts of the configuration that the files do not have.
	Losses []exporter.Loss
}

// Export returns the files for a complete World.
func Export(w *schema.World, o Options) *Result {
	if o.Dashboards == "" {
		o.Dashboards = Dashboards()
	}
	e := &export{tables: table(), w: w, o: o, scopes: exporter.NewScopes(w), files: map[string][]byte{}}
	if !catalogue.Licences().ServerAdmins[w.Grafana.Edition] {
		at := w.Grafana.EditionRange
		if at.Empty() {
			at = w.Grafana.Range
		}
		e.cannot("cloud", at, "Grafana Cloud")
		return &Result{e.files, e.losses.Sorted()}
	}
	e.things()
	e.folders()
	e.access()
	e.settings()
	return &Result{e.files, e.losses.Sorted()}
}

type export struct {
	tables
	w      *schema.World
	o      Options
	losses exporter.Losses
	scopes *exporter.Scopes
	files  map[string][]byte
}

// IsWritten reports whether a file is one that an export has written.
func IsWritten(content []byte) bool {
	first, _, _ := strings.Cut(string(content), "\n")
	return strings.TrimLeft(first, "#; ") == table().Header
}

// write adds a file with the header as a comment.
func (e *export) write(path, comment string, content []byte) {
	e.files[path] = append([]byte(comment+" "+e.Header+"\n\n"), content...)
}

// cannot adds a loss with a reason of the tables.
func (e *export) cannot(reason string, at hcl.Range, what any, args ...any) {
	why, ok := e.Cannot[reason]
	if !ok {
		panic("provisioning: no reason " + reason)
	}
	if len(args) > 0 {
		why = fmt.Sprintf(why, args...)
	}
	e.losses.Add(at, what, "%s", why)
}

// things reports the things that provisioning does not make, by their type.
func (e *export) things() {
	for thing := range e.w.Things {
		d := thing.Declared()
		switch d.Addr.Type {
		case schema.FolderType, schema.RoleType: // folders and roles report themselves
		default:
			e.cannot(string(d.Addr.Type), d.Range, d.Addr)
		}
	}
}

// orgID returns the number of an org. It returns false, and adds a loss, if it is not known.
func (e *export) orgID(o *schema.Org, at hcl.Range, what any) (int, bool) {
	if id, ok := e.o.OrgIDs[o.Addr.Label]; ok {
		return id, true
	}
	if len(e.w.Orgs) == 1 {
		return 1, true
	}
	e.cannot("org number", at, fmt.Sprintf("%v: %v", what, o.Addr), o.Addr.Label)
	return 0, false
}

// rank returns the place of a role among those of orgs, highest first.
func rank(role schema.OrgRole) int { return slices.Index(ranked, role) }

var ranked = []schema.OrgRole{schema.Admin, schema.Editor, schema.Viewer, schema.NoBasicRole}
