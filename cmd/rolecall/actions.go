package main

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/actions"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/request"
)

func (c *program) actionsCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "actions [TYPE]",
		Short: "List the actions of the declared version of Grafana",
		Long: `Actions lists the actions that the declared version of Grafana checks, by the type of
resource: what each action allows, and the role that has it by default, under the
settings of the grafana block. Higher roles have it too, or all roles that have
it are named. TYPE lists one type of resource, such as folder.

A role has an action by default if it is allowed on a resource which has the
permissions that it was created with, and which somebody else has created. Many
such actions come from the default permissions of folders and dashboards.`,
		Example: `  rolecall actions
  rolecall actions dashboard
  rolecall --format json actions`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			view, err := c.Open(cmd.Context())
			if err != nil {
				return err
			}
			if len(args) > 0 {
				if err := request.CheckType(view, args[0]); err != nil {
					return err
				}
			}
			types, grafana, err := actions.OfView(cmd.Context(), view)
			if err != nil {
				return err
			}
			if len(args) > 0 {
				types = slices.DeleteFunc(types, func(t actions.Type) bool { return t.Type != args[0] })
				if len(types) == 0 {
					return fmt.Errorf("Grafana %s checks no actions on %s", grafana.Version, args[0])
				}
			}
			if c.Format != output.JSON {
				return actions.Write(c.Out, types)
			}
			return c.WriteJSON(struct {
				FormatVersion int            `json:"format_version"`
				Grafana       string         `json:"grafana"`
				Types         []actions.Type `json:"types"`
			}{output.FormatVersion, grafana.Version, types})
		},
	}
}
