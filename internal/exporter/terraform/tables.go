package terraform

import (
	_ "embed"
	"encoding/json"
	"maps"
	"slices"
	"sync"

	"github.com/rolecall/rolecall/schema"
)

//go:embed tables.json
var embedded []byte

// tables say how the provider has the things of a configuration.
type tables struct {
	// Terraform is the constraint on its version.
	Terraform string `json:"terraform"`
	Provider  struct{ Name, Source, Version string }
	// AdminUser is the login that the provider takes for that of the account that it signs in with.
	AdminUser string `json:"admin_user"`
	// Things has the resources by the type of block, or by the part of it that becomes a resource of its own.
	Things map[string]thing `json:"things"`
	SignIn signIn           `json:"sign_in"`
	// Cannot has the reasons why something is left out, each as the rest of a sentence.
	Cannot map[string]string `json:"cannot"`
	// ActionNamesSince is the first release that has all actions by their newest names.
	ActionNamesSince schema.Version `json:"action_names_since"`
}

// A thing is how the provider has one kind of thing.
type thing struct {
	// File is the file of its blocks.
	File string
	// Resource is the type of the resource, and Data that of the data source; empty for none.
	Resource, Data string
	// Since is the first release of Grafana that has it; empty for all.
	Since schema.Version
	// Attributes has the provider's names of attributes by those of this package.
	Attributes map[string]string
	// Roles has the attributes with the members of an org by their role.
	Roles map[schema.OrgRole]string
	// Entries is the type of the nested blocks, and Entry has the names of their attributes.
	Entries string
	Entry   map[string]string
}

// signIn describes the settings for signing in.
type signIn struct {
	// Blocks has the type of the nested block for each provider of sign-in.
	Blocks map[string]string
	// Settings has the attributes of these blocks that rolecall does not write, but for enabled.
	Settings map[string][]string
	// Required are those of them that must be there.
	Required []string
}

var table = sync.OnceValue(func() (t tables) {
	if err := json.Unmarshal(embedded, &t); err != nil {
		panic("terraform: " + err.Error())
	}
	return t
})

// SignIns returns the names of the providers of sign-in that Options.SignIn can have, sorted.
func SignIns() []string { return slices.Sorted(maps.Keys(table().SignIn.Blocks)) }

// AdminUser returns the login that Options.AdminUser has if no other is known.
func AdminUser() string { return table().AdminUser }

// FileNames returns the names of all files that a project can have, sorted.
func FileNames() []string {
	all := []string{headFile, variablesFile, importsFile}
	for _, t := range table().Things {
		all = append(all, t.File)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// The files of blocks that are not of things.
const (
	headFile      = "terraform.tf"
	variablesFile = "variables.tf"
	importsFile   = "imports.tf"
)
