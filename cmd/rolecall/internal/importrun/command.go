// Package importrun is the command import: it makes a configuration of a Grafana that there is.
package importrun

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/cli"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/source"
	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/internal/files"
	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/internal/importer/refused"
	"github.com/rolecall/rolecall/internal/importer/server"
	"github.com/rolecall/rolecall/internal/importer/write"
	"github.com/rolecall/rolecall/loader"
)

// Command returns the command.
func Command(env *cli.Env) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "import",
		Short: "Make a configuration of a Grafana that there is",
		Long: `Import makes a configuration that decides as a Grafana does now, of what that has
in it. It only reads there.`,
		Args: knownSource,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(grafanaCommand(env), terraformCommand(env), provisioningCommand(env))
	return cmd
}

// knownSource returns an error for a word that is not a source, such as an address in Terraform's import.
func knownSource(_ *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return fmt.Errorf("%q cannot be imported: rolecall reads a whole Grafana, as in rolecall import grafana --url URL, "+
		"or a project, as in rolecall import terraform PATH", args[0])
}

// A run is one run of the command.
type run struct {
	*cli.Env
	layout write.Layout
	update bool
}

func grafanaCommand(env *cli.Env) *cobra.Command {
	r := run{Env: env, layout: write.Layouts[0]}
	var grafana source.Grafana
	cmd := &cobra.Command{
		Use:   "grafana",
		Short: "Make a configuration of a running Grafana",
		Long: `Grafana reads a running Grafana of release 8.0 to 13 over its API, and writes a
configuration that decides as it does into the folder of the configuration (-C):
settings, orgs, users with their roles, teams, folders and dashboards with their
permissions, data sources, service accounts with their tokens, API keys, and with a
licence custom roles and their holders. It sends GET requests alone, and writes no
secret.

The variables GRAFANA_URL and GRAFANA_AUTH are those of Grafana's Terraform provider:
the address, and a token or LOGIN:PASSWORD. A server admin reads all; a token of an
org reads that org. Import names the parts that the sign-in may not read, and a comment
in the configuration says so.

The folder must not have a configuration. With --update it has one, and import changes
only the parts of it that differ: comments, files, labels and the order stay.

--layout team puts a team into a file of its own, with the folders that it is the only team
of. From 50 users on, the users stand in a table, users.csv.`,
		Example: `  GRAFANA_AUTH=admin:… rolecall import grafana --url https://grafana.example.com -C access
  rolecall import grafana --update -C access`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			o, err := grafana.Options(cmd.Context(), cmd.Flags())
			if err != nil {
				return err
			}
			return r.read(cmd.Context(), cmd.Flags(), func(ctx context.Context, r source.Reading) (*inventory.Inventory, error) {
				o.Progress = r.Progress
				return server.Read(ctx, o)
			})
		},
	}
	grafana.Flags(cmd.Flags())
	r.flags(cmd)
	return cmd
}

// flags adds the flags of every import.
func (r *run) flags(cmd *cobra.Command) {
	layout := cli.Flag[write.Layout]{To: &r.layout, Name: "LAYOUT", Parse: parseLayout}
	cmd.Flags().Var(layout, "layout", "files by `LAYOUT`: kind or team")
	cmd.Flags().BoolVar(&r.update, "update", false, "change the configuration that there is")
}

func parseLayout(text string) (write.Layout, error) {
	if l := write.Layout(text); slices.Contains(write.Layouts, l) {
		return l, nil
	}
	return "", fmt.Errorf("the layouts are kind and team, not %q", text)
}

// A reader reads a source.
type reader func(context.Context, source.Reading) (*inventory.Inventory, error)

// read reads a source and writes a configuration of it, or updates the one that there is.
func (r *run) read(ctx context.Context, flags *pflag.FlagSet, read reader) error {
	view, known, err := r.ready(ctx)
	if err != nil {
		return err
	}
	progress := r.StartProgress("answers read")
	told, err := read(ctx, source.Reading{Flags: flags, Known: known, Progress: progress.Show})
	progress.End()
	if err == nil {
		err = refused.Roles(ctx, told)
	}
	if err != nil {
		return err
	}
	if view != nil {
		return r.updated(ctx, view, told)
	}
	return r.write(ctx, told)
}

// ready checks the folder before anything is asked: an update takes one with a configuration, and a first
// import one without. It returns the configuration that is updated and the things that it declares; nil for none.
func (r *run) ready(ctx context.Context) (*engine.View, *inventory.Inventory, error) {
	if err := r.checkFolder(ctx); err != nil || !r.update {
		return nil, nil, err
	}
	view, err := r.Open(ctx, engine.WithWorld())
	if err != nil {
		return nil, nil, err
	}
	known, _ := inventory.Of(view.World())
	return view, known, nil
}

func (r *run) checkFolder(ctx context.Context) error {
	root, err := files.OpenRoot(r.Dir)
	if errors.Is(err, fs.ErrNotExist) && !r.update {
		return nil
	}
	if err != nil {
		return err
	}
	defer root.Close()
	there, err := files.Find(ctx, root, ".", func(name string) bool {
		return path.Ext(name) == ".hcl" || strings.HasSuffix(name, ".hcl.json")
	})
	switch {
	case err != nil:
		return err
	case len(there) > 0 && !r.update:
		return fmt.Errorf("%s has a configuration already, as in %s: --update changes it, and -C names another folder",
			r.Dir, slices.Min(there))
	case len(there) == 0 && r.update:
		return fmt.Errorf("%s has no configuration to update: leave --update out", r.Dir)
	}
	return nil
}

// write writes what was read, all of it or nothing.
func (r *run) write(ctx context.Context, read *inventory.Inventory) error {
	contents := write.PlanOf(read, write.Options{Layout: r.layout, Table: write.TableFor(read)}).Files()
	fsys, err := files.InMemory(contents)
	if err != nil {
		return err
	}
	if err := r.check(ctx, fsys); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(contents)) {
		if _, err := os.Lstat(filepath.Join(r.Dir, name)); err == nil {
			return fmt.Errorf("%s is there already: take it away, or name another folder as -C", filepath.Join(r.Dir, name))
		}
	}
	if err := os.MkdirAll(r.Dir, 0o755); err != nil {
		return err
	}
	if err := replace(r.Dir, contents); err != nil {
		return fmt.Errorf("write the configuration: %w", err)
	}
	return r.report(outcome{Inventory: read, files: slices.Sorted(maps.Keys(contents))})
}

func replace(dir string, contents map[string][]byte) error {
	root, err := files.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	return root.ReplaceAll(contents)
}

// check loads the configuration that would be written. With an error in it nothing is written.
func (r *run) check(ctx context.Context, fsys fs.FS) error {
	w, diags := loader.LoadContext(ctx, fsys)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if !diags.HasErrors() {
		return nil
	}
	diags = slices.DeleteFunc(diags, func(d *hcl.Diagnostic) bool { return d.Severity != hcl.DiagError })
	r.WriteDiagnostics(diags, w.Files)
	return errors.New("the configuration would have these errors, so nothing was written")
}
