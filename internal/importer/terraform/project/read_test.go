package project_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/internal/importer/terraform/project"
	"github.com/rolecall/rolecall/internal/importer/terraform/resource"
)

// read reads a project of files.
func read(t *testing.T, files map[string]string, o project.Options) (*resource.Project, hcl.Diagnostics) {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, content := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(content), Mode: 0o644}
	}
	p, _, diags := project.Read(t.Context(), fsys, ".", o)
	return p, diags
}

// titles returns the titles of the folders of a project, by their addresses.
func titles(p *resource.Project) map[string]string {
	all := map[string]string{}
	for _, r := range p.Resources {
		if r.Type == "grafana_folder" {
			all[r.Address], _ = r.Text("title")
		}
	}
	return all
}

// TestEvaluation checks what expressions, files of values and modules make of the titles of folders.
func TestEvaluation(t *testing.T) {
	for name, test := range map[string]struct {
		files   map[string]string
		options project.Options
		want    map[string]string
	}{
		"values of variables, the last of which wins": {
			files: map[string]string{
				"main.tf": `
variable "a" { default = "default" }
variable "b" { default = "default" }
variable "c" { default = "default" }
variable "d" { default = "default" }
variable "e" { default = "default" }
variable "f" { type = list(string) }
resource "grafana_folder" "x" { title = join(" ", concat([var.a, var.b, var.c, var.d, var.e], var.f)) }`,
				"terraform.tfvars":   "b = \"file\"\nc = \"file\"\n",
				"z.auto.tfvars.json": `{"c": "auto"}`,
			},
			options: project.Options{
				Variables:     map[string]string{"a": "environment", "b": "environment"},
				VariableFiles: []project.VariableFile{{Name: "given.tfvars", Content: []byte(`d = "given"`)}},
				Last:          []project.Value{{Name: "e", Text: "last"}, {Name: "f", Text: `["x", "y"]`}},
			},
			want: map[string]string{"grafana_folder.x": "environment file auto given last x y"},
		},
		"the workspace": {
			files: map[string]string{
				"main.tf":                `resource "grafana_folder" "x" { title = terraform.workspace }`,
				".terraform/environment": "staging\n",
			},
			options: project.Options{Workspace: "prod"},
			want:    map[string]string{"grafana_folder.x": "prod"},
		},
		"the chosen workspace": {
			files: map[string]string{
				"main.tf":                `resource "grafana_folder" "x" { title = terraform.workspace }`,
				".terraform/environment": "staging\n",
			},
			want: map[string]string{"grafana_folder.x": "staging"},
		},
		"for_each, count and references": {
			files: map[string]string{"main.tf": `
locals { teams = { a = "Ann", b = "Bob" } }
resource "grafana_folder" "each" {
  for_each = local.teams
  title    = "${each.key} ${each.value}"
}
resource "grafana_folder" "copy" {
  count = 2
  title = "${count.index}: ${values(grafana_folder.each)[count.index].title}"
}
resource "grafana_folder" "last" { title = grafana_folder.copy[1].title }`},
			want: map[string]string{
				`grafana_folder.each["a"]`: "a Ann", `grafana_folder.each["b"]`: "b Bob",
				"grafana_folder.copy[0]": "0: a Ann", "grafana_folder.copy[1]": "1: b Bob", "grafana_folder.last": "1: b Bob",
			},
		},
		"modules in modules": {
			files: map[string]string{
				"main.tf": `
module "outer" {
  source   = "./outer"
  for_each = toset(["x", "y z"])
  name     = each.key
}
resource "grafana_folder" "of" { title = join(",", [for m in module.outer : m.said]) }`,
				"outer/main.tf": `
variable "name" { type = string }
module "inner" {
  source = "../inner"
  count  = 1
  given  = { name = var.name }
}
output "said" { value = module.inner[0].said }`,
				"inner/main.tf": `
variable "given" {
  type = object({ name = string, end = optional(string, "!") })
}
output "said" { value = grafana_folder.this.title }
resource "grafana_folder" "this" { title = "${var.given.name}${var.given.end} ${path.module}" }`,
			},
			want: map[string]string{
				`module.outer["x"].module.inner[0].grafana_folder.this`:   "x! inner",
				`module.outer["y z"].module.inner[0].grafana_folder.this`: "y z! inner",
				"grafana_folder.of": "x! inner,y z! inner",
			},
		},
		"a module that terraform init fetched": {
			files: map[string]string{
				"main.tf":                             `module "m" { source = "corp/folders/grafana" }`,
				".terraform/modules/modules.json":     `{"Modules":[{"Key":"m","Dir":".terraform/modules/m"}]}`,
				".terraform/modules/m/main.tf":        `resource "grafana_folder" "x" { title = "fetched" }`,
				".terraform/modules/other/ignored.tf": `resource "grafana_folder" "y" { title = "not called" }`,
			},
			want: map[string]string{"module.m.grafana_folder.x": "fetched"},
		},
		"JSON, overrides and templates": {
			files: map[string]string{
				"a.tf.json":      `{"resource": {"grafana_folder": {"x": {"title": "${upper(\"json\")}"}, "y": {"title": "old"}}}}`,
				"a_override.tf":  `resource "grafana_folder" "y" { title = templatefile("name.tftpl", { name = "new" }) }`,
				"name.tftpl":     `the ${name} one`,
				"functions.tf":   `resource "grafana_folder" "z" { title = base64decode(base64encode(nonsensitive("same"))) }`,
				"not.terraform":  `resource "grafana_folder" "no" {}`,
				"sub/ignored.tf": `resource "grafana_folder" "no" {}`,
			},
			want: map[string]string{"grafana_folder.x": "JSON", "grafana_folder.y": "the new one", "grafana_folder.z": "same"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			p, diags := read(t, test.files, test.options)
			if diags.HasErrors() {
				t.Fatal(diags)
			}
			if diff := cmp.Diff(test.want, titles(p)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestBlocks checks nested blocks, written out and made.
func TestBlocks(t *testing.T) {
	p, diags := read(t, map[string]string{
		"main.tf": `
resource "grafana_folder_permission" "x" {
  folder_uid = "f"
  permissions {
    role       = "Viewer"
    permission = "View"
  }
  dynamic "permissions" {
    for_each = [3, 4]
    iterator = it
    content {
      team_id    = it.value
      permission = it.key == 0 ? "Edit" : "Admin"
    }
  }
}`,
		"json.tf.json": `{"resource": {"grafana_folder_permission": {"y": {"folder_uid": "f",
 "permissions": [{"team_id": "7", "permission": "View"}],
 "dynamic": {"permissions": {"for_each": ["8"], "content": {"team_id": "${permissions.value}", "permission": "Edit"}}}}}}}`,
	}, project.Options{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	got := map[string][]string{}
	for _, r := range p.Resources {
		blocks, known := r.Blocks("permissions")
		if !known {
			t.Errorf("%s: the blocks are not known", r.Address)
		}
		for _, b := range blocks {
			role, _ := b.Text("role")
			team, _ := b.Text("team_id")
			level, _ := b.Text("permission")
			got[r.Address] = append(got[r.Address], strings.TrimSpace(fmt.Sprint(role, " ", team, " ", level)))
		}
		slices.Sort(got[r.Address])
	}
	want := map[string][]string{
		"grafana_folder_permission.x": {"3 Edit", "4 Admin", "Viewer  View"},
		"grafana_folder_permission.y": {"7 View", "8 Edit"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestUnknown checks that a value that nobody but the provider or a run knows has its reason, with the place.
func TestUnknown(t *testing.T) {
	p, diags := read(t, map[string]string{
		"main.tf": `
variable "domain" {}
locals { mail = "ann@${var.domain}" }
resource "grafana_team" "a" {
  name    = "a"
  members = [local.mail, "bob@x"]
}
resource "random_id" "r" {}
resource "grafana_team" "b" { name = random_id.r.hex }
resource "grafana_team" "c" { name = timestamp() }
resource "grafana_team" "d" { name = grafana_team.a.team_uid }
data "grafana_teams" "all" {}
resource "grafana_folder" "e" {
  for_each = toset(data.grafana_teams.all.teams[*].name)
  title    = each.key
}
module "far" { source = "git::https://example.com/x" }
`,
	}, project.Options{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	reasons := map[string]string{}
	for _, r := range p.Resources {
		for attr, why := range r.Reasons {
			reasons[r.Address+"."+attr] = why
		}
	}
	for _, n := range p.Notes {
		reasons[n.What] = n.Why
	}
	for what, want := range map[string]string{
		"grafana_team.a.members":                    "(main.tf:6) depends on another one. The variable domain has no value (main.tf:2).",
		"grafana_team.b.name":                       "random_id.r is of another provider (main.tf:8).",
		"grafana_team.c.name":                       "is known only once Terraform has applied the project (main.tf:10)",
		"grafana_team.d.name":                       "grafana_team.a.team_uid is known only to the provider (main.tf:4).",
		"everything that grafana_folder.e declares": "data.grafana_teams.all.teams is known only to the provider (main.tf:12).",
		"everything in module.far":                  "which terraform init fetches (main.tf:17)",
	} {
		if !strings.Contains(reasons[what], want) {
			t.Errorf("%s: %q", what, reasons[what])
		}
	}
	if t.Failed() {
		t.Log(slices.Sorted(maps.Keys(reasons)))
	}
	for _, r := range p.Resources {
		if r.Address == "grafana_team.a" {
			if members, known := r.Texts("members"); known || !slices.Equal(members, []string{"bob@x"}) {
				t.Errorf("known members %q", members)
			}
		}
	}
}

// TestErrors checks that an error is told at its place, and that no value is.
func TestErrors(t *testing.T) {
	for content, want := range map[string]string{
		"locals { a = local.b }":                                                     `No local value with the name "b"`,
		"locals {\n  a = local.b\n  b = local.a\n}":                                  "depends on itself",
		`resource "grafana_folder" "x" { title = var.titel }`:                        `No variable with the name "titel"`,
		`resource "grafana_folder" "x" {`:                                            "",
		`resource "grafana_folder" {}`:                                               "",
		"resource \"grafana_folder\" \"x\" {}\nresource \"grafana_folder\" \"x\" {}": "declared already",
		`resource "grafana_folder" "x" { title = nothing("hunter2") }`:               "",
		`module "m" { source = "./" }`:                                               "called from within itself",
		`resource "grafana_folder" "x" { count = 999999999 }`:                        "instances together",
		"locals { a = " + strings.Repeat("[", 100_000) + " }":                        "nested",
		"locals { a = length(flatten([for a in range(1024) : [for b in range(1024) : [for c in range(1024) : c]]])) }": "may make",
		`locals { a = file("../secret") }`: "",
	} {
		_, diags := read(t, map[string]string{"main.tf": content + "\noutput \"o\" { value = 1 }\n" + uses(content)}, project.Options{})
		if !diags.HasErrors() || !strings.Contains(diags.Error(), want) || strings.Contains(diags.Error(), "hunter2") {
			t.Errorf("%.80s: %v", content, diags)
		}
		for _, d := range diags {
			if d.EvalContext != nil || d.Expression != nil {
				t.Errorf("%.80s: a diagnostic has values", content)
			}
		}
	}
	if _, diags := read(t, map[string]string{"readme.md": ""}, project.Options{}); !diags.HasErrors() {
		t.Error("a folder without a project is one")
	}
}

// uses returns a block that needs the local value a, if it is declared: nothing else evaluates it.
func uses(content string) string {
	if strings.HasPrefix(content, "locals") {
		return `resource "grafana_folder" "use" { title = local.a }`
	}
	return ""
}

// TestOpen checks that the nearest folder with all local modules is opened.
func TestOpen(t *testing.T) {
	dir := t.TempDir()
	for name, content := range map[string]string{
		"live/prod/main.tf":   `module "m" { source = "../../modules/m" }`,
		"modules/m/main.tf":   `resource "grafana_folder" "x" { title = file("${path.module}/title.txt") }`,
		"modules/m/title.txt": "read", "live/other.tf": "",
	} {
		write(t, dir, name, content)
	}
	root, below, err := project.Open(t.Context(), dir+"/live/prod")
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	p, _, diags := project.Read(t.Context(), root, below, project.Options{})
	if diags.HasErrors() || below != "live/prod" {
		t.Fatal(below, diags)
	}
	if diff := cmp.Diff(map[string]string{"module.m.grafana_folder.x": "read"}, titles(p)); diff != "" {
		t.Error(diff)
	}
}

// TestProviders checks which configuration of the provider a resource is of, by way of modules.
func TestProviders(t *testing.T) {
	p, diags := read(t, map[string]string{
		"main.tf": `
variable "host" {}
provider "grafana" {
  url  = "https://a.example"
  auth = "root:hunter2"
}
provider "grafana" {
  alias = "prod"
  url   = "https://${var.host}"
}
provider "grafana" {
  alias = "same"
  url   = "https://a.example/"
}
resource "grafana_folder" "a" { title = "a" }
resource "grafana_folder" "b" {
  title    = "b"
  provider = grafana.prod
}
module "c" { source = "./m" }
module "d" {
  source    = "./m"
  providers = { grafana = grafana.prod, grafana.other = grafana.same }
}`,
		"m/main.tf": `
resource "grafana_folder" "x" { title = "x" }
resource "grafana_folder" "y" {
  title    = "y"
  provider = grafana.other
}`,
	}, project.Options{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	got := map[string]string{}
	for _, r := range p.Resources {
		got[r.Address] = r.Provider
	}
	want := map[string]string{
		"grafana_folder.a": "", "grafana_folder.b": "prod", "module.c.grafana_folder.x": "",
		"module.c.grafana_folder.y": "module.c.other", "module.d.grafana_folder.x": "prod", "module.d.grafana_folder.y": "same",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	first := resource.Provider{URL: "https://a.example", Known: true, SignIn: resource.SignIn{Known: true, Login: "root"}}
	if p.Providers[""] != first || p.SignIn != first.SignIn || p.Providers["prod"].Known || !p.Providers["same"].Known {
		t.Errorf("providers %v", p.Providers)
	}
}
