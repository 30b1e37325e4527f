package importrun

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/cli"
	"github.com/rolecall/rolecall/internal/files"
	"github.com/rolecall/rolecall/internal/importer/terraform"
	"github.com/rolecall/rolecall/internal/importer/terraform/project"
	"github.com/rolecall/rolecall/internal/importer/terraform/resource"
	"github.com/rolecall/rolecall/internal/importer/terraform/show"
	"github.com/rolecall/rolecall/internal/importer/write"
	"github.com/rolecall/rolecall/internal/limits"
)

// A terraformRun is a run of import terraform.
type terraformRun struct {
	run
	part
	login                   string
	variables, variableFile []string
}

func terraformCommand(env *cli.Env) *cobra.Command {
	r := terraformRun{run: run{Env: env, layout: write.Layouts[0]}}
	cmd := &cobra.Command{
		Use:   "terraform PATH",
		Short: "Make a configuration of a Terraform project",
		Long: `Terraform reads a Terraform or OpenTofu project with Grafana's provider, and writes
the configuration of the Grafana that the project makes. PATH is a state file, the JSON
that terraform show -json prints of a state or of a plan, or the folder of the project.

A state tells most: it has the uids and logins that Grafana gave. The folder is read
without Terraform: variables with their files (terraform.tfvars, *.auto.tfvars) and
TF_VAR_NAME, locals, for_each, count, dynamic blocks, local modules, and those that
terraform init fetched. A value that only a provider or an apply can know is told, and
a comment in the configuration says what was left out for it.

A project declares a part of a Grafana. --grafana-version names the release that runs,
and --ini its settings. Users that the project makes are Viewers of the first org unless
the project or the settings say otherwise, and the login of the provider is the creator,
as in Grafana.

With --update, things of a type of which the project declares none stay as they are
declared, and so do users and members that it does not name.`,
		Example: `  terraform show -json | rolecall import terraform - --grafana-version 12.2 -C access
  rolecall import terraform infra/grafana --update -C access`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return r.terraform(cmd.Context(), args[0], cmd.Flags().Changed("login"))
		},
	}
	r.run.flags(cmd)
	r.part.flags(cmd)
	cmd.Flags().StringVar(&r.login, "login", "", "`LOGIN` that the provider signs in with; empty for a token. The default is the one that the project tells")
	cmd.Flags().StringArrayVar(&r.variables, "tf-var", nil, "value of a variable of the project, `NAME=VALUE`; may be repeated")
	cmd.Flags().StringArrayVar(&r.variableFile, "tf-var-file", nil, "`FILE` with values of variables of the project; may be repeated")
	return cmd
}

// terraform imports a project.
func (r *terraformRun) terraform(ctx context.Context, path string, loginGiven bool) error {
	if err := r.ready(ctx); err != nil {
		return err
	}
	all, err := r.part.rest(ctx, &r.run)
	if err != nil {
		return err
	}
	p, err := r.project(ctx, path)
	if err != nil {
		return err
	}
	if len(p.Resources) == 0 {
		return fmt.Errorf("%s has nothing of Grafana's provider in it", path)
	}
	o := terraform.Options{Version: all.version, Ini: all.ini, Orgs: all.orgs, Known: all.known}
	if loginGiven {
		o.Login = &r.login
	}
	return r.finish(ctx, all, terraform.Inventory(p, o))
}

// project reads the project at a path. A dash is standard input.
func (r *terraformRun) project(ctx context.Context, path string) (*resource.Project, error) {
	if path != "-" {
		info, err := os.Stat(path)
		if err != nil {
			return nil, err
		}
		if info.IsDir() {
			return r.folder(ctx, path)
		}
		if strings.HasSuffix(path, ".tf") {
			return nil, fmt.Errorf("%s is one file of a project: name its folder", path)
		}
	}
	if len(r.variables)+len(r.variableFile) > 0 {
		return nil, errors.New("--tf-var and --tf-var-file are for the folder of a project: a state and a plan have the values of its variables")
	}
	var content []byte
	var err error
	if path == "-" {
		content, err = files.ReadAll(ctx, files.Until(ctx, r.In), limits.MaxFileSize)
	} else {
		content, err = files.ReadFile(ctx, path, limits.MaxFileSize)
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	p, err := show.Read(content)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	return p, nil
}

// variablePrefix begins the names of the environment's variables that Terraform reads values of its variables from.
const variablePrefix = "TF_VAR_"

// folder reads the folder of a project.
func (r *terraformRun) folder(ctx context.Context, path string) (*resource.Project, error) {
	o := project.Options{Variables: map[string]string{}, Auth: os.Getenv("GRAFANA_AUTH")}
	for _, entry := range os.Environ() {
		if entry, ok := strings.CutPrefix(entry, variablePrefix); ok {
			name, value, _ := strings.Cut(entry, "=")
			o.Variables[name] = value
		}
	}
	for _, name := range r.variableFile {
		content, err := files.ReadFile(ctx, name, limits.MaxFileSize)
		if err != nil {
			return nil, fmt.Errorf("read --tf-var-file: %w", err)
		}
		o.VariableFiles = append(o.VariableFiles, project.VariableFile{Name: name, Content: content})
	}
	for _, text := range r.variables {
		name, value, ok := strings.Cut(text, "=")
		if !ok || name == "" {
			return nil, errors.New("--tf-var takes NAME=VALUE")
		}
		o.Last = append(o.Last, project.Value{Name: name, Text: value})
	}
	root, dir, err := project.Open(ctx, path)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	p, source, diags := project.Read(ctx, root, dir, o)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if !diags.HasErrors() {
		return p, nil
	}
	diags = slices.DeleteFunc(diags, func(d *hcl.Diagnostic) bool { return d.Severity != hcl.DiagError })
	located := r.Located
	r.Located = func(name string) string {
		below, err := filepath.Rel(filepath.FromSlash(dir), filepath.FromSlash(name))
		if err != nil {
			return name
		}
		return filepath.Join(path, below)
	}
	r.WriteDiagnostics(diags, source)
	r.Located = located
	return nil, errors.New("the project has these errors, so nothing was written")
}
