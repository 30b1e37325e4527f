package importrun

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/internal/files"
	"github.com/rolecall/rolecall/internal/importer/ini"
	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/internal/importer/server"
	"github.com/rolecall/rolecall/schema"
)

// A part has the flags that tell what files about a part of a Grafana do not.
type part struct {
	version, ini string
	orgNames     []string
}

// mostSettings bounds the size of grafana.ini, in bytes.
const mostSettings = 16 << 20

func (p *part) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&p.version, "grafana-version", "", "`VERSION` of Grafana that runs; with --update, the default is the declared one")
	cmd.Flags().StringVar(&p.ini, "ini", "", "grafana.ini of the server, `FILE`, for settings and mappings of groups")
	cmd.Flags().StringArrayVar(&p.orgNames, "org-name", nil, "name of the org with a number, `NUMBER=NAME`, for one that the files do not declare; may be repeated")
}

// A rest is everything that a part does not tell: the release, settings, names of orgs, and the configuration that
// is updated.
type rest struct {
	version schema.Version
	ini     ini.File
	orgs    map[string]string
	// view and known are the configuration that is updated, and what it declares; nil for none.
	view  *engine.View
	known *inventory.Inventory
}

// rest reads what the flags name.
func (p *part) rest(ctx context.Context, r *run) (rest, error) {
	all := rest{orgs: map[string]string{}}
	for _, text := range p.orgNames {
		number, name, ok := strings.Cut(text, "=")
		if _, err := strconv.Atoi(number); err != nil || !ok || name == "" {
			return all, fmt.Errorf("--org-name takes NUMBER=NAME, not %q", text)
		}
		all.orgs[number] = name
	}
	if p.ini != "" {
		content, err := files.ReadFile(ctx, p.ini, mostSettings)
		if err != nil {
			return all, fmt.Errorf("read --ini: %w", err)
		}
		if all.ini, err = ini.Parse(p.ini, content); err != nil {
			return all, err
		}
	}
	if r.update {
		view, err := r.Open(ctx, engine.WithWorld())
		if err != nil {
			return all, err
		}
		all.view = view
		all.known, _ = inventory.Of(view.World())
		all.version = all.known.Settings.Version
	}
	if p.version == "" && all.version == "" {
		return all, errors.New("these files do not tell which release of Grafana runs: give it as --grafana-version, as in 12.2")
	}
	if p.version != "" {
		version, err := server.ReadVersion(p.version)
		if err != nil {
			return all, fmt.Errorf("--grafana-version: %w", err)
		}
		all.version = version
	}
	return all, nil
}

// finish writes an inventory, or updates the configuration by it.
func (r *run) finish(ctx context.Context, all rest, read *inventory.Inventory) error {
	if r.update {
		return r.updated(ctx, all.view, read)
	}
	return r.write(ctx, read)
}
