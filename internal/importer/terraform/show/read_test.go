package show_test

import (
	"strings"
	"testing"

	"github.com/rolecall/rolecall/internal/importer/terraform/resource"
	"github.com/rolecall/rolecall/internal/importer/terraform/show"
)

// TestOthers checks that files that are neither a state nor a plan are refused with the way to one.
func TestOthers(t *testing.T) {
	for content, want := range map[string]string{
		"":                                 "it is not JSON",
		"# grafana_team.a:\nresource {}":   "terraform show -json",
		`{"@level":"info"}` + "\n{}":       "it is the log of a run",
		`{"a":1}`:                          "neither a state nor a plan",
		`{"version":3,"lineage":"x"}`:      "a state in version 3",
		`{"version":4,"resources":[{}`:     "damaged JSON",
		`{"format_version":"9.0"}`:         "cannot be read as a state",
		`{"version":4,"resources":"many"}`: "cannot be read as a state",
		`{"format_version":"1.2","resource_changes":[],"planned_values":7}`: "cannot be read as a plan",
		`{"version":4,"lineage":"x","resources":[{"mode":"managed","type":"grafana_team","name":"a","provider":"provider[\"registry.terraform.io/grafana/grafana\"]","instances":[{"attributes_flat":{"id":"1"}}]}]}`: "in the form of an old provider",
	} {
		if _, err := show.Read([]byte(content)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", content, err)
		}
	}
}

// TestNothing checks that a state without resources is one, and so is one of another provider.
func TestNothing(t *testing.T) {
	for _, content := range []string{
		`{"format_version":"1.0"}`,
		`{"version":4,"lineage":"x","resources":[{"mode":"managed","type":"random_id","name":"a","provider":"provider[\"registry.terraform.io/hashicorp/random\"]","instances":[{"attributes":{"id":"1"}}]}]}`,
	} {
		p, err := show.Read([]byte(content))
		if err != nil || len(p.Resources) > 0 {
			t.Errorf("%s: %v %v", content, p, err)
		}
	}
}

// plan is a plan of two new things: a folder, whose uid Grafana gives, and its permissions.
const plan = `{"format_version":"1.2","terraform_version":"1.11.4","planned_values":{},
"variables":{"auth":{"value":"root:hunter2"}},
"resource_changes":[
 {"address":"grafana_folder.a","mode":"managed","type":"grafana_folder","name":"a","provider_name":"registry.terraform.io/grafana/grafana",
  "change":{"actions":["create"],"before":null,"after":{"title":"A"},"after_unknown":{"id":true,"uid":true}}},
 {"address":"grafana_folder_permission.a","mode":"managed","type":"grafana_folder_permission","name":"a","provider_name":"registry.terraform.io/grafana/grafana",
  "change":{"actions":["create"],"before":null,"after":{"permissions":[{"permission":"View","role":null,"user_id":null}]},"after_unknown":{"id":true,"folder_uid":true,"permissions":[{"team_id":true}]}}},
 {"address":"grafana_folder.gone","mode":"managed","type":"grafana_folder","name":"gone","provider_name":"registry.terraform.io/grafana/grafana",
  "change":{"actions":["delete"],"before":{"uid":"gone"},"after":null,"after_unknown":{}}}],
"configuration":{"provider_config":{"grafana":{"name":"grafana","expressions":{"auth":{"references":["var.auth"]}}}},
 "root_module":{"resources":[
 {"address":"grafana_folder_permission.a","mode":"managed","type":"grafana_folder_permission","name":"a","expressions":{"folder_uid":{"references":["grafana_folder.a.uid","grafana_folder.a"]}}}]}}}`

// TestPlan checks that a reference leads to a uid that is made up, that what the configuration does not tell has
// a reason, and that the value of a variable is not kept.
func TestPlan(t *testing.T) {
	p, err := show.Read([]byte(plan))
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Resources) != 2 {
		t.Fatalf("there are %d resources", len(p.Resources))
	}
	folder, list := p.Resources[0], p.Resources[1]
	uid, _ := folder.Text("uid")
	if target, known := list.Text("folder_uid"); !known || uid == "" || target != uid {
		t.Errorf("the list is of %q, and the folder is %q", target, uid)
	}
	if _, known := list.Blocks("permissions"); !known {
		t.Error("the blocks are known")
	}
	if why := list.Because("permissions"); !strings.Contains(why, "the folder of the project, or the state after the apply") {
		t.Errorf("the reason is %q", why)
	}
	if want := (resource.SignIn{Known: true, Login: "root"}); p.SignIn != want {
		t.Errorf("the sign-in is %v", p.SignIn)
	}
}

