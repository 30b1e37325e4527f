package main

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/explain"
)

func (c *cli) explainCommand() *cobra.Command {
	var words requestWords
	cmd := &cobra.Command{
		Use:   "explain SUBJECT ACTION [RESOURCE]",
		Short: "Say why a subject may do an action, or what is missing",
		Long: `Explain decides one request as check does, and says all that stands behind it.

For an allow it lists every way in which the subject has the access, step by
step: the line that declares each, or where Grafana's rule is known from. For a
denial it lists what is missing, and the smallest changes that would allow it:
first those by which the fewest others would have the access too.

Exit code 2 says denied.`,
		Example: `  rolecall explain user:eve dashboards:write dashboard:latency --org main`,
		RunE: func(cmd *cobra.Command, args []string) error {
			request, err := words.request(args)
			if err != nil {
				return err
			}
			return c.explain(cmd.Context(), request)
		},
	}
	words.flags(cmd)
	return cmd
}

func (c *cli) explain(ctx context.Context, request engine.Request) error {
	view, err := c.open(ctx)
	if err != nil {
		return err
	}
	explanation, err := view.Explain(ctx, request)
	if err != nil {
		return err
	}
	if c.format == output.JSON {
		err = c.writeJSON(versioned{explanation})
	} else {
		_, err = fmt.Fprint(c.out, explanation)
	}
	if err == nil && !explanation.Allowed {
		return errNegative
	}
	return err
}

// versioned is an explanation as a document of its own.
type versioned struct{ explain.Explanation }

// MarshalJSON writes the explanation with the version of its format.
func (v versioned) MarshalJSON() ([]byte, error) {
	body, err := json.Marshal(v.Explanation)
	if err != nil {
		return nil, err
	}
	return append(fmt.Appendf(nil, `{"format_version":%d,`, output.FormatVersion), body[1:]...), nil
}
