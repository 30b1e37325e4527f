package audit

import (
	"errors"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/cli"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/internal/moment"
)

// Command returns the command report.
func Command(env *cli.Env) *cobra.Command {
	var out string
	var matrix bool
	o := Options{Path: env.Path}
	cmd := &cobra.Command{
		Use:   "report",
		Short: "Write who has access to what, for people who audit or plan",
		Long: `Report writes who is there, which level everybody has on each folder and why, and
what that means for planning identity and access.

As markdown it has an overview, the levels on folders, and the plan. As html it is
one file that loads nothing: it also has the levels on dashboards, data sources, teams
and service accounts with the reasons of each, pages about each user, team, role and
resource, and what org roles have by default. As csv it has a line for each way in
which a subject has a level, or with --matrix a line for each subject and a column for
each folder.

With --group-by it counts the users of each group and what they can edit. A group is
a team, an org, or what a variable or local value gives for a user: var.department
for a map of users to departments, local.people.department for a map of users to
objects. Users go by label or login.

A subject has a level if it has all permissions that an entry of that level gives,
from wherever. "some" stands for permissions that make no whole level.`,
		Example: `  rolecall report --format csv --matrix -o matrix.csv
  rolecall report --format html -o access.html --group-by team`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if matrix && env.Format != output.CSV {
				return errors.New("--matrix is for --format csv: the other formats have the matrix anyway")
			}
			view, err := env.Open(cmd.Context(), engine.WithWorld())
			if err != nil {
				return err
			}
			if o.Time.IsZero() {
				o.Time = time.Now()
			}
			r, err := Of(cmd.Context(), view, o)
			if err != nil {
				return err
			}
			write := map[output.Format]func(io.Writer) error{output.CSV: r.WriteCSV, output.HTML: r.WriteHTML,
				output.Markdown: r.WriteMarkdown}[env.Format]
			if matrix {
				write = r.WriteMatrix
			}
			if out == "" {
				return write(env.Out)
			}
			return output.WriteFile(out, "report", write)
		},
	}
	flags := cmd.Flags()
	flags.StringVarP(&out, "output", "o", "", "`FILE` to write; standard output without it")
	flags.BoolVar(&matrix, "matrix", false, "as csv, write a line for each subject and a column for each folder")
	flags.StringVar(&o.GroupBy, "group-by", "", "count users and what they can edit by `GROUP`: team, org, or a value that maps users to groups")
	flags.Var(cli.Flag[time.Time]{To: &o.Time, Name: "time", Parse: moment.Parse}, "time",
		"`TIME` that decides what has expired, in RFC 3339; now without it")
	return cmd
}
