package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/cli"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/request"
	"github.com/rolecall/rolecall/engine"
)

func (c *program) checkCommand() *cobra.Command {
	var words request.Words
	var batch string
	var strict, anywhere bool
	cmd := &cobra.Command{
		Use:   "check SUBJECT ACTION [RESOURCE] | --batch FILE",
		Short: "Decide whether a subject can do an action",
		Long: `Check decides one request, or with --batch each line of a file.

A subject is user:LOGIN, service_account:NAME, api_key:NAME or anonymous. A
resource is TYPE:ID, as in folder:production. The folder General is folder:general.
The label of a block stands for the login, uid or name, too.
Exit code 2 means denied.

Without a resource, check decides what Grafana asks so, such as teams:read for the
list of teams, and says what that is. Any other action without a resource is an
error. With --anywhere, check decides whether there is at least one resource that
the subject can do the action on, and names some.

A subject, action, resource or org that is not known is an error, exit code 1.
With --allow-unknown it is denied.

With --batch, each line of FILE is an AuthZEN evaluation request in JSON. FILE is
a regular file, or - for standard input. Check answers each line with a line of
JSON, in the same order, before it waits for the next one. A line that is not a
request, such as an empty one, is denied with the reason, and the exit code is 1
at the end. The names of members are exact, and none may appear twice. A line has
Grafana's names, without labels, and its org if there are several. A line
that names something unknown is denied, with the reason in context.error too.

Write -- before words from others, as in: check -- "$SUBJECT" "$ACTION". Without
it, a word that begins with a dash is a flag.`,
		Example: `  rolecall check user:eve dashboards:write dashboard:latency --org main
  rolecall check user:eve dashboards:create folder:production
  rolecall check user:eve annotations:create annotation --in dashboard:latency`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if batch != "" {
				if len(args) > 0 {
					return fmt.Errorf("--batch takes the requests from the file; remove the arguments")
				}
				return c.checkBatch(cmd.Context(), batch, &words, strict)
			}
			asked, err := words.Request(args)
			if err != nil {
				return err
			}
			if anywhere {
				return c.checkAnywhere(cmd.Context(), &words, asked)
			}
			view, err := c.askOne(cmd.Context(), &words, &asked)
			if err != nil {
				return err
			}
			return c.checkOne(cmd.Context(), view, asked)
		},
	}
	words.Flags(cmd)
	anywhereFlag(cmd, &anywhere)
	cmd.Flags().StringVar(&batch, "batch", "", "decide each line of `FILE`")
	cmd.MarkFlagsMutuallyExclusive("batch", "anywhere")
	cmd.Flags().BoolVar(&strict, "strict", false, "with --batch, exit with 1 if a line names something unknown")
	return cmd
}

func (c *program) checkOne(ctx context.Context, view *engine.View, asked engine.Request) error {
	decision, err := view.Evaluate(ctx, asked)
	if err != nil {
		return err
	}
	decision.Reasons = c.Sources.Reasons(decision.Reasons)
	if c.Format == output.JSON {
		err = c.WriteJSON(decision)
	} else {
		_, err = fmt.Fprintf(c.Out, "%s: %s\n  %s\n", output.Answer(c.Out, decision.Allowed), request.Describe(view, asked), strings.Join(output.Lines(decision.Reasons), "\n  "))
	}
	if err == nil && !decision.Allowed {
		return cli.ErrNegative
	}
	return err
}
