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
		signing  = "engine/signing"
		authzen  = "engine/authzen"
		explain  = "engine/explain"
		levels   = "engine/levels"
		policy   = internal + "policy"
		stand    = internal + "representatives"
		bitset   = internal + "bitset"
		words    = internal + "vocabulary"
		index    = internal + "index"
		access   = internal + "access"
		list     = internal + "list"
		derive   = internal + "derive"
		loaded   = internal + "loaded"
	)
	facts := []string{policy, stand, bitset, authzen, explain}
	rights := append([]string{words, index}, facts...)
	queries := append([]string{access}, rights...)
	arrows.Rules{
		Module: "github.com/rolecall/rolecall", Folder: "engine",
		Below: map[string][]string{
			authzen: nil,
			explain: {authzen},
			levels:  {authzen},

			internal + "canonical":  nil,
			internal + "bundlefile": nil,
			bitset:                  nil,
			policy:                  {internal + "canonical", internal + "bundlefile"},
			stand:                   nil,

			words:  facts,
			index:  append([]string{words}, facts...),
			access: rights,

			internal + "fastpath":    rights,
			internal + "compiled":    rights,
			list:                     append([]string{levels}, queries...),
			derive:                   queries,
			internal + "repair":      append([]string{list, derive}, queries...),
			"engine/diff":            {authzen, explain},
			internal + "fingerprint": queries,
			internal + "askers":      append([]string{"engine/diff", list}, queries...),
			internal + "askable":     append([]string{internal + "fingerprint", internal + "askers"}, queries...),
			internal + "compare": append([]string{
				"engine/diff", list, derive, internal + "fingerprint", internal + "askers", internal + "askable",
			}, queries...),

			loaded: append([]string{
				derive, signing, internal + "compiled", internal + "fastpath", internal + "canonical", internal + "bundlefile",
			}, queries...),
			internal + "excerpts": nil,
			internal + "input":    {loaded, signing, internal + "excerpts"},
			signing:               {policy, internal + "bundlefile"},

			engine: append([]string{
				"engine/diff", list, levels, derive, internal + "repair", internal + "compare", loaded, internal + "input", signing,
			}, queries...),

			"engine/decisionlog":    {authzen},
			"engine/fleet":          {engine, "engine/decisionlog"},
			"engine/server":         {engine, explain, "engine/decisionlog"},
			"engine/regotest":       {engine, policy},
			"engine/suite":          {engine, explain},
			"engine/suite/coverage": {engine, explain, "engine/suite"},
			"engine/suite/mutate":   {engine, explain, "engine/diff", "engine/suite"},
		},
		Outside: []string{"internal", "loader", "policies", "schema"},
		Lines:   2200, Files: 15, Methods: 35,
	}.Test(t, ".")
}
