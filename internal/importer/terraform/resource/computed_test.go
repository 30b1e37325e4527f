package resource_test

import (
	"strings"
	"testing"

	"github.com/zclconf/go-cty/cty"

	"github.com/rolecall/rolecall/internal/importer/terraform/resource"
	"github.com/rolecall/rolecall/schema"
)

// TestComplete checks the values that are made up: ids that no two have in common, uids of addresses, and those that
// the project gives.
func TestComplete(t *testing.T) {
	var c resource.Completer
	text := func(r *resource.Resource, attr string) string {
		text, known := r.Text(attr)
		if !known {
			t.Errorf("%s.%s is not known", r.Address, attr)
		}
		return text
	}
	team := &resource.Resource{Address: "grafana_team.a", Type: "grafana_team", Values: resource.Values{"org_id": cty.StringVal("3")}}
	other := &resource.Resource{Address: "grafana_team.b", Type: "grafana_team"}
	c.Complete(team)
	c.Complete(other)
	if id := text(team, "team_id"); text(team, "id") != "3:"+id || id == text(other, "team_id") || !resource.IsMadeUp(id) {
		t.Errorf("the ids are %s and %s, %s", text(team, "id"), id, text(other, "team_id"))
	}
	long := &resource.Resource{Address: `module.a["x y"].grafana_folder.` + strings.Repeat("long", 20), Type: "grafana_folder"}
	again := &resource.Resource{Address: long.Address, Type: "grafana_folder"}
	c.Complete(long)
	c.Complete(again)
	if uid := text(long, "uid"); !schema.IsUID(uid) || uid == text(again, "uid") || long.Reasons["uid"] == "" {
		t.Errorf("the uids are %s and %s", uid, text(again, "uid"))
	}
	dashboard := &resource.Resource{Address: "grafana_dashboard.d", Type: "grafana_dashboard",
		Values: resource.Values{"config_json": cty.StringVal(`{"uid":"given","title":"T"}`)}}
	c.Complete(dashboard)
	if text(dashboard, "uid") != "given" || text(dashboard, "id") != "0:given" || resource.Title(dashboard) != "T" || len(dashboard.Reasons) > 0 {
		t.Errorf("the dashboard is %v", dashboard)
	}
	unknown := &resource.Resource{Address: "grafana_dashboard.u", Type: "grafana_dashboard",
		Values: resource.Values{"config_json": cty.UnknownVal(cty.String)}}
	c.Complete(unknown)
	if !strings.Contains(unknown.Reasons["uid"], "config_json") {
		t.Errorf("the reason is %q", unknown.Reasons["uid"])
	}
	adopted := &resource.Resource{Address: "grafana_organization.o", Type: "grafana_organization", Import: "1"}
	c.Complete(adopted)
	if text(adopted, "org_id") != "1" || text(adopted, "id") != "1" {
		t.Errorf("the org is %s", text(adopted, "org_id"))
	}
}

// TestValues checks values of JSON with unknown parts, as plans have them.
func TestValues(t *testing.T) {
	v := resource.ValuesOf(map[string]any{
		"name": "n", "flag": true, "count": 3.0, "none": nil,
		"set": []any{"a", nil}, "blocks": []any{map[string]any{"level": "View"}},
	}, map[string]any{"id": true, "set": []any{false, true}, "blocks": []any{map[string]any{"team": true}}})
	if name, known := v.Text("name"); name != "n" || !known {
		t.Errorf("name %q", name)
	}
	if count, known := v.Text("count"); count != "3" || !known {
		t.Errorf("count %q", count)
	}
	if on, known := v.Flag("flag", false); !on || !known {
		t.Error("the flag is off")
	}
	if on, known := v.Flag("none", true); !on || !known {
		t.Error("a flag that is not there is not the default")
	}
	if _, known := v.Text("id"); known {
		t.Error("the id is known")
	}
	if all, known := v.Texts("set"); known || len(all) != 1 {
		t.Errorf("set %q", all)
	}
	blocks, known := v.Blocks("blocks")
	if len(blocks) != 1 || !known {
		t.Fatalf("blocks %v", blocks)
	}
	if _, known := blocks[0].Text("team"); known {
		t.Error("the team is known")
	}
	if level, known := blocks[0].Text("level"); level != "View" || !known {
		t.Errorf("level %q", level)
	}
	if resource.Local("1:2") != "2" || resource.Local("2") != "2" || resource.Local("a:b") != "a:b" {
		t.Error("the org of an id is not cut off")
	}
}