// exchanged is a plan of a list whose blocks are in another order than in the file: la, which is View, is for team 1,
// and lb, which is Edit, for team 2. The second list has a level that nothing tells, too.
const exchanged = `{"format_version":"1.2","terraform_version":"1.11.4","planned_values":{},
"variables":{"la":{"value":"View"},"lb":{"value":"Edit"}},
"resource_changes":[
 {"address":"grafana_team.a","mode":"managed","type":"grafana_team","name":"a","provider_name":"registry.terraform.io/grafana/grafana",
  "change":{"actions":["create"],"before":null,"after":{"name":"A"},"after_unknown":{"id":true}}},
 {"address":"grafana_team.b","mode":"managed","type":"grafana_team","name":"b","provider_name":"registry.terraform.io/grafana/grafana",
  "change":{"actions":["create"],"before":null,"after":{"name":"B"},"after_unknown":{"id":true}}},
 {"address":"grafana_folder_permission.x","mode":"managed","type":"grafana_folder_permission","name":"x","provider_name":"registry.terraform.io/grafana/grafana",
  "change":{"actions":["create"],"before":null,"after":{"folder_uid":"x","permissions":[{"permission":"Edit"},{"permission":"View"}]},"after_unknown":{"id":true,"permissions":[{"team_id":true},{"team_id":true}]}}},
 {"address":"grafana_folder_permission.y","mode":"managed","type":"grafana_folder_permission","name":"y","provider_name":"registry.terraform.io/grafana/grafana",
  "change":{"actions":["create"],"before":null,"after":{"folder_uid":"y","permissions":[{"permission":"Edit"},{"permission":"View"}]},"after_unknown":{"id":true,"permissions":[{"team_id":true},{"team_id":true}]}}}],
"configuration":{"provider_config":{"grafana":{"name":"grafana","expressions":{}}},
 "root_module":{"resources":[
 {"address":"grafana_folder_permission.x","mode":"managed","type":"grafana_folder_permission","name":"x","expressions":{"folder_uid":{"constant_value":"x"},"permissions":[
   {"permission":{"references":["var.la"]},"team_id":{"references":["grafana_team.a.id","grafana_team.a"]}},
   {"permission":{"references":["var.lb"]},"team_id":{"references":["grafana_team.b.id","grafana_team.b"]}}]}},
 {"address":"grafana_folder_permission.y","mode":"managed","type":"grafana_folder_permission","name":"y","expressions":{"folder_uid":{"constant_value":"y"},"permissions":[
   {"permission":{"references":["local.x"]},"team_id":{"references":["grafana_team.a.id","grafana_team.a"]}},
   {"permission":{"references":["local.y"]},"team_id":{"references":["grafana_team.b.id","grafana_team.b"]}}]}}]}}}`

// TestExchanged checks that levels are not exchanged between holders: variables tell which block is which, and
// otherwise nothing does.
func TestExchanged(t *testing.T) {
	p, err := show.Read([]byte(exchanged))
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]string{}
	for _, r := range p.Resources[:2] {
		name, _ := r.Text("name")
		ids[name], _ = r.Text("id")
	}
	blocks, known := p.Resources[2].Blocks("permissions")
	if !known || len(blocks) != 2 || ids["A"] == ids["B"] {
		t.Fatalf("the blocks are %v (%v)", blocks, known)
	}
	for _, block := range blocks {
		level, _ := block.Text("permission")
		team, known := block.Text("team_id")
		if want := map[string]string{"View": ids["A"], "Edit": ids["B"]}[level]; !known || team != want {
			t.Errorf("%s is for %q, and ought to be for %q", level, team, want)
		}
	}
	blocks, _ = p.Resources[3].Blocks("permissions")
	for _, block := range blocks {
		if team, known := block.Text("team_id"); known {
			t.Errorf("a level is for %q, which nothing tells", team)
		}
	}
}
