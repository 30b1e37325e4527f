package source

import (
	"context"

	"github.com/spf13/pflag"

	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/internal/importer/server"
)

// A Source tells the things that a Grafana has, or is to have.
type Source interface {
	// Flags adds the flags that name the source.
	Flags(*pflag.FlagSet)
	// Read reads it. The errors say why there is nothing to read. None has a secret.
	Read(context.Context, Reading) (*inventory.Inventory, error)
}

// A Reading is everything besides its own flags that a Source is read with.
type Reading struct {
	// Flags are the flags as they were parsed.
	Flags *pflag.FlagSet
	// Known has the declared things of a configuration; nil for none.
	Known *inventory.Inventory
	// Progress is called with the number of parts read so far and with that of all parts known; it may be nil.
	Progress func(done, total int)
}

// Read reads the Grafana that the flags and the environment name.
func (g *Grafana) Read(ctx context.Context, r Reading) (*inventory.Inventory, error) {
	o, err := g.Options(ctx, r.Flags)
	if err != nil {
		return nil, err
	}
	o.Progress = r.Progress
	return server.Read(ctx, o)
}
