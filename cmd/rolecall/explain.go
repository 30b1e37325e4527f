package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/cli"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/request"
	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/internal/patch"
	"github.com/rolecall/rolecall/internal/printable"
)

func (c *program) explainCommand() *cobra.Command {
	var words request.Words
	var patched int
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

The last line tells whether Grafana's rules are checked against a server of the
release, or from documentation and source.

With --patch it prints the first change as a unified diff of the HCL files, which
git apply takes; with --patch 3 the third, by the numbers in the list. It keeps
comments and format. Standard error names what is not in the diff, such as an
instance of a block with for_each, and the place where it belongs.

Exit code 2 means denied. A subject, action, resource or org that is not known is
an error, exit code 1. With --allow-unknown it is denied.`,
		Example: `  rolecall explain user:eve dashboards:write dashboard:latency --org main`,
		RunE: func(cmd *cobra.Command, args []string) error {
			asked, err := words.Request(args)
			if err != nil {
				return err
			}
			view, err := c.askOne(cmd.Context(), &words, &asked)
			if err != nil {
				return err
			}
			if cmd.Flags().Changed("patch") {
				return c.patch(cmd.Context(), view, asked, patched)
			}
			return c.explain(cmd.Context(), view, asked)
		},
	}
	words.Flags(cmd)
	cmd.Flags().IntVar(&patched, "patch", 0, "print the change with this `NUMBER` as a diff; without a number the first")
	cmd.Flags().Lookup("patch").NoOptDefVal = "1"
	return cmd
}

// patch prints a proposed change as a diff of the files. The number counts from 1.
func (c *program) patch(ctx context.Context, view *engine.View, asked engine.Request, number int) error {
	w := view.World()
	switch {
	case c.Format == output.JSON:
		return errors.New("--patch prints a diff, not JSON; leave --format json out")
	case w == nil:
		return errors.New("--patch changes the files of a configuration, and a bundle has none")
	}
	explanation, err := view.Explain(ctx, asked)
	switch {
	case err != nil:
		return err
	case explanation.Allowed:
		fmt.Fprintln(c.Err, "allowed: there is nothing to change")
		return nil
	case number < 1 || number > len(explanation.Repairs):
		return fmt.Errorf("there is no change %d; explain lists %d", number, len(explanation.Repairs))
	}
	p := patch.Of(w, explanation.Repairs[number-1].Edits)
	for _, text := range p.Elsewhere {
		fmt.Fprintf(c.Err, "not in the diff: %s\n", printable.Line(text))
	}
	diff := p.Diff(c.pathInDiff)
	// The lines around a change are those of the files, so they cannot be escaped.
	if text := strings.ReplaceAll(string(diff), "\r\n", "\n"); printable.Sources(text) != text {
		return fmt.Errorf("the diff is not written, as its lines have characters that are not printable; make the change by hand: %v", explanation.Repairs[number-1].Edits)
	}
	if _, err := c.Out.Write(diff); err != nil {
		return err
	}
	return cli.ErrNegative
}

// pathInDiff returns the path of a file as git apply finds it in the working directory, or in
// the folder of the configuration if that is elsewhere.
func (c *program) pathInDiff(name string) string {
	dir, err := os.Getwd()
	if err != nil {
		return name
	}
	file, err := filepath.Abs(c.Path(name))
	if err != nil {
		return name
	}
	path, err := filepath.Rel(dir, file)
	if err != nil || !filepath.IsLocal(path) {
		return name
	}
	return filepath.ToSlash(path)
}

func (c *program) explain(ctx context.Context, view *engine.View, asked engine.Request) error {
	explanation, err := view.Explain(ctx, asked)
	if err != nil {
		return err
	}
	explanation = c.Sources.Explanation(explanation)
	if c.Format == output.JSON {
		err = c.WriteJSON(versioned{explanation})
	} else {
		_, err = fmt.Fprintf(c.Out, "%s%s\n", explanation, explanation.Rules)
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
