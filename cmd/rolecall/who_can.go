package main

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/request"
	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/internal/printable"
)

func (c *program) whoCanCommand() *cobra.Command {
	var words request.Words
	var reasons, anywhere bool
	cmd := &cobra.Command{
		Use:   "who-can ACTION [RESOURCE]",
		Short: "List every subject that can do an action",
		Long: `Who-can lists every declared subject that is allowed an action: users, service
accounts, API keys and anonymous access. The exit code is 2 for an empty list.

As text, users who are allowed it by a team are counted for that team, the team
with most users first. All others follow, ordered by type and id. With --reasons,
and as JSON, the list has everybody, ordered by type and id.

Without a resource, the list is about what Grafana asks so, such as teams:read for
the list of teams. Any other action without a resource is an error. With
--anywhere, who-can lists who can do the action on at least one resource, and
names some.

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
			if anywhere {
				return c.whoCanAnywhere(cmd.Context(), &words, asked)
			}
			view, err := c.ask(cmd.Context(), &words, &asked, (*engine.View).Problem)
			if err != nil {
				return err
			}
			list := view.WhoCan(asked)
			if c.Format != output.JSON && !reasons {
				if done, err := c.writeTeams(cmd.Context(), view, asked, list); done || err != nil {
					return err
				}
			}
			return writeList(cmd.Context(), c, list, listOf[engine.Subject]{
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
	anywhereFlag(cmd, &anywhere)
	cmd.MarkFlagsMutuallyExclusive("anywhere", "reasons")
	return cmd
}

// A teamOf is a team that gives a request, with the users who are allowed it as its members.
type teamOf struct {
	name  string
	users []engine.Subject
}

// writeTeams writes a line for each team that gives a request, and one for each subject that
// is in no such team. It reports whether there is such a team; otherwise it writes nothing.
func (c *program) writeTeams(ctx context.Context, view *engine.View, r engine.Request, list engine.List[engine.Subject]) (done bool, err error) {
	can, err := view.TeamsThatCan(ctx, r)
	if err != nil || len(can) == 0 {
		return false, err
	}
	org := cmp.Or(r.Org, view.Names("org", "")[0]) // without a name, there is only one
	subjects, allowed := slices.Collect(list.All()), map[string]bool{}
	for _, s := range subjects {
		allowed[s.String()] = true
	}
	var teams []teamOf
	for _, team := range can {
		users := slices.DeleteFunc(view.Members(org, team.ID), func(s engine.Subject) bool { return !allowed[s.String()] })
		if len(users) > 0 {
			teams = append(teams, teamOf{team.ID, users})
		}
	}
	if len(teams) == 0 {
		return false, nil
	}
	slices.SortStableFunc(teams, func(a, b teamOf) int { return len(b.users) - len(a.users) })
	out := bufio.NewWriter(c.Out)
	// The teams above that each user is in.
	above := map[string][]string{}
	for _, t := range teams {
		fmt.Fprintln(out, t.line(above))
		for _, s := range t.users {
			above[s.String()] = append(above[s.String()], t.name)
		}
	}
	for _, s := range subjects {
		if above[s.String()] == nil {
			fmt.Fprintln(out, s)
		}
	}
	return true, out.Flush()
}

// maxTeamsNamed is how many other teams a line names.
const maxTeamsNamed = 3

// line counts the users of a team, and those of them who are in a team above it.
func (t teamOf) line(above map[string][]string) string {
	text := fmt.Sprintf("team %s: %d users", printable.Name(t.name), len(t.users))
	if len(t.users) == 1 {
		text = fmt.Sprintf("team %s: 1 user", printable.Name(t.name))
	}
	also := 0
	var others []string
	for _, s := range t.users {
		if in := above[s.String()]; len(in) > 0 {
			also++
			for _, name := range in {
				if !slices.Contains(others, name) {
					others = append(others, name)
				}
			}
		}
	}
	if also == 0 {
		return text
	}
	slices.Sort(others)
	for i := range others {
		others[i] = printable.Name(others[i])
	}
	if more := len(others) - maxTeamsNamed; more > 0 {
		others = append(others[:maxTeamsNamed], fmt.Sprintf("%d more", more))
	}
	return fmt.Sprintf("%s, %d of them also in team %s", text, also, strings.Join(others, ", "))
}
