package main

import (
	"fmt"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/schema"
)

// version is the version of the program; "(devel)" for one that was not built
// from a release.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}

func (c *cli) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version, and which versions of Grafana it knows",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			version := version()
			var grafana []string
			for _, v := range schema.Versions {
				grafana = append(grafana, v.String())
			}
			if c.format == jsonFmt {
				return c.writeJSON(struct {
					FormatVersion int      `json:"format_version"`
					Version       string   `json:"version"`
					Grafana       []string `json:"grafana"`
				}{formatVersion, version, grafana})
			}
			_, err := fmt.Fprintf(c.out, "rolecall %s\nrules of Grafana %s\n", version, strings.Join(grafana, ", "))
			return err
		},
	}
}
