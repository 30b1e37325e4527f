// Package catalogue lists the actions, scopes and fixed roles of the versions of Grafana.
// `go generate ./policies` generates its data from the tables of facts about Grafana.
//
// All results are shared and must not be changed.
package catalogue

import (
	"embed"
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/rolecall/rolecall/internal/timeline"
	"github.com/rolecall/rolecall/schema"
)

//go:embed catalogue.json versions.json
var embedded embed.FS

// A File is the stored form of what all versions have in common.
type File struct {
	// Renamed holds the newest names of renamed actions, by older names.
	Renamed map[string]string `json:"renamed"`
	// Coined lists names for decisions that Grafana makes without a permission.
	Coined []string `json:"coined"`
	// Meanings holds a sentence about what each action allows, by its newest name.
	Meanings map[string]string `json:"meanings"`
	// RenamedRoles holds the names of fixed roles, by other names for them in
	// Grafana's documentation.
	RenamedRoles map[string]string `json:"renamed_roles"`
	// Types holds the types of resource.
	Types map[string]Type `json:"types"`
	// PluginActions is the pattern of the names of actions that plugins bring along.
	PluginActions string `json:"plugin_actions"`
	// Licences holds the editions, and what needs a licence.
	Licences Licensing `json:"licences"`
	// Holes holds the known security holes of servers, by name.
	Holes map[string]Hole `json:"holes"`
	// Toggles holds the feature toggles that change access, by name.
	Toggles map[string]Toggle `json:"toggles"`
}

// Licensing describes the editions, and what needs a licence. The sources are in policies/grafana/editions.
type Licensing struct {
	// Editions reports for each edition of Grafana whether it has a licence.
	Editions map[string]bool `json:"editions"`
	// ServerAdmins reports for each edition whether it has server admins.
	ServerAdmins map[string]bool `json:"server_admins"`
	// Parts holds the parts of a configuration that need a licence, by type of block, or by
	// "type.attribute".
	Parts map[string]Part `json:"parts"`
}

// A Part is a part of a configuration, as the beginning of a sentence.
type Part struct {
	What string `json:"what"`
}

// IsOfPlugin reports whether an action has the name of one that a plugin brings along: only
// the server knows which of them exist.
func IsOfPlugin(action string) bool { return pluginActions().MatchString(action) }

var pluginActions = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(file().PluginActions) })

// Licences returns the editions, and what needs a licence.
func Licences() Licensing { return file().Licences }

// A Type is a type of resource.
type Type struct {
	// Scope is the beginning of the scope of a resource, before its name; empty for
	// a type that an org does not declare.
	Scope string `json:"scope,omitempty"`
	// Levels lists the levels of the entries in the list of such a resource, lowest
	// first; none for a type without lists.
	Levels []string `json:"levels,omitempty"`
	// Holders lists the types that such an entry can be for: none for all, roles too.
	Holders []string `json:"holders,omitempty"`
	// LevelsSince holds the first release with each level that the oldest release does
	// not have.
	LevelsSince map[string]schema.Version `json:"levels_since,omitempty"`
	// InFolders reports whether an undeclared resource of the type may be in a
	// folder, and OnDashboards whether it may belong to a dashboard.
	InFolders bool `json:"in_folders,omitempty"`
	// Queries reports whether a request about such a resource may name the data sources
	// of alert rules.
	Queries      bool `json:"queries,omitempty"`
	OnDashboards bool `json:"on_dashboards,omitempty"`
	// Endings holds the kinds of resources whose ids end in a certain way, by the
	// ending.
	Endings map[string]string `json:"endings,omitempty"`
	// OfOrgs reports whether a request can be about all resources of the type in an
	// org together.
	OfOrgs bool `json:"of_orgs,omitempty"`
}

