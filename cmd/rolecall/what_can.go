package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/request"
	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/internal/printable"
)

func (c *program) whatCanCommand() *cobra.Command {
	var words request.Words
	var reasons bool
	cmd := &cobra.Command{
		Use:   "what-can SUBJECT [ACTION]",
		Short: "List everything that a subject can do",
		Long: `What-can lists every permission of a subject, or the resources that it can do an
action on, ordered by action, and by type and id of the resource. Every declared
resource is named. An action that Grafana asks without a resource, such as a list,
stands alone, with what it asks. A type without declared resources is named once, without an
id. The exit code is 2 for an empty list.

The subject can also be a team (team:sre) or a role (role:Editor, role:None,
"role:Grafana Admin", a custom or a fixed role). The list has what it gives by
itself, to a member of the org who has nothing else.

A subject, action or org that is not known is an error, exit code 1. With
--allow-unknown the list is empty.`,
		Example: `  rolecall what-can user:eve --org main
  rolecall what-can user:eve dashboards:write --reasons
  rolecall what-can user:eve --group cn=sre,dc=example
  rolecall what-can team:sre --org main`,
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
			var list engine.List[engine.Access]
			_, err = c.ask(cmd.Context(), &words, &asked, func(view *engine.View, r engine.Request) explain.Problem {
				list = view.WhatCan(r)
				return list.Problem
			})
			if err != nil {
				return err
			}
			return writeList(cmd.Context(), c, list, listOf[engine.Access]{
				name:    "permissions",
				nothing: nothing(asked),
				reasons: reasons,
				text: func(p engine.Access) string {
					if p.Asks != "" {
						return p.Action + " (" + p.Asks + ")"
					}
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

// nothing returns the sentence for an empty list.
func nothing(asked engine.Request) string {
	has := "have"
	if asked.Subject.IsGroup() {
		has = "give"
	}
	what := asked.Action
	if what == "" {
		what = "any permission"
	}
	return fmt.Sprintf("%s does not %s %s.", asked.Subject, has, printable.Name(what))
}
