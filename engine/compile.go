package engine

import (
	"encoding/json"

	"github.com/rolecall/rolecall/engine/internal/canonical"
	"github.com/rolecall/rolecall/engine/internal/compiled"
	"github.com/rolecall/rolecall/engine/internal/index"
	"github.com/rolecall/rolecall/engine/internal/policy"
	"github.com/rolecall/rolecall/internal/document"
)

// A worldDocument is the document data.rolecall.world of a bundle: the
// configuration, and the document that was compiled of it. That is part of the
// configuration, so that a test that replaces the configuration replaces it too.
type worldDocument struct {
	*document.World
	Compiled json.RawMessage `json:"compiled"`
}

// compile makes the parts of the bundle of a configuration and its index.
func compile(p *policy.Program, d *document.World, x *index.Index) *policy.Parts {
	documents, err := p.Of(d.Grafana.Version)
	if err != nil {
		panic(err) // newView has asked for them
	}
	documents[policy.World] = canonical.Append(nil, worldDocument{d, canonical.Append(nil, compiled.New(x))})
	return policy.NewParts(p.Modules, documents)
}
