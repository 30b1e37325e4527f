package schema

import (
	"slices"

	"github.com/hashicorp/hcl/v2"
)

// A ResourceRef is an item of a list of resources, in the words of a request.
type ResourceRef struct {
	// Org is where is asked; nil when no org is declared.
	Org *Org
	// Type is one of ResourceTypes; empty for the org itself.
	Type string
	// ID is the uid, name or login; empty for all of a kind.
	ID string
	// Folder and Dashboard are the uids of what an undeclared resource is
	// in or hangs on, and CreatedBy the login of who made it.
	Folder, Dashboard, CreatedBy string
	// Range is the item as written, or the block without a list.
	Range hcl.Range
}

// ResourceTypes are the types of resource that a request can name, sorted.
var ResourceTypes = []string{
	"alert", "annotation", "api_key", "dashboard", "data_source", "folder", "library_panel", "notification_channel", "org",
	"playlist", "plugin", "report", "role", "server", "service_account", "snapshot", "team", "user",
}

// IsDeclarable says whether resources of a type are declared by blocks.
func IsDeclarable(resourceType string) bool {
	return slices.Contains(Types, Type(resourceType))
}
