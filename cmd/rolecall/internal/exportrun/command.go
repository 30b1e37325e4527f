// Package exportrun is the command export: it writes a configuration for other programs.
package exportrun

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/cli"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/diagnostics"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/internal/exporter"
	"github.com/rolecall/rolecall/internal/exporter/provisioning"
	"github.com/rolecall/rolecall/internal/exporter/terraform"
	"github.com/rolecall/rolecall/internal/printable"
	"github.com/rolecall/rolecall/schema"
)

// Command returns the command export.
func Command(env *cli.Env) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write the configuration for Terraform, or for Grafana's provisioning",
		Long: `Export writes the access that the configuration declares for programs that change
a Grafana: as a project for Terraform, or as the files that Grafana reads when it
starts. Rolecall itself changes no server.

The target cannot express everything. Each such part of the configuration is an
error at its line, and nothing is written. With --skip-unsupported it is left out,
with a warning that names it.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(terraformCommand(env), provisioningCommand(env))
	return cmd
}

// A target is a program that a configuration is exported to.
type target struct {
	*cli.Env
	// name names it in sentences: "Terraform".
	name string
	// dir is the folder to write, and skip reports whether to leave out the parts that the target
	// cannot express.
	dir  string
	skip bool
	// possible are the names of all files that it can have, and ours reports whether an export has
	// written one.
	possible []string
	ours     func([]byte) bool
}

func (t *target) flags(flags *pflag.FlagSet) {
	flags.StringVarP(&t.dir, "output", "o", "", "`FOLDER` to write")
	flags.BoolVar(&t.skip, "skip-unsupported", false,
		"leave out the parts that "+t.name+" cannot express, with a warning for each")
}

// A maker returns the files for a configuration, what they do not have, and a sentence about them.
type maker func(*schema.World) (files map[string][]byte, losses []exporter.Loss, sentence string, err error)

// export writes the files that make returns for the configuration.
func (t *target) export(ctx context.Context, make maker) error {
	if t.dir == "" {
		return errors.New("the path of --output is empty; name the folder to write")
	}
	view, err := t.Open(ctx, engine.WithWorld())
	if err != nil {
		return err
	}
	w := view.World()
	if w == nil {
		return errors.New("a bundle does not have the blocks of a configuration; " +
			"name the folder of the configuration by --chdir")
	}
	files, losses, sentence, err := make(w)
	if err != nil {
		return err
	}
	if len(losses) > 0 && !t.skip {
		return &engine.ConfigError{Diagnostics: exporter.Diagnostics(losses, t.name, hcl.DiagError), Files: w.Files}
	}
	if err := exporter.Write(t.dir, files, t.possible, t.ours); err != nil {
		return fmt.Errorf("write the export: %w", err)
	}
	return t.report(w, files, exporter.Diagnostics(losses, t.name, hcl.DiagWarning), sentence)
}

func (t *target) report(w *schema.World, files map[string][]byte, left hcl.Diagnostics, sentence string) error {
	names := slices.Sorted(maps.Keys(files))
	if t.Format == output.JSON {
		if names == nil {
			names = []string{}
		}
		return t.WriteJSON(struct {
			FormatVersion int                      `json:"format_version"`
			Path          string                   `json:"path"`
			Files         []string                 `json:"files"`
			LeftOut       []diagnostics.Diagnostic `json:"left_out"`
		}{output.FormatVersion, t.dir, names, diagnostics.Of(left, t.Path)})
	}
	t.All = true // it is the only list
	t.WriteDiagnostics(left, w.Files)
	count := fmt.Sprintf("%d files", len(names))
	if len(names) == 1 {
		count = "1 file"
	}
	text := fmt.Sprintf("Wrote %s to %s.", count, printable.Name(t.dir))
	if sentence != "" {
		text += " " + sentence
	}
	switch len(left) {
	case 0:
	case 1:
		text += " 1 part of the configuration is left out."
	default:
		text += fmt.Sprintf(" %d parts of the configuration are left out.", len(left))
	}
	_, err := fmt.Fprintln(t.Out, text)
	return err
}

func terraformCommand(env *cli.Env) *cobra.Command {
	t := &target{Env: env, name: "Terraform", possible: terraform.FileNames(), ours: terraform.IsWritten}
	var o terraform.Options
	var existing []string
	cmd := &cobra.Command{
		Use:   "terraform -o FOLDER",
		Short: "Write a project for Terraform and its provider for Grafana",
		Long: `Terraform writes a resource for each thing that the provider manages, with references
between them. Lists of permissions are authoritative, as those of the configuration
are. Passwords of users are a variable. Other files in the folder stay, such as a
state; files of an earlier export are replaced, or removed if nothing is in them.

With --import, the project adopts things that are on the server already: all, those
of a type of block, or single things. Their orgs exist, too. Terraform looks each up
by its name.

