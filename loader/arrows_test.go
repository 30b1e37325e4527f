package loader

import (
	"testing"

	"github.com/rolecall/rolecall/internal/arrows"
)

// TestArrows holds the packages of the loader, and schema below them, to one
// direction and to a size.
func TestArrows(t *testing.T) {
	rules := arrows.Rules{
		Module: "github.com/rolecall/rolecall", Folder: "loader",
		Below: arrows.Down("loader", "loader/internal/review", "loader/internal/resolve", "loader/internal/settings", "loader/internal/dialect", "loader/internal/fromroles", "loader/internal/refer",
			"loader/internal/decode", "loader/internal/expr", "loader/internal/diag"),
		Outside: []string{"internal", "schema"},
		Lines:   2200, Files: 15, Methods: 35,
	}
	rules.Test(t, ".")
	rules.Folder, rules.Below = "schema", map[string][]string{"schema": nil, "schema/catalogue": {"schema"}}
	rules.Test(t, "../schema")
}