// A Version is the catalogue of a version of Grafana.
type Version struct {
	// Server is the version of the server that the rules are checked against, by its
	// recorded decisions. It is empty if the rules are from documentation and source.
	Server string `json:"server,omitempty"`
	// Actions holds the actions that a role can hold, by their newest names, each
	// with the scopes that it can have. A scope that ends in * stands for all scopes
	// with this beginning, and the empty one for no scope.
	Actions map[string][]string `json:"actions"`
	// Names holds the beginning of the scope of a single resource, before its name,
	// by type of resource. A "member" is a user in an org.
	Names map[string]string `json:"names"`
	// Parted holds the values of Names after which a name is not escaped, so that a
	// pattern may match a part of it.
	Parted map[string]bool `json:"parted"`
	// LowerLogins reports whether logins and emails ignore case, and LowerGroups
	// whether external groups do.
	LowerLogins bool `json:"lower_logins,omitempty"`
	LowerGroups bool `json:"lower_groups,omitempty"`
	// SyncedLevel is the level in a team of the members of its external groups.
	SyncedLevel string `json:"synced_level"`
	// FirstMapping reports whether the first mapping of an external group decides for an org; if not, the
	// highest role does.
	FirstMapping bool `json:"first_mapping,omitempty"`
	// BasicAssignments reports whether Grafana assigns roles to basic roles.
	BasicAssignments bool `json:"basic_assignments,omitempty"`
	// Scopes is the dialect of the scopes of permissions.
	Scopes Dialect `json:"scopes,omitzero"`
	// FixedRoles lists the names of the fixed roles, sorted.
	FixedRoles []string `json:"fixed_roles"`
	// RolePermissions holds the permissions of the fixed roles: action and scope.
	RolePermissions map[string][][2]string `json:"role_permissions"`
	// FolderDepth limits the nesting of folders; zero if folders do not nest.
	FolderDepth FolderDepth `json:"folder_depth,omitzero"`
	// AsCreated is the list of permissions that a folder is created with, and a
	// dashboard in General: role, level.
	AsCreated map[schema.OrgRole]string `json:"as_created"`
	// Creators tells what creators get, under fine-grained access control; the zero value if that
	// depends on settings.
	Creators Creators `json:"creators,omitzero"`
	// EntryRoles lists the roles that an entry can be for: in 8.x without and with
	// the feature toggle accesscontrol, later once.
	EntryRoles [][]schema.OrgRole `json:"entry_roles"`
	// Disregarded holds the scopes whose lists of permissions have no effect under
	// fine-grained access control.
	Disregarded map[string]bool `json:"disregarded,omitempty"`
}

// A Dialect describes how a version reads the scopes of permissions. The source of each
// value is in policies/gen/tables/scope_dialects.
type Dialect struct {
	// Globs reports whether scopes are patterns. If not, a scope has at most one
	// wildcard, a star at its end.
	Globs bool `json:"globs,omitempty"`
	// Checked reports whether Grafana refuses a role with a scope that no check of
	// its action uses.
	Checked bool `json:"checked,omitempty"`
	// Refused lists scopes that Grafana refuses in a role all the same, and OfOneOrg what
	// scopes begin with that it refuses in a role for all orgs.
	Refused  []string `json:"refused,omitempty"`
	OfOneOrg []string `json:"of_one_org,omitempty"`
}

// OneOrg reports whether Grafana refuses a scope in a role for all orgs, as it is of a single
// thing of one org. All is the scope of all such things.
func (d Dialect) OneOrg(scope string) (all string, refused bool) {
	for _, begin := range d.OfOneOrg {
		if name, ok := strings.CutPrefix(scope, begin); ok && name != "*" {
			return begin + "*", true
		}
	}
	return "", false
}

// Creators are the entries that creators have in the lists of what they create.
type Creators struct {
	// Level is the level of the entry, and Types are the types of subject that have one.
	Level string          `json:"level"`
	Types map[string]bool `json:"types"`
	// OfUsers are the kinds of list in which users alone have one, and OnlyAtTheTop those in which
	// nobody has one for a thing in a folder: the first words of scopes.
	OfUsers      map[string]bool `json:"of_users"`
	OnlyAtTheTop map[string]bool `json:"only_at_the_top"`
}

// Have reports whether a creator of a type has an entry in the list of a resource of another type,
// which is in a folder if inside is true.
func (c Creators) Have(creator, typ string, inside bool) bool {
	kind, _, _ := strings.Cut(Scope(typ), ":")
	return c.Types[creator] && !(c.OnlyAtTheTop[kind] && inside) && (creator == string(schema.UserType) || !c.OfUsers[kind])
}

// A FolderDepth limits the number of folders above a folder. The source of each value is in
// policies/gen/tables/folder_depth.
type FolderDepth struct {
	// Default is the limit of a server without a setting for it.
	Default int `json:"default"`
	// Settable is the greatest limit that the setting allows; 0 if there is no
	// setting.
	Settable int `json:"settable"`
}

// file decodes the catalogue once. A test checks that it can be decoded.
var file = sync.OnceValue(func() (f File) { decode("catalogue.json", &f); return f })

// releases decodes what the releases have, once.
var releases = sync.OnceValue(func() (f timeline.File) { decode("versions.json", &f); return f })

func decode(name string, into any) {
	raw, err := embedded.ReadFile(name)
	if err == nil {
		err = json.Unmarshal(raw, into)
	}
	if err != nil {
		panic("catalogue: " + err.Error())
	}
}

// known caches the catalogues of versions.
var known sync.Map

