package source

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/pflag"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/cli"
	"github.com/rolecall/rolecall/internal/files"
	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/internal/importer/terraform"
	"github.com/rolecall/rolecall/internal/importer/terraform/project"
	"github.com/rolecall/rolecall/internal/importer/terraform/resource"
	"github.com/rolecall/rolecall/internal/importer/terraform/show"
	"github.com/rolecall/rolecall/internal/limits"
)

// Terraform is a Terraform project as a command line names it: its path, and the flags about it.
type Terraform struct {
	Part
	// Env has standard input, and writes the diagnostics of a project.
	Env *cli.Env
	// Path is that of a state file, of the JSON of a state or a plan, or of the folder of the project. A dash is
	// standard input.
	Path string

	login, provider         string
	variables, variableFile []string
}

// StandardInput is the path of standard input.
const StandardInput = "-"

// Flags adds the flags but for --ini.
func (t *Terraform) Flags(flags *pflag.FlagSet) {
	t.Part.Flags(flags)
	flags.StringVar(&t.login, "login", "", "`LOGIN` that the provider of the project signs in with; empty for a token. "+
		"The default is the one that the project tells")
	flags.StringVar(&t.provider, "provider", "", "read the resources of one `PROVIDER` of the project alone, "+
		"as in grafana.prod; the default is the one without alias")
	flags.StringArrayVar(&t.variables, "tf-var", nil,
		"value of a variable of the project, `NAME=VALUE`; may be repeated")
	flags.StringArrayVar(&t.variableFile, "tf-var-file", nil,
		"`FILE` with values of variables of the project; may be repeated")
}

// Ini makes the --ini of a Grafana that of the project.
func (t *Terraform) Ini(of *Grafana) { t.ini = of.ini }

// Read reads the project. Diagnostics of its files are written before an error that says so.
func (t *Terraform) Read(ctx context.Context, r Reading) (*inventory.Inventory, error) {
	facts, err := t.Facts(ctx, r.Known)
	if err != nil {
		return nil, err
	}
	p, err := t.project(ctx)
	if err != nil {
		return nil, err
	}
	var alias *string
	if r.Flags.Changed("provider") {
		of := resource.AliasOf(t.provider)
		alias = &of
	}
	if err := p.Only(alias); err != nil {
		return nil, err
	}
	if len(p.Resources) == 0 {
		return nil, fmt.Errorf("%s has nothing of Grafana's provider in it", t.Path)
	}
	o := terraform.Options{Version: facts.Version, Ini: facts.Ini, Orgs: facts.Orgs, Known: facts.Known}
	if r.Flags.Changed("login") {
		o.Login = &t.login
	}
	return terraform.Inventory(p, o), nil
}

// project reads the resources of the project.
func (t *Terraform) project(ctx context.Context) (*resource.Project, error) {
	if t.Path != StandardInput {
		info, err := os.Stat(t.Path)
		if err != nil {
			return nil, err
		}
		if info.IsDir() {
			return t.folder(ctx)
		}
		if strings.HasSuffix(t.Path, ".tf") {
			return nil, fmt.Errorf("%s is one file of a project: name its folder", t.Path)
		}
	}
	if len(t.variables)+len(t.variableFile) > 0 {
		return nil, errors.New("--tf-var and --tf-var-file are for the folder of a project: " +
			"a state and a plan have the values of its variables")
	}
	var content []byte
	var err error
	if t.Path == StandardInput {
		content, err = files.ReadAll(ctx, files.Until(ctx, t.Env.In), limits.MaxFileSize)
	} else {
		content, err = files.ReadFile(ctx, t.Path, limits.MaxFileSize)
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", t.Path, err)
	}
	p, err := show.Read(content)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", t.Path, err)
	}
	return p, nil
}

// variablePrefix begins the names of the environment's variables that Terraform reads values of its variables from.
const variablePrefix = "TF_VAR_"

// folder reads the folder of the project.
func (t *Terraform) folder(ctx context.Context) (*resource.Project, error) {
	o := project.Options{
		Variables: map[string]string{}, Auth: os.Getenv("GRAFANA_AUTH"), Workspace: os.Getenv("TF_WORKSPACE"),
	}
	for _, entry := range os.Environ() {
		if entry, ok := strings.CutPrefix(entry, variablePrefix); ok {
			name, value, _ := strings.Cut(entry, "=")
			o.Variables[name] = value
		}
	}
	for _, name := range t.variableFile {
		content, err := files.ReadFile(ctx, name, limits.MaxFileSize)
		if err != nil {
			return nil, fmt.Errorf("read --tf-var-file: %w", err)
		}
		o.VariableFiles = append(o.VariableFiles, project.VariableFile{Name: name, Content: content})
	}
	for _, text := range t.variables {
		name, value, ok := strings.Cut(text, "=")
		if !ok || name == "" {
			return nil, errors.New("--tf-var takes NAME=VALUE")
		}
		o.Last = append(o.Last, project.Value{Name: name, Text: value})
	}
	root, dir, err := project.Open(ctx, t.Path)
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
	withoutSource(diags, source)
	env := *t.Env
	env.Located = func(name string) string {
		below, err := filepath.Rel(filepath.FromSlash(dir), filepath.FromSlash(name))
		if err != nil {
			return name
		}
		return filepath.Join(t.Path, below)
	}
	env.WriteDiagnostics(diags, source)
	return nil, errors.New("the project has these errors, so it was not read")
}

// withoutSource puts the places of diagnostics into their details, where there is no source to show: a file with the
// values of variables may have secrets.
func withoutSource(diags hcl.Diagnostics, source project.Source) {
	for _, d := range diags {
		if d.Subject == nil || source[d.Subject.Filename] != nil {
			continue
		}
		if at := *d.Subject; at.Filename != "" && at.Start.Line > 0 {
			d.Detail = fmt.Sprintf("%s (%s:%d)", strings.TrimSuffix(d.Detail, "."), at.Filename, at.Start.Line)
		}
		d.Subject, d.Context = nil, nil
	}
}
