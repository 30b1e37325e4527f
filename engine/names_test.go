package engine_test

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/internal/document"
	"github.com/rolecall/rolecall/internal/fromdata"
	"github.com/rolecall/rolecall/loader"
)

// TestNamesOfStandIns checks that data with names like those of the engine's own
// is refused, wherever it has them, and is no subject to ask about.
func TestNamesOfStandIns(t *testing.T) {
	ctx := context.Background()
	world, diags := loader.Load(fstest.MapFS{"main.hcl": {Data: []byte(`
grafana { version = "8.0" }
org "main" { viewers = [user.eve] }
user "eve" {}
folder "production" {}
`)}})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	for name, change := range map[string]func(*document.World){
		"login":  func(d *document.World) { d.Logins["\x00"] = "eve" },
		"org":    func(d *document.World) { d.Orgs["\x00"] = d.Orgs["main"] },
		"member": func(d *document.World) { d.Orgs["main"].Members["user:\x00"] = &document.Member{Role: "Admin"} },
		"source": func(d *document.World) {
			d.Orgs["main"].Folders["production"] = document.Item{Source: "\x00creator"}
		},
		"group": func(d *document.World) { d.OrgMappings = []document.OrgMapping{{Group: "\x00", Role: "Admin"}} },
	} {
		t.Run(name, func(t *testing.T) {
			d := document.Of(world)
			change(d)
			if _, err := fromdata.Open(ctx, d); err == nil || !strings.Contains(err.Error(), "NUL") {
				t.Errorf("got the error %v", err)
			}
		})
	}
	e, err := fromdata.Open(ctx, document.Of(world))
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"\x00", "\x000", "\x001"} {
		for _, r := range []engine.Request{
			{Subject: engine.Subject{Type: "user", ID: id}, Action: "dashboards:read", Resource: engine.Resource{Type: "folder", ID: "production"}},
			{Subject: engine.Subject{Type: "user", ID: "eve"}, Action: "dashboards:read", Resource: engine.Resource{Type: "folder", ID: id}},
			{Subject: engine.Subject{Type: "user", ID: "eve"}, Action: "dashboards:read", Resource: engine.Resource{Type: "dashboard", ID: "latency", Folder: id + "folder"}},
			{Subject: engine.Subject{Type: "user", ID: "eve"}, Action: "dashboards:read", Resource: engine.Resource{Type: "folder", ID: "production"}, Org: id},
		} {
			if got, err := e.(*engine.Engine).Check(ctx, r); err == nil && got.Allowed {
				t.Errorf("allowed: %+v", r)
			}
		}
	}
}
