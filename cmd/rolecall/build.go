package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/cli"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/report"
	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/suite"
	"github.com/rolecall/rolecall/internal/printable"
	"github.com/rolecall/rolecall/schema"
)

func (c *program) buildCommand() *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:   "build -o FILE|DIR",
		Short: "Write an OPA bundle of the configuration",
		Long: `Build writes the policies and the configuration as an OPA bundle. Plain OPA answers
from it: data.rolecall.authz.allow and data.rolecall.authz.decision.

A path that ends in .tar.gz becomes a file, any other path a folder. An existing
file or folder must be empty or a bundle of rolecall. Build replaces it as a whole:
a build that fails leaves the earlier bundle. Build writes nothing if the folder
has a file that is not part of a bundle.

If an invariant of the configuration is broken, build prints it as rolecall test
does, and writes nothing. The exit code is 2.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if out == "" {
				return errors.New("the path of --output is empty; name the file or folder to write")
			}
			view, err := c.Open(cmd.Context(), engine.WithWorld())
			if err != nil {
				return err
			}
			if w := view.World(); w != nil {
				if err := c.checkInvariants(cmd.Context(), view, w); err != nil {
					return err
				}
			}
			if err := view.WriteBundle(out); err != nil {
				return err
			}
			if c.Format == output.JSON {
				return c.WriteJSON(struct {
					FormatVersion int    `json:"format_version"`
					Path          string `json:"path"`
					Revision      string `json:"revision"`
				}{output.FormatVersion, out, view.Revision()})
			}
			_, err = fmt.Fprintf(c.Out, "Wrote %s, revision %s\n", printable.Name(out), view.Revision())
			return err
		},
	}
	cmd.Flags().StringVarP(&out, "output", "o", "", "`FILE` (.tar.gz) or folder to write")
	cobra.CheckErr(cmd.MarkFlagRequired("output"))
	return cmd
}

// checkInvariants reports the broken invariants of a configuration, and returns cli.ErrNegative
// if there are any.
func (c *program) checkInvariants(ctx context.Context, view *engine.View, w *schema.World) error {
	progress := c.StartProgress("questions asked")
	by := report.NewReporter(view, w, c.Path)
	results, err := suite.Check(ctx, view, suite.New(w, view).Invariants, suite.Options{Now: by.Now, Progress: progress.Show})
	progress.End()
	if err != nil {
		return err
	}
	r, err := by.Invariants(results)
	if err != nil {
		return err
	}
	if _, broken, _ := r.Counts(); broken == 0 {
		return nil
	}
	if err := r.Write(c.Out, c.Format, false); err != nil {
		return err
	}
	return cli.ErrNegative
}
