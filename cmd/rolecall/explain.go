package main

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/cli"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/request"
	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/explain"
)

func (c *program) explainCommand() *cobra.Command {
	var words request.Words
	cmd := &cobra.Command{
		Use:   "explain SUBJECT ACTION [RESOURCE]",
		Short: "Explain why a subject is allowed or denied an action",
		Long: `Explain decides one request as check does, and gives all reasons for the answer.

For an allow it lists every way in which the subject has the access, step by
step: the line that declares each step, or the source of Grafana's rule. For a
denial it lists the missing permissions, and the smallest changes that would
allow it, with the other subjects who gain or lose access by each. Changes that
take access from somebody come last. Of the others, the first changes are the
ones that allow the fewest other subjects and give the subject the least.

Exit code 2 means denied. A subject, action, resource or org that is not known is
an error, exit code 1. With --allow-unknown it is denied.`,
		Example: `  rolecall explain user:eve dashboards:write dashboard:latency --org main`,
		RunE: func(cmd *cobra.Command, args []string) error {
			asked, err := words.Request(args)
			if err != nil {
				return err
			}
			view, err := c.ask(cmd.Context(), &words, &asked, request.Problem)
			if err != nil {
				return err
			}
			return c.explain(cmd.Context(), view, asked)
		},
	}
	words.Flags(cmd)
	return cmd
}

func (c *program) explain(ctx context.Context, view *engine.View, asked engine.Request) error {
	explanation, err := view.Explain(ctx, asked)
	if err != nil {
		return err
	}
	if c.Format == output.JSON {
		err = c.WriteJSON(versioned{explanation})
	} else {
		_, err = fmt.Fprint(c.Out, explanation)
	}
	if err == nil && !explanation.Allowed {
		return cli.ErrNegative
	}
	return err
}

// versioned is an explanation with the version of its format.
type versioned struct{ explain.Explanation }

// MarshalJSON adds the version to the members of the explanation.
func (v versioned) MarshalJSON() ([]byte, error) {
	body, err := json.Marshal(v.Explanation)
	if err != nil {
		return nil, err
	}
	return append(fmt.Appendf(nil, `{"format_version":%d,`, output.FormatVersion), body[1:]...), nil
}
