package loader

import (
	"testing"

	"github.com/rolecall/rolecall/internal/arrows"
)

// TestArrows holds the packages of the loader, and schema below them, to one
// direction and to a size.
func TestArrows(t *testing.T) {
	const module, lines, files, methods = "github.com/rolecall/rolecall", 2200, 15, 35
	// From the top down: each package may import all that follow.
	order := []string{"loader", "loader/internal/review", "loader/internal/resolve", "loader/internal/refer",
		"loader/internal/decode", "loader/internal/expr", "loader/internal/expr/funcs", "loader/internal/diag"}
	below := map[string][]string{}
	for i, name := range order {
		below[name] = order[i+1:]
	}
	for root, rules := range map[string]arrows.Rules{
		".": {Module: module, Folder: "loader", Below: below, Outside: []string{"internal", "schema"},
			Lines: lines, Files: files, Methods: methods},
		"../schema": {Module: module, Folder: "schema", Below: map[string][]string{"schema": nil, "schema/catalogue": {"schema"}},
			Lines: lines, Files: files, Methods: methods},
	} {
		broken, err := rules.Broken(root)
		if err != nil {
			t.Fatal(err)
		}
		for _, sentence := range broken {
			t.Error(sentence)
		}
	}
}
