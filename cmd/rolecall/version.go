package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

func (c *program) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version and the supported versions of Grafana",
		Long: `Version prints the version of rolecall with the commit that it was built from and
the time of that commit, and the releases of Grafana whose rules it has. The rules
of some releases are checked against the recorded decisions of a server, whose
version follows in parentheses. All others are from documentation and source. A
release with a patch number begins with that patch.`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			build := output.ThisBuild()
			var grafana, checked, documented []string
			servers := map[string]string{}
			for _, v := range schema.Versions {
				grafana = append(grafana, v.String())
				server := catalogue.Of(v).Server
				if server == "" {
					documented = append(documented, v.String())
					continue
				}
				servers[v.String()] = server
				checked = append(checked, fmt.Sprintf("%s (%s)", v, server))
			}
			if c.Format == output.JSON {
				return c.WriteJSON(struct {
					FormatVersion int `json:"format_version"`
					output.Build
					Grafana []string          `json:"grafana"`
					Servers map[string]string `json:"servers"`
				}{output.FormatVersion, build, grafana, servers})
			}
			_, err := fmt.Fprintf(c.Out, "%s\nrules of Grafana %s\n  checked against a server: %s\n  from documentation and source: %s\n",
				build, strings.Join(grafana, ", "), strings.Join(checked, ", "), strings.Join(documented, ", "))
			return err
		},
	}
}
