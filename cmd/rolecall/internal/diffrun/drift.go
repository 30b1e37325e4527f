package diffrun

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/cli"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/importrun"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/source"
	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/internal/files"
	"github.com/rolecall/rolecall/internal/importer/drift"
	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/internal/importer/refused"
	"github.com/rolecall/rolecall/schema"
)

// A driftRun is one run of the command drift. Its old side is the configuration, and its new one the Grafana or the
// project.
type driftRun struct {
	run
	either
	watch    bool
	interval time.Duration
	metrics  metrics
}

// DriftCommand returns the command drift.
func DriftCommand(env *cli.Env) *cobra.Command {
	r := driftRun{run: run{Env: env}, either: either{project: source.Terraform{Env: env}}}
	r.old.name, r.old.heading, r.old.only = "the configuration", "configuration", "in the configuration alone"
	r.new.unwritten = true
	cmd := &cobra.Command{
		Use:   "drift",
		Short: "Show who has other access in Grafana than the configuration gives",
		Long: `Drift reads a running Grafana as import grafana does, and compares the access that it
gives with that of the configuration (-C), exactly, as diff compares two
configurations. Access that Grafana alone gives is gained, and access that the
configuration alone gives is lost. Drift only reads, there and here.

With --terraform the other side is a Terraform project in place of a Grafana: a state
file, the JSON of a state or a plan, or the folder of the project, as import terraform
reads it. Things that the project does not manage count as they are declared.

Then it lists the declared things that differ without a change of access, such as an
entry for somebody who has more by another. The order and the spelling of names, titles
and other names for people are no difference. Parts that the sign-in may not read count
as they are declared, and are named.

--subject, --action and --resource show only requests that match a glob, and --fail-on
takes rules, as for diff.

--watch compares again at each --interval, and writes the result when it is another one.
--metrics-file writes the result as metrics of Prometheus, for cron and the textfile
collector of its node exporter.

Formats: those of diff. github and sarif name the block of the configuration that the
difference is about.

Exit code 0 means that the comparison was made, 1 an error. Exit code 2 means that a
--fail-on matches or, with --exit-code, that the access differs.`,
		Example: `  GRAFANA_AUTH=… rolecall drift --url https://grafana.example.com -C access
  rolecall drift -C access --exit-code --fail-on 'gain subject=anonymous'
  terraform show -json | rolecall drift -C access --terraform -
  rolecall drift -C access --watch --interval 10m --metrics-file /var/lib/node_exporter/rolecall.prom`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return r.start(cmd.Context(), cmd.Flags()) },
	}
	flags := cmd.Flags()
	r.either.flags(flags)
	r.run.flags(flags)
	flags.BoolVar(&r.watch, "watch", false, "compare again and again, and write each change")
	flags.DurationVar(&r.interval, "interval", 5*time.Minute, "how long --watch waits between two comparisons, `DURATION`")
	flags.StringVar(&r.metrics.file, "metrics-file", "", "write metrics of Prometheus to `FILE`, in one step")
	return cmd
}

// start compares once, or again and again.
func (r *driftRun) start(ctx context.Context, flags *pflag.FlagSet) error {
	if err := r.choose(flags); err != nil {
		return err
	}
	r.new.name, r.new.heading, r.new.only = r.name(), r.heading(), "in "+r.name()+" alone"
	switch {
	case r.watch && r.project.Path == source.StandardInput:
		return errors.New("--watch reads the project again and again, and standard input can be read once: " +
			"name a file or a folder")
	case !r.watch && flags.Changed("interval"):
		return errors.New("--interval is for --watch")
	case r.watch && (r.exitCode || len(r.failOn) > 0):
		return errors.New("--watch does not end by itself, so that --exit-code and --fail-on have no effect: leave them out")
	case r.interval < time.Second:
		return errors.New("--interval takes a duration from 1s, as in 5m")
	case r.watch:
		return r.repeat(ctx, flags)
	}
	q, err := r.read()
	if err != nil {
		return err
	}
	err = r.look(ctx, flags, q)
	if err := errors.Join(err, r.measure(err, q.at)); err != nil {
		return err
	}
	return r.show(ctx, q)
}

// look reads both sides and compares them.
func (r *driftRun) look(ctx context.Context, flags *pflag.FlagSet, q question) (err error) {
	r.old.Config = r.Config
	if r.old.view, err = r.old.Open(ctx, engine.WithWorld()); err != nil {
		return err
	}
	r.Sources = r.old.Sources
	world := r.old.view.World()
	if world == nil {
		return fmt.Errorf("%s is a bundle, which does not have the declarations: name the folder of the configuration", r.Dir)
	}
	known, _ := inventory.Of(world)
	progress := r.StartProgress("answers read")
	read, err := r.source().Read(ctx, source.Reading{Flags: flags, Known: known, Progress: progress.Show})
	progress.End()
	if err == nil {
		err = refused.Roles(ctx, read)
	}
	if err != nil {
		return err
	}
	if r.project.Path == "" && isMute(read) {
		return errors.New("Grafana tells this sign-in neither the members nor the folders of any org, " +
			"so that there is nothing to compare: sign in as an Admin")
	}
	c := drift.Of(world, read, r.name())
	r.gaps = importrun.Gaps(read)
	fsys, err := files.InMemory(c.Files)
	if err != nil {
		return err
	}
	r.new.Config = cli.Config{Files: fsys, Located: func(name string) string { return name }}
	r.new.view, err = r.new.Open(ctx, engine.WithWorld())
	if config := (*engine.ConfigError)(nil); errors.As(err, &config) {
		there := *r.Env
		there.Config = r.new.Config
		there.WriteDiagnostics(config.Diagnostics, config.Files)
		return fmt.Errorf("%s has something that a configuration cannot declare, so the two cannot be compared", r.name())
	}
	if err != nil {
		return err
	}
	if r.diff, err = engine.Diff(ctx, r.old.view, r.new.view, q.at); err != nil {
		return err
	}
	r.diff = c.Together(r.new.view.World(), r.diff)
	r.place, r.apart = c.Place, c.Apart(r.new.view.World(), r.diff)
	if r.Format != output.JSON {
		importrun.Warn(r.Err, "not compared", r.gaps)
	}
	return nil
}

// isMute reports whether a Grafana told neither members nor folders.
func isMute(read *inventory.Inventory) bool {
	return !slices.ContainsFunc(read.Orgs, func(o *inventory.Org) bool {
		return !o.Unlisted[schema.UserType] || !o.Unlisted[schema.FolderType]
	})
}
