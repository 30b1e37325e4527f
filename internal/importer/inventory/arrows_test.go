package inventory

import (
	"testing"

	"github.com/rolecall/rolecall/internal/arrows"
)

// TestArrows holds the packages of the importer to one direction and to a size: what reads a source and what
// writes a configuration know the Inventory, and nothing of each other.
func TestArrows(t *testing.T) {
	const importer = "internal/importer/"
	arrows.Rules{
		Module: "github.com/rolecall/rolecall", Folder: "internal/importer",
		Below: map[string][]string{
			importer + "inventory":          nil,
			importer + "ini":                {importer + "inventory"},
			importer + "ldap":               {importer + "inventory"},
			importer + "provisioning":       {importer + "inventory", importer + "ini", importer + "ldap"},
			importer + "terraform":          {importer + "inventory", importer + "ini", importer + "ldap", importer + "terraform/resource"},
			importer + "terraform/resource": nil,
			importer + "terraform/show":     {importer + "terraform/resource"},
			importer + "terraform/project":  {importer + "terraform/resource"},
			importer + "server":             {importer + "inventory", importer + "ini"},
			importer + "write":              {importer + "inventory"},
			importer + "merge":              {importer + "inventory", importer + "write"},
			importer + "refused":            {importer + "inventory", importer + "write"},
			importer + "drift":              {importer + "inventory", importer + "write", importer + "merge"},
		},
		Outside: []string{"engine", "internal", "loader", "schema"},
		Lines:   2200, Files: 15, Methods: 35,
	}.Test(t, "..")
}
