// Package catalogue knows the actions, scopes and fixed roles of Grafana's
// versions. Its data is written by `go generate ./schema`, from the tables of
// facts about Grafana that the policies are made of.
//
// Everything it returns is shared and must not be changed.
package catalogue

import (
	_ "embed"
	"encoding/json"
	"maps"
	"slices"
	"sync"

	"github.com/rolecall/rolecall/schema"
)

//go:embed catalogue.json
var embedded []byte

// A File is the catalogue as it is stored.
type File struct {
	Versions map[schema.Version]Version `json:"versions"`
	// Renamed are the newest names of actions by their older ones.
	Renamed map[string]string `json:"renamed"`
	// Coined are names for decisions that Grafana makes without a permission.
	Coined []string `json:"coined"`
	// RenamedRoles are the names of fixed roles by others that Grafana's
	// documentation has for them.
	RenamedRoles map[string]string `json:"renamed_roles"`
	// Types are the types of resource.
	Types map[string]Type `json:"types"`
}

// A Type is a type of resource.
type Type struct {
	// Scope begins the scope of a thing of the type, before its name; empty for a
	// type that an org does not declare.
	Scope string `json:"scope,omitempty"`
	// InFolders reports whether an undeclared thing of the type may be in a
	// folder, and OnDashboards whether it may be on a dashboard.
	InFolders    bool `json:"in_folders,omitempty"`
	OnDashboards bool `json:"on_dashboards,omitempty"`
	// OfOrgs reports whether requests can name all things of the type in an org
	// as one.
	OfOrgs bool `json:"of_orgs,omitempty"`
}

// A Version is the catalogue of a version of Grafana.
type Version struct {
	// Actions are the actions that a role can hold, by their newest names,
	// with the scopes that each takes. A scope that ends in * stands for
	// all that begin like it, and the empty one for no scope.
	Actions map[string][]string `json:"actions"`
	// Names are what the scopes of one thing begin with, before its name, by
	// the type of thing; a "member" is a user in an org.
	Names map[string]string `json:"names"`
	// Parted are those of Names after which a name is written as it is, so
	// that patterns may mean parts of it.
	Parted map[string]bool `json:"parted"`
	// LowerLogins reports whether logins and emails are the same in any case.
	LowerLogins bool `json:"lower_logins,omitempty"`
	// Scopes is how scopes of permissions are written.
	Scopes Dialect `json:"scopes,omitzero"`
	// FixedRoles are the names of the fixed roles, sorted.
	FixedRoles []string `json:"fixed_roles"`
	// FolderDepth is how deep folders nest; zero where they do not.
	FolderDepth FolderDepth `json:"folder_depth,omitzero"`
}

// A Dialect is how a version reads the scopes of permissions. The source of each
// is in scope_dialects.facts, one of the tables of facts about Grafana.
type Dialect struct {
	// Globs reports whether scopes are patterns. Otherwise a scope has at most
	// one wildcard, a star at its end.
	Globs bool `json:"globs,omitempty"`
	// Checked reports whether a role is refused with a scope that no check of its
	// action has.
	Checked bool `json:"checked,omitempty"`
}

// A FolderDepth is how many folders there may be above a folder. The source of
// each is in folder_depth.facts, one of the tables of facts about Grafana.
type FolderDepth struct {
	// Default is the limit of a server without a setting for it.
	Default int `json:"default"`
	// Settable is the greatest limit that the setting can make; 0 where
	// there is no setting.
	Settable int `json:"settable"`
}

// file is the catalogue, read once. The tests hold that it can be read.
var file = sync.OnceValue(func() (f File) {
	if err := json.Unmarshal(embedded, &f); err != nil {
		panic("catalogue: " + err.Error())
	}
	return f
})

// Of returns the catalogue of a version of Grafana; the zero Version for one that is
// not known.
func Of(version schema.Version) Version { return file().Versions[version] }

// Newest returns the newest name of an action that has been renamed; empty for
// one that has not.
func Newest(action string) string { return file().Renamed[action] }

// NewestRole returns the name of a fixed role by another name for it in Grafana's
// documentation; empty for other names.
func NewestRole(name string) string { return file().RenamedRoles[name] }

// Scope returns the beginning of the scope of a thing of a type, before its name;
// empty for a type that an org does not declare.
func Scope(typ string) string { return file().Types[typ].Scope }

// Types returns the types of resource that a predicate holds of, sorted.
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

// Actions are the names of all actions that a role can hold in some version,
// sorted.
var Actions = sync.OnceValue(func() []string {
	all := map[string]bool{}
	for _, v := range file().Versions {
		for action := range v.Actions {
			all[action] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
})
