package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
	"github.com/rolecall/rolecall/engine"
)

func (c *cli) checkCommand() *cobra.Command {
	var words requestWords
	var batch string
	cmd := &cobra.Command{
		Use:   "check SUBJECT ACTION [RESOURCE] | --batch FILE",
		Short: "Decide whether a subject may do an action",
		Long: `Check decides one request, or with --batch each line of a file.

A subject is user:LOGIN, service_account:NAME, api_key:NAME or anonymous. A
resource is TYPE:ID, as in folder:production; the folder general is General;
without a resource the org is meant. Exit code 2 says denied.

With --batch, FILE (a regular file, or - for standard input) has one AuthZEN
evaluation request as JSON a line. Each line is answered by one line of JSON, in the same order,
before the next one is waited for. A line that is not a request, an empty one
too, is denied with the reason, and exit code 1 says that there was one. The
names of members are exact, and none may appear twice.

Write -- before words that are not your own, as in: check -- "$SUBJECT"
"$ACTION". Without it, one that begins with a dash is taken for a flag.`,
		Example: `  rolecall check user:eve dashboards:write dashboard:latency --org main
  rolecall check user:eve dashboards:create folder:production
  rolecall check user:eve annotations:create annotation --in dashboard:latency`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if batch != "" {
				if len(args) > 0 {
					return fmt.Errorf("with --batch the requests are in the file, not among the arguments")
				}
				return c.checkBatch(cmd.Context(), batch)
			}
			request, err := words.request(args)
			if err != nil {
				return err
			}
			return c.checkOne(cmd.Context(), request)
		},
	}
	words.flags(cmd)
	cmd.Flags().StringVar(&batch, "batch", "", "decide each line of `FILE`")
	return cmd
}

func (c *cli) checkOne(ctx context.Context, request engine.Request) error {
	view, err := c.open(ctx)
	if err != nil {
		return err
	}
	decision, err := view.Evaluate(ctx, request)
	if err != nil {
		return err
	}
	if c.format == output.JSON {
		err = c.writeJSON(decision)
	} else {
		answer := "denied"
		if decision.Allowed {
			answer = "allowed"
		}
		_, err = fmt.Fprintf(c.out, "%s: %s\n  %s\n", answer, describe(request), strings.Join(output.Lines(decision.Reasons), "\n  "))
	}
	if err == nil && !decision.Allowed {
		return errNegative
	}
	return err
}
