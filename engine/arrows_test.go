package engine_test

import (
	"testing"

	"github.com/rolecall/rolecall/internal/arrows"
)

// TestArrows holds the packages of the engine to one direction and to a size. From the
// top: the API; what answers one kind of question; matching and deciding; the index; the
// policies and the representatives; the words of requests.
func TestArrows(t *testing.T) {
	const (
		engine   = "engine"
		internal = "engine/internal/"
		authzen  = "engine/authzen"
		explain  = "engine/explain"
		policy   = internal + "policy"
		stand    = internal + "representatives"
		bitset   = internal + "bitset"
		index    = internal + "index"
		access   = internal + "access"
		list     = internal + "list"
		derive   = internal + "derive"
	)
	words := []string{authzen, explain}
	facts := append([]string{policy, stand, bitset}, words...)
	queries := append([]string{index, access}, facts...)
	arrows.Rules{
		Module: "github.com/rolecall/rolecall", Folder: "engine",
		Below: map[string][]string{
			authzen: nil,
			explain: {authzen},

			internal + "canonical":  nil,
			internal + "bundlefile": nil,
			bitset:                  nil,
			policy:                  {internal + "canonical", internal + "bundlefile"},
			stand:                   nil,

			index:  facts,
			access: append([]string{index}, facts...),

			internal + "fastpath": append([]string{index}, facts...),
			internal + "compiled": append([]string{index}, facts...),
			list:                  queries,
			derive:                queries,
			internal + "repair":   append([]string{list, derive}, queries...),
			internal + "compare":  append([]string{list}, queries...),

			engine: append([]string{
				list, derive, internal + "repair", internal + "compare", internal + "compiled",
				internal + "fastpath", internal + "canonical", internal + "bundlefile",
			}, queries...),

			"engine/regotest":       {engine, policy},
			"engine/suite":          {engine, explain},
			"engine/suite/coverage": {engine, explain, "engine/suite"},
			"engine/suite/mutate":   {engine, explain, "engine/suite"},
		},
		Outside: []string{"internal", "loader", "policies", "schema"},
		Lines:   2300, Files: 23, Methods: 35,
	}.Test(t, ".")
}
