package importrun

import (
	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/cli"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/source"
	"github.com/rolecall/rolecall/internal/importer/write"
)

func terraformCommand(env *cli.Env) *cobra.Command {
	r := run{Env: env, layout: write.Layouts[0]}
	project := source.Terraform{Env: env}
	cmd := &cobra.Command{
		Use:   "terraform PATH",
		Short: "Make a configuration of a Terraform project",
		Long: `Terraform reads a Terraform or OpenTofu project with Grafana's provider, and writes
the configuration of the Grafana that the project makes. PATH is a state file, the JSON
that terraform show -json prints of a state or of a plan, or the folder of the project.

A state tells most: it has the uids and logins that Grafana gave. The folder is read
without Terraform: variables with their files (terraform.tfvars, *.auto.tfvars) and
TF_VAR_NAME, locals, for_each, count, dynamic blocks, local modules, and modules that
terraform init fetched. A value that only a provider or an apply can know is told, and
a comment in the configuration says what was left out for it.

A project declares a part of a Grafana. --grafana-version names the release that runs,
and --ini its settings. Users that the project makes are Viewers of the first org unless
the project or the settings say otherwise, and the login of the provider is the creator,
as in Grafana.

With --update, things of a type of which the project declares none stay as they are
declared, and so do users and members that it does not name, and without --ini the
settings.`,
		Example: `  terraform show -json | rolecall import terraform - --grafana-version 12.2 -C access
  rolecall import terraform infra/grafana --update -C access`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			project.Path = args[0]
			return r.read(cmd.Context(), cmd.Flags(), project.Read)
		},
	}
	r.flags(cmd)
	project.Flags(cmd.Flags())
	project.IniFlag(cmd.Flags())
	return cmd
}
