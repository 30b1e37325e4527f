package main

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/actions"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/cli"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
	"github.com/rolecall/rolecall/internal/document"
	"github.com/rolecall/rolecall/schema"
)

// generated are the pages of the documentation that the commands generate.
var generated = map[string]func(*testing.T) string{
	"../../docs/actions.md":   actionsPage,
	"../../docs/cli.md":       commandsPage,
	"../../docs/grafana.md":   grafanaPage,
	"../../docs/upgrading.md": upgradingPage,
}

// TestGenerated checks that `go generate ./cmd/rolecall` has nothing to do. With -update, it
// does it.
func TestGenerated(t *testing.T) {
	for path, page := range generated {
		want := page(t)
		if *update {
			if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		have, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, string(have)); diff != "" {
			t.Errorf("%s differs from the output of go generate (-generated +there):\n%s", path, diff)
		}
	}
}

const actionsIntro = `# Actions

<!-- Written by go generate ./cmd/rolecall, from the policies and from policies/gen/tables. -->

The actions that Grafana checks, by the type of the resource in a request: what each allows, and the role that has it
by default. Where releases differ, each role stands with the first release in which it is the one.
` + "`rolecall actions`" + ` prints the same for the version and the settings of a configuration.

- A role has an action by default if it is allowed on a resource which has the permissions that it was created with, and
  which somebody else has created. Higher roles have it too, or all roles that have it are named.
- *Server admin* means the admins of the server alone. *Nobody* means that the action takes a role or an entry in a list,
  or that only the creator of the resource has it. *Not checked* means that the release does not check the action on such
  a resource.
- **8.x RBAC** is 8.x with the feature toggle ` + "`accesscontrol`" + `. All other settings are off.
`

// defaultRoles holds the role that has each action by default: type, action, release. The
// meaning of an action is at the release "".
type defaultRoles map[string]map[string]map[string]string

// rolesByDefault returns who has what by default, and the releases, oldest first: by themselves,
// and those with the toggle of fine-grained access control.
func rolesByDefault(t *testing.T) (rows defaultRoles, releases, fineGrained []string) {
	rows = defaultRoles{}
	add := func(column string, g document.Grafana) {
		types, err := actions.Of(t.Context(), g)
		if err != nil {
			t.Fatal(err)
		}
		for _, typ := range types {
			for _, a := range typ.Actions {
				if rows[typ.Type] == nil {
					rows[typ.Type] = map[string]map[string]string{}
				}
				if rows[typ.Type][a.Action] == nil {
					rows[typ.Type][a.Action] = map[string]string{"": a.Meaning}
				}
				rows[typ.Type][a.Action][column] = a.Default()
			}
		}
	}
	for _, v := range schema.Versions {
		releases = append(releases, v.String())
		add(v.String(), document.Grafana{Version: v.String()})
		if v.Before(schema.FineGrainedSince) {
			fineGrained = append(fineGrained, v.String()+" RBAC")
			add(v.String()+" RBAC", document.Grafana{Version: v.String(), FeatureToggles: map[string]bool{schema.FineGrainedToggle: true}})
		}
	}
	return rows, releases, fineGrained
}

// actionsPage returns the page about the actions of all versions.
func actionsPage(t *testing.T) string {
	rows, releases, fineGrained := rolesByDefault(t)
	var b strings.Builder
	b.WriteString(actionsIntro)
	for _, typ := range slices.Sorted(maps.Keys(rows)) {
		fmt.Fprintf(&b, "\n## %s\n\n| action | allows to | by default | 8.x RBAC |\n| --- | --- | --- | --- |\n", typ)
		for _, action := range slices.Sorted(maps.Keys(rows[typ])) {
			row := rows[typ][action]
			fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", action, row[""], defaults(row, releases), defaults(row, fineGrained))
		}
	}
	return b.String()
}

const notChecked = "not checked"

func orNotChecked(role string) string {
	if role == "" {
		return notChecked
	}
	return role
}

// defaults returns the roles of a row in some releases, oldest first, each with the first
// release in which it is the one.
func defaults(row map[string]string, releases []string) string {
	var spans []string
	last := ""
	for i, release := range releases {
		role := orNotChecked(row[release])
		if role == last || len(spans) == 0 && i < len(releases)-1 && role == notChecked {
			continue
		}
		last = role
		spans = append(spans, role+" from "+strings.TrimSuffix(release, " RBAC"))
	}
	if len(spans) == 1 && (last == notChecked || row[releases[0]] == last) {
		return last
	}
	return strings.Join(spans, "; ")
}

const commandsIntro = `# The command line

<!-- Written by go generate ./cmd/rolecall, from the commands. -->

This page has the output of ` + "`rolecall help`" + ` and of ` + "`rolecall help COMMAND`" + `. ` + "`rolecall man FOLDER`" + ` writes the same as manual
pages.

In a shell, commands, flags, actions, types, subjects, resources, orgs and formats complete with the tab key. Names are those
of the configuration in the working directory, or of ` + "`-C`" + `: after ` + "`user:`" + ` those of users. In Bash, run

` + "```sh\nsource <(rolecall completion bash)\n```" + `

or write that line into ~/.bashrc. ` + "`rolecall completion`" + ` has scripts for zsh, fish and PowerShell, too.
`

// commandsPage returns the page about all commands, which has their help.
func commandsPage(t *testing.T) string {
	var b strings.Builder
	b.WriteString(commandsIntro)
	c := &program{Env: cli.Env{Format: output.Text}}
	root := c.rootCommand()
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	root.SetOut(&b)
	for _, cmd := range cli.Commands(root) {
		// The commands below completion are much the same, and not ours.
		if cmd != root && (!cmd.IsAvailableCommand() || cmd.Name() == "help" || cmd.Parent().Name() == "completion") {
			continue
		}
		cmd.InitDefaultHelpFlag()
		fmt.Fprintf(&b, "\n## %s\n\n```text\n", cmd.CommandPath())
		if err := cmd.Help(); err != nil {
			t.Fatal(err)
		}
		b.WriteString("```\n")
	}
	return b.String()
}

// TestMeanings checks that every action has a sentence in every version.
func TestMeanings(t *testing.T) {
	for _, v := range schema.Versions {
		types, err := actions.Of(t.Context(), document.Grafana{Version: v.String()})
		if err != nil || len(types) < 10 {
			t.Fatalf("%s: %d types, %v", v, len(types), err)
		}
		for _, typ := range types {
			for _, a := range typ.Actions {
				if !strings.HasSuffix(a.Meaning, ".") {
					t.Errorf("%s: %s on %s has the meaning %q", v, a.Action, typ.Type, a.Meaning)
				}
			}
		}
	}
}
