package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
	"github.com/rolecall/rolecall/schema"
)

func (c *program) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version and the supported versions of Grafana",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			version := output.Version()
			var grafana []string
			for _, v := range schema.Versions {
				grafana = append(grafana, v.String())
			}
			if c.Format == output.JSON {
				return c.WriteJSON(struct {
					FormatVersion int      `json:"format_version"`
					Version       string   `json:"version"`
					Grafana       []string `json:"grafana"`
				}{output.FormatVersion, version, grafana})
			}
			_, err := fmt.Fprintf(c.Out, "rolecall %s\nrules of Grafana %s\n", version, strings.Join(grafana, ", "))
			return err
		},
	}
}
