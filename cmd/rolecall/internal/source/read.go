package source

import (
	"context"

	"github.com/spf13/pflag"

	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/internal/importer/server"
)

// A Source tells the things that a Grafana has.
type Source interface {
	// Flags adds the flags that name the source.
	Flags(*pflag.FlagSet)
	// Read reads it. Progress is called with the number of parts read so far and with that of all parts known.
	// The errors say why there is nothing to read. None has a secret.
	Read(ctx context.Context, flags *pflag.FlagSet, progress func(done, total int)) (*inventory.Inventory, error)
}

// Read reads the Grafana that the flags and the environment name.
func (g *Grafana) Read(ctx context.Context, flags *pflag.FlagSet,
	progress func(done, total int)) (*inventory.Inventory, error) {
	o, err := g.Options(ctx, flags)
	if err != nil {
		return nil, err
	}
	o.Progress = progress
	return server.Read(ctx, o)
}
