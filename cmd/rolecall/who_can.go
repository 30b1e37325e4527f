package main

import (
	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/request"
	"github.com/rolecall/rolecall/engine"
)

func (c *program) whoCanCommand() *cobra.Command {
	var words request.Words
	var reasons bool
	cmd := &cobra.Command{
		Use:   "who-can ACTION [RESOURCE]",
		Short: "List every subject that can do an action",
		Long: `Who-can lists every declared subject that is allowed an action, ordered by type
and id: users, service accounts, API keys and anonymous access. Without a
resource, the action is on the org. The exit code is 2 for an empty list.

An action, resource or org that is not known is an error, exit code 1. With
--allow-unknown the list is empty.`,
		Example: `  rolecall who-can dashboards:write dashboard:latency --org main
  rolecall who-can folders:delete folder:production --reasons
  rolecall who-can annotations:create annotation --in dashboard:latency`,
		Args: cobra.RangeArgs(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			asked, err := words.Read(args[0], args[1:])
			if err != nil {
				return err
			}
			view, err := c.ask(cmd.Context(), &words, &asked, (*engine.View).Problem)
			if err != nil {
				return err
			}
			return writeList(cmd.Context(), c, view.WhoCan(asked), listOf[engine.Subject]{
				name:    "subjects",
				nothing: "Nobody may do this.",
				reasons: reasons,
				text:    engine.Subject.String,
			})
		},
	}
	words.ContextFlags(cmd)
	words.ResourceFlags(cmd)
	reasonsFlag(cmd, &reasons)
	return cmd
}
