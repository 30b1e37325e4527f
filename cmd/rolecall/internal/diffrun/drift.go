package diffrun

import (
	"context"
	"errors"
	"fmt"
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
)

// A driftRun is one run of the command drift. Its old side is the configuration, and its new one the Grafana.
type driftRun struct {
	run
	source   source.Source
	watch    bool
	interval time.Duration
	metrics  metrics
}

// DriftCommand returns the command drift.
func DriftCommand(env *cli.Env) *cobra.Command {
	r := driftRun{run: run{Env: env}, source: &source.Grafana{}}
	r.old.name, r.old.heading, r.old.only = "the configuration", "configuration", "in the configuration alone"
	r.new.name, r.new.heading, r.new.only = "Grafana", "Grafana", "in Grafana alone"
	r.new.unwritten = true
	cmd := &cobra.Command{
		Use:   "drift",
		Short: "Show who has other access in Grafana than the configuration gives",
		Long: `Drift reads a running Grafana as import grafana does, and compares the access that it
gives with that of the configuration (-C), exactly, as diff compares two
configurations. Access that Grafana alone gives is gained, and access that the
configuration alone gives is lost. Drift only reads, there and here.

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
  rolecall drift -C access --watch --interval 10m --metrics-file /var/lib/node_exporter/rolecall.prom`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return r.start(cmd.Context(), cmd.Flags()) },
	}
	flags := cmd.Flags()
	r.source.Flags(flags)
	r.flags(flags)
	flags.BoolVar(&r.watch, "watch", false, "compare again and again, and write each change")
	flags.DurationVar(&r.interval, "interval", 5*time.Minute, "how long --watch waits between two comparisons, `DURATION`")
	flags.StringVar(&r.metrics.file, "metrics-file", "", "write metrics of Prometheus to `FILE`, in one step")
	return cmd
}

// start compares once, or again and again.
func (r *driftRun) start(ctx context.Context, flags *pflag.FlagSet) error {
	switch {
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
	progress := r.StartProgress("answers read")
	read, err := r.source.Read(ctx, flags, progress.Show)
	progress.End()
	if err != nil {
		return err
	}
	r.gaps = importrun.Gaps(read)
	c := drift.Of(world, read)
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
		return errors.New("Grafana has something that a configuration cannot declare, so the two cannot be compared")
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