// Of returns the catalogue of a version of Grafana, the zero Version if the version is
// unknown.
func Of(version schema.Version) Version {
	if v, ok := known.Load(version); ok {
		return v.(Version)
	}
	f := releases()
	tables := f.At(version.String())
	if tables == nil {
		return Version{}
	}
	raw, err := json.Marshal(tables)
	var v Version
	if err == nil {
		err = json.Unmarshal(raw, &v)
	}
	if err != nil {
		panic("catalogue: " + err.Error())
	}
	known.Store(version, v)
	return v
}

// Disregards reports whether a server disregards the list of permissions at a scope.
func Disregards(g *schema.Grafana, scope string) bool {
	return g.FineGrained() && Of(g.KnownVersion()).Disregarded[scope]
}

// EntryRoles returns the roles that an entry in a list of a server can be for, lowest first.
// It returns those of all versions if the version is unknown.
func EntryRoles(g *schema.Grafana) []schema.OrgRole {
	modes := Of(g.KnownVersion()).EntryRoles
	if len(modes) == 0 {
		return schema.EntryRoles
	}
	there := modes[0]
	if g.FineGrained() {
		there = modes[len(modes)-1]
	}
	return slices.DeleteFunc(slices.Clone(schema.EntryRoles), func(role schema.OrgRole) bool { return !slices.Contains(there, role) })
}

// ServerWide reports whether an action on users has scopes of users of the server, and not of members of an org.
// An action that this release does not have is told by the releases that do.
func (v Version) ServerWide(action string) bool {
	scopes := v.Actions[action]
	for _, other := range schema.Versions {
		if scopes == nil {
			scopes = Of(other).Actions[action]
		}
	}
	return slices.ContainsFunc(scopes, func(s string) bool { return strings.HasPrefix(s, "global") })
}

// Member is the kind of the scopes of users in an org, which Version.Names has beside the types of block.
const Member = "member"

// Scoped returns the type of the thing that a scope of one declared thing is of, the kind of its scopes in Names, and
// the beginning of the scope before the name; all empty for another scope.
func (v Version) Scoped(scope string) (typ schema.Type, kind, begins string) {
	for k, known := range v.Names {
		of := schema.Type(k)
		if k == Member {
			of = schema.UserType
		}
		if slices.Contains(schema.Types, of) && strings.HasPrefix(scope, known+":") && len(known) > len(begins) {
			typ, kind, begins = of, k, known
		}
	}
	return typ, kind, begins
}

// Newest returns the newest name of a renamed action, "" if the action was not renamed.
func Newest(action string) string { return file().Renamed[action] }

// OlderNames returns the older names of a renamed action, sorted; none for an action that was not renamed.
func OlderNames(action string) []string {
	var older []string
	for name, newest := range file().Renamed {
		if newest == action {
			older = append(older, name)
		}
	}
	slices.Sort(older)
	return older
}

// NewestRole returns the name of a fixed role by another name in Grafana's documentation, ""
// if there is none.
func NewestRole(name string) string { return file().RenamedRoles[name] }

// Scope returns the beginning of the scope of a resource of a type, before its name. It
// returns "" for a type that an org does not declare.
func Scope(typ string) string { return file().Types[typ].Scope }

// Levels returns the levels of the entries in the list of a resource of a type, lowest
// first. It returns nil for a type without lists.
func Levels(typ string) []string { return file().Types[typ].Levels }

// CanHold reports whether an entry in the list of a resource of a type can be for a holder
// of another type: user, team, service_account or role.
func CanHold(typ, holder string) bool {
	types := file().Types[typ].Holders
	return len(types) == 0 || slices.Contains(types, holder)
}

// LevelSince returns the first version with a level in the list of a resource of a type. It
// returns "" for a level that every version has.
func LevelSince(typ, level string) schema.Version { return file().Types[typ].LevelsSince[level] }

// Types returns the sorted types of resource for which a predicate is true.
func Types(of func(Type) bool) []string {
	var types []string
	for name, typ := range file().Types {
		if of(typ) {
			types = append(types, name)
		}
	}
	slices.Sort(types)
	return types
}

// IsCoined reports whether an action names a decision that Grafana makes without a
// permission, so that no role can hold it.
func IsCoined(action string) bool {
	_, found := slices.BinarySearch(file().Coined, action)
	return found
}

// Coined returns the names for decisions that Grafana makes without a permission,
// sorted.
func Coined() []string { return file().Coined }

// Meaning returns a sentence about what an action allows, by its newest name. It returns ""
// for an action that no version has. The sentences are in policies/gen/tables, with their
// sources.
func Meaning(action string) string { return file().Meanings[action] }

// Actions returns the names of all actions that a role can hold in some version, sorted.
var Actions = sync.OnceValue(func() []string {
	all := map[string]bool{}
	for _, t := range releases().Tracks {
		for _, row := range t.Rows {
			if row.At[0] == "actions" && len(row.At) > 1 {
				all[row.At[1]] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(all))
})