The provider knows users by their emails. --email-domain makes emails for users
without one. Org mappings become settings for signing in with --sign-in.`,
		Example: `  rolecall export terraform -o ../terraform --import all
  rolecall export terraform -o new --import org --import user.ada --skip-unsupported`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return t.export(cmd.Context(), func(w *schema.World) (map[string][]byte, []exporter.Loss, string, error) {
				exists, err := matcher(w, existing)
				if err != nil {
					return nil, nil, "", err
				}
				o.Exists = exists
				p := terraform.Export(w, o)
				sentence := fmt.Sprintf("The project has %d resources", p.Resources)
				if p.Imported > 0 {
					sentence += fmt.Sprintf(", and imports %d of them", p.Imported)
				}
				return p.Files, p.Losses, sentence + ".", nil
			})
		},
	}
	t.flags(cmd.Flags())
	cmd.Flags().StringArrayVar(&existing, "import", nil, "import things that exist: `THINGS` is all, a type of block "+
		"such as folder, or an address such as folder.production; may be repeated")
	cmd.Flags().StringVar(&o.EmailDomain, "email-domain", "", "make emails for users without one: login@`DOMAIN`")
	cmd.Flags().StringVar(&o.AdminUser, "admin-user", terraform.AdminUser(),
		"`LOGIN` of the account that the provider signs in with")
	cmd.Flags().Var(oneOf{&o.SignIn, terraform.SignIns()}, "sign-in",
		"`PROVIDER` of sign-in whose settings get the org mappings: "+strings.Join(terraform.SignIns(), ", "))
	cobra.CheckErr(cmd.MarkFlagRequired("output"))
	return cmd
}

func provisioningCommand(env *cli.Env) *cobra.Command {
	t := &target{Env: env, name: "provisioning", possible: provisioning.FileNames(), ours: provisioning.IsWritten}
	o := provisioning.Options{OrgIDs: map[string]int{}}
	cmd := &cobra.Command{
		Use:   "provisioning -o FOLDER",
		Short: "Write the files that Grafana reads when it starts",
		Long: `Provisioning writes roles and who has them (access-control), folders (dashboards), the
group mappings of LDAP (ldap.toml), and settings (grafana.ini, with the declared ones
alone). Grafana has no such files for orgs, users,
teams and lists of permissions: they are errors, or left out with --skip-unsupported.

Files have the numbers of orgs. A single org has the number 1, which is Grafana's
first; other numbers are given by --org-id.`,
		Example: `  rolecall export provisioning -o /etc/grafana/provisioning --skip-unsupported \
    --org-id acme=1 --org-id logistics=2`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return t.export(cmd.Context(), func(w *schema.World) (map[string][]byte, []exporter.Loss, string, error) {
				for name := range o.OrgIDs {
					is := func(org *schema.Org) bool { return org.Addr.Label == name }
					if !slices.ContainsFunc(w.Orgs, is) {
						const unknown = "--org-id names org %s, which is not declared"
						return nil, nil, "", fmt.Errorf(unknown, printable.Name(name))
					}
				}
				r := provisioning.Export(w, o)
				return r.Files, r.Losses, "", nil
			})
		},
	}
	t.flags(cmd.Flags())
	cmd.Flags().Var(orgIDs(o.OrgIDs), "org-id",
		"number of an org in Grafana, `NAME=NUMBER` by its label; may be repeated")
	cmd.Flags().Var(oneOf{&o.SignIn, provisioning.SignIns()}, "sign-in", "`PROVIDER` of sign-in whose settings "+
		"get the org mappings, in place of LDAP: "+strings.Join(provisioning.SignIns(), ", "))
	cmd.Flags().StringVar(&o.Dashboards, "dashboards", provisioning.Dashboards(),
		"`FOLDER` of the server with the dashboards of provisioned folders, in ORG/UID")
	cobra.CheckErr(cmd.MarkFlagRequired("output"))
	return cmd
}

// SignIns returns the values that --sign-in can have.
func SignIns() []string { return provisioning.SignIns() }

// matcher reports whether an address is among some: all, types of block, and addresses.
func matcher(w *schema.World, existing []string) (func(schema.Addr) bool, error) {
	declared := map[string]bool{}
	for thing := range w.Things {
		declared[thing.Declared().Addr.String()] = true
	}
	for _, what := range existing {
		if what != "all" && !slices.Contains(schema.Types, schema.Type(what)) && !declared[what] {
			return nil, fmt.Errorf("--import %s: write all, a type of block such as folder, or the address of a declared "+
				"thing such as folder.NAME", printable.Name(what))
		}
	}
	return func(addr schema.Addr) bool {
		return slices.ContainsFunc(existing, func(what string) bool {
			return what == "all" || what == string(addr.Type) || what == addr.String()
		})
	}, nil
}

// oneOf is a flag that takes one of some values.
type oneOf struct {
	to     *string
	values []string
}

func (f oneOf) String() string {
	if f.to == nil {
		return ""
	}
	return *f.to
}

func (oneOf) Type() string { return "string" }

func (f oneOf) Set(text string) error {
	if !slices.Contains(f.values, text) {
		return fmt.Errorf("it is one of %s", strings.Join(f.values, ", "))
	}
	*f.to = text
	return nil
}

// orgIDs is a flag that may be repeated, with the numbers of orgs.
type orgIDs map[string]int

func (orgIDs) String() string { return "" }

func (orgIDs) Type() string { return "string" }

func (f orgIDs) Set(text string) error {
	name, number, ok := strings.Cut(text, "=")
	id, err := strconv.Atoi(number)
	if !ok || err != nil || id < 1 || name == "" {
		return errors.New("write the label of an org and its number, as in main=1")
	}
	f[name] = id
	return nil
}
