package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/engine"
)

func (c *cli) whoCanCommand() *cobra.Command {
	var words requestWords
	var reasons bool
	cmd := &cobra.Command{
		Use:   "who-can ACTION [RESOURCE]",
		Short: "List every subject that may do an action",
		Long: `Who-can lists every declared subject that is allowed an action, by type, then
id: users, service accounts, API keys and anonymous access. Without a resource
the org is meant. Exit code 2 says that nobody is.`,
		Example: `  rolecall who-can dashboards:write dashboard:latency --org main
  rolecall who-can folders:delete folder:production --reasons
  rolecall who-can annotations:create annotation --in dashboard:latency`,
		Args: cobra.RangeArgs(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			request, err := words.read(args[0], args[1:])
			if err != nil {
				return err
			}
			view, err := c.open(cmd.Context())
			if err != nil {
				return err
			}
			return writeList(cmd.Context(), c, view.WhoCan(request), listOf[engine.Subject]{
				name:    "subjects",
				nothing: "Nobody may do this.",
				reasons: reasons,
				text:    engine.Subject.String,
			})
		},
	}
	words.contextFlags(cmd)
	words.resourceFlags(cmd)
	reasonsFlag(cmd, &reasons)
	return cmd
}

func (c *cli) whatCanCommand() *cobra.Command {
	var words requestWords
	var reasons bool
	cmd := &cobra.Command{
		Use:   "what-can SUBJECT [ACTION]",
		Short: "List all that a subject may do",
		Long: `What-can lists every permission of a subject, or the resources that it may do an
action with, by action, then type and id of the resource. Every declared
resource is named; kinds that are not declared are named once, without id. Exit
code 2 says that there is nothing.`,
		Example: `  rolecall what-can user:eve --org main
  rolecall what-can user:eve dashboards:write --reasons
  rolecall what-can user:eve --group cn=sre,dc=example`,
		Args: cobra.RangeArgs(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			action := ""
			if len(args) > 1 {
				action = args[1]
			}
			request, err := words.read(action, nil)
			if err != nil {
				return err
			}
			request.Subject = words.subject(args[0])
			view, err := c.open(cmd.Context())
			if err != nil {
				return err
			}
			return writeList(cmd.Context(), c, view.WhatCan(request), listOf[engine.Access]{
				name:    "permissions",
				nothing: request.Subject.String() + " may do nothing of this.",
				reasons: reasons,
				text: func(p engine.Access) string {
					return strings.TrimSpace(p.Action + " " + p.Resource.String())
				},
			})
		},
	}
	words.contextFlags(cmd)
	words.subjectFlags(cmd)
	reasonsFlag(cmd, &reasons)
	return cmd
}

func reasonsFlag(cmd *cobra.Command, reasons *bool) {
	cmd.Flags().BoolVar(reasons, "reasons", false, "say of each why it is so")
}
