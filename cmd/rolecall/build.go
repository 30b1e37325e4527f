package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

func (c *cli) buildCommand() *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:   "build -o FILE|DIR",
		Short: "Write an OPA bundle of the configuration",
		Long: `Build writes the policies and the configuration as an OPA bundle, that plain
OPA answers from: data.rolecall.authz.allow and data.rolecall.authz.decision.

A path that ends in .tar.gz becomes a file, any other a folder. A folder that
exists must be empty or hold an earlier bundle, which is replaced.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			eng, err := c.open(cmd.Context())
			if err != nil {
				return err
			}
			if err := eng.WriteBundle(out); err != nil {
				return err
			}
			if c.format == jsonFmt {
				return c.writeJSON(struct {
					FormatVersion int    `json:"format_version"`
					Path          string `json:"path"`
					Revision      string `json:"revision"`
				}{formatVersion, out, eng.Revision()})
			}
			_, err = fmt.Fprintf(c.out, "Wrote %s, revision %s\n", out, eng.Revision())
			return err
		},
	}
	cmd.Flags().StringVarP(&out, "output", "o", "", "`FILE` (.tar.gz) or folder to write")
	cobra.CheckErr(cmd.MarkFlagRequired("output"))
	return cmd
}
