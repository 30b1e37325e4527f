// Package diffrun is the commands diff and drift: they read two configurations, or a configuration and a
// Grafana, and write how the access that they give differs.
package diffrun

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/cli"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/importrun"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/diff"
	"github.com/rolecall/rolecall/internal/importer/drift"
	"github.com/rolecall/rolecall/internal/moment"
)

// A run is one run of the command.
type run struct {
	*cli.Env
	old, new side
	// time is a text in RFC 3339; empty for now.
	time              string
	exitCode, details bool
	globs             globs
	failOn            []string

	diff diff.Diff
	// apart has the differences without an effect on access, and gaps the things that were not read; only drift
	// has them. Place returns where a line of the new side is declared on the old one; nil but for drift.
	apart []drift.Difference
	gaps  []importrun.Gap
	place func(file string, line int) hcl.Range
}

// Command returns the command.
func Command(env *cli.Env) *cobra.Command {
	r := run{Env: env}
	r.old.name, r.old.heading, r.old.only = "the old configuration", "before", "gone"
	r.new.name, r.new.heading, r.new.only = "the new configuration", "now", "new"
	cmd := &cobra.Command{
		Use:   "diff OLD [NEW]",
		Short: "Show who gains and who loses access by a change",
		Long: `Diff compares the access that two configurations give, exactly: everything that a
declared subject may ask, also with a token, in a session with external groups, and
about resources that are not declared.

OLD and NEW are folders, bundles, or git revisions of the configuration's folder,
such as main or HEAD~3. A revision is read from git, and no file is touched. The
default of NEW, and "." as either, is the folder of the configuration (-C). A folder
of a name goes before a revision; git:NAME is always the revision.

--set changes the grafana block of NEW, and --old-set that of OLD: with
--set grafana.version=13.2 the diff is the check of an upgrade. --var and --var-file
set variables of NEW, --old-var and --old-var-file those of OLD.

Changes are in groups with the same cause, gains first. Each group has an example with
the reason on both sides. With --details every request is listed.

--subject, --action and --resource show only requests that match a glob, as in
'user:*', and --org those of one org. --fail-on takes a direction and globs, as in
'gain action=*permissions:write subject=user:*'; fields that are left out match all.
It looks at all requests, whatever the filters show.

Formats: text; json; markdown, for a comment on a pull request, which is never longer
than GitHub allows; github, for annotations at the lines that cause a change; sarif,
for code scanning. The last two have no --details.

Exit code 0 means that the comparison was made, 1 an error. Exit code 2 means that a
--fail-on matches or, with --exit-code, that the access differs.`,
		Example: `  rolecall diff main
  rolecall diff HEAD~1 HEAD --exit-code
  rolecall diff . --set grafana.version=13.2
  rolecall diff main --fail-on 'gain action=*permissions:write subject=user:*'`,
		Args: cobra.RangeArgs(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			r.old.word, r.new.word = args[0], "."
			if len(args) > 1 {
				r.new.word = args[1]
			}
			return r.run(cmd.Context())
		},
	}
	flags := cmd.Flags()
	flags.StringArrayVar(&r.new.settings, "set", nil,
		"set an attribute of NEW's grafana block, `grafana.NAME=VALUE`; may be repeated")
	flags.StringArrayVar(&r.old.settings, "old-set", nil,
		"set an attribute of OLD's grafana block, `grafana.NAME=VALUE`; may be repeated")
	r.old.OldFlags(flags)
	r.flags(flags)
	flags.StringVar(&r.globs.org, "org", "", "show only requests in the org with this label, `ORG`")
	return cmd
}

// flags adds the flags that drift has, too.
func (r *run) flags(flags *pflag.FlagSet) {
	flags.StringVar(&r.time, "time", "", "compare as of this `TIME`, RFC 3339; the default is now")
	flags.BoolVar(&r.exitCode, "exit-code", false, "exit with 2 if the access differs")
	flags.BoolVar(&r.details, "details", false, "list every request that changed")
	flags.StringVar(&r.globs.subject, "subject", "", "show only subjects that match `GLOB`")
	flags.StringVar(&r.globs.action, "action", "", "show only actions that match `GLOB`")
	flags.StringVar(&r.globs.resource, "resource", "", "show only resources that match `GLOB`")
	flags.StringArrayVar(&r.failOn, "fail-on", nil, "exit with 2 if a change matches `RULE`; may be repeated")
}

func (r *run) run(ctx context.Context) error {
	asked, err := r.read()
	if err != nil {
		return err
	}
	dir := r.Dir
	vars := r.Config
	r.new.Config = vars
	r.old.TrustAs(&vars)
	for _, s := range []*side{&r.old, &r.new} {
		if err := s.open(ctx, dir); err != nil {
			return r.locate(s, err)
		}
	}
	return r.compare(ctx, asked)
}

// locate makes the paths of a diagnostic those of a side, and returns the error.
func (r *run) locate(s *side, err error) error {
	var config *engine.ConfigError
	if errors.As(err, &config) {
		r.Config = s.Config
	}
	return err
}

// A question is the part of the command line that both commands have, as it was read.
type question struct {
	budgets budgets
	shown   filter
	at      time.Time
}

// read reads the flags that both commands have.
func (r *run) read() (q question, err error) {
	if r.details && (r.Format == output.GitHub || r.Format == output.SARIF) {
		return q, fmt.Errorf("--details is for text, json and markdown: %s has a line for each group", r.Format)
	}
	if q.budgets, err = readBudgets(r.failOn); err != nil {
		return q, err
	}
	if q.shown, err = r.globs.filter(); err != nil {
		return q, fmt.Errorf("--%w", err)
	}
	q.at = time.Now()
	if r.time != "" {
		if q.at, err = moment.Parse(r.time); err != nil {
			return q, fmt.Errorf("--time %w; write it as in 2027-01-01T00:00:00Z", err)
		}
	}
	return q, nil
}

// compare compares the sides and writes their difference.
func (r *run) compare(ctx context.Context, q question) (err error) {
	if r.diff, err = engine.Diff(ctx, r.old.view, r.new.view, q.at); err != nil {
		return err
	}
	return r.show(ctx, q)
}

// show writes the difference. The error is cli.ErrNegative if a rule is broken or the exit code is to tell that
// the access differs.
func (r *run) show(ctx context.Context, q question) error {
	failed := q.budgets.brokenBy(r.diff)
	same := r.diff.Same()
	r.diff = q.shown.of(r.diff)
	write := map[output.Format]func(context.Context, []broken) error{
		output.Text: r.writeText, output.JSON: r.writeJSON, output.Markdown: r.writeMarkdown,
		output.GitHub: r.writeGitHub, output.SARIF: r.writeSARIF,
	}[r.Format]
	if err := write(ctx, failed); err != nil {
		return err
	}
	if len(failed) > 0 || r.exitCode && !same {
		return cli.ErrNegative
	}
	return nil
}
