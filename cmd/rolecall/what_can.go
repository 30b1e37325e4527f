package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/request"
	"github.com/rolecall/rolecall/engine"
)

func (c *program) whatCanCommand() *cobra.Command {
	var words request.Words
	var reasons bool
	cmd := &cobra.Command{
		Use:   "what-can SUBJECT [ACTION]",
		Short: "List everything that a subject can do",
		Long: `What-can lists every permission of a subject, or the resources that it can do an
action on, ordered by action, and by type and id of the resource. Every declared
resource is named. A type without declared resources is named once, without an
id. The exit code is 2 for an empty list.

A subject, action or org that is not known is an error, exit code 1. With
--allow-unknown the list is empty.`,
		Example: `  rolecall what-can user:eve --org main
  rolecall what-can user:eve dashboards:write --reasons
  rolecall what-can user:eve --group cn=sre,dc=example`,
		Args: cobra.RangeArgs(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			action := ""
			if len(args) > 1 {
				action = args[1]
			}
			asked, err := words.Read(action, nil)
			if err != nil {
				return err
			}
			asked.Subject = words.Subject(args[0])
			view, err := c.ask(cmd.Context(), &words, &asked, request.SubjectProblem)
			if err != nil {
				return err
			}
			return writeList(cmd.Context(), c, view.WhatCan(asked), listOf[engine.Access]{
				name:    "permissions",
				nothing: asked.Subject.String() + " has none of these permissions.",
				reasons: reasons,
				text: func(p engine.Access) string {
					return strings.TrimSpace(p.Action + " " + p.Resource.String())
				},
			})
		},
	}
	words.ContextFlags(cmd)
	words.SubjectFlags(cmd)
	reasonsFlag(cmd, &reasons)
	return cmd
}
