package importrun

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/cli"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/source"
	"github.com/rolecall/rolecall/internal/files"
	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/internal/importer/provisioning"
	"github.com/rolecall/rolecall/internal/importer/write"
	"github.com/rolecall/rolecall/internal/limits"
)

func provisioningCommand(env *cli.Env) *cobra.Command {
	r := run{Env: env, layout: write.Layouts[0]}
	var part source.Part
	cmd := &cobra.Command{
		Use:   "provisioning PATH",
		Short: "Make a configuration of files that provision access",
		Long: `Provisioning reads the files by which Grafana provisions access: the YAML of access
control, with custom roles and the teams and basic roles that have roles, and ldap.toml
with mappings of groups to orgs. PATH is one of these files, or a folder with them. --ini
names grafana.ini, whose org_mapping settings are read, too.

The files name orgs by their numbers: --org-name NUMBER=NAME tells their names.

With --update, mappings and teams are added to the configuration that there is, and roles
that differ are told.`,
		Example: `  rolecall import provisioning /etc/grafana/provisioning/access-control --grafana-version 12.2 -C access`,
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			read := func(ctx context.Context, r source.Reading) (*inventory.Inventory, error) {
				return readProvisioning(ctx, args[0], &part, r.Known)
			}
			return r.read(cmd.Context(), cmd.Flags(), read)
		},
	}
	r.flags(cmd)
	part.Flags(cmd.Flags())
	part.IniFlag(cmd.Flags())
	return cmd
}

// readProvisioning reads the files at a path.
func readProvisioning(ctx context.Context, path string, part *source.Part,
	known *inventory.Inventory) (*inventory.Inventory, error) {
	facts, err := part.Facts(ctx, known)
	if err != nil {
		return nil, err
	}
	found, err := provisioned(ctx, path)
	if err != nil {
		return nil, err
	}
	return provisioning.Read(found, provisioning.Options{
		Version: facts.Version, Ini: facts.Ini, Orgs: facts.Orgs, Known: facts.Known,
	})
}

// provisioned reads the files at a path, in the order of their names.
func provisioned(ctx context.Context, path string) ([]provisioning.File, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		if !provisioning.IsFile(path) {
			return nil, fmt.Errorf("%s is neither YAML nor TOML", path)
		}
		content, err := files.ReadFile(ctx, path, limits.MaxFileSize)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", path, err)
		}
		return []provisioning.File{{Name: path, Content: content}}, nil
	}
	root, err := files.OpenRoot(path)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	names, err := files.Find(ctx, root, ".", provisioning.IsFile)
	if err != nil {
		return nil, err
	}
	var all []provisioning.File
	for _, name := range names {
		content, err := files.Read(ctx, root, name, limits.MaxFileSize)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", filepath.Join(path, name), err)
		}
		all = append(all, provisioning.File{Name: filepath.Join(path, name), Content: content})
	}
	return all, nil
}
