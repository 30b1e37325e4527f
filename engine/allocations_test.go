package engine_test

import (
	"testing"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/tests/sizes"
)

// TestCheckAllocatesNothing asks about every folder and some dashboards, at releases whose
// folders nest and at others.
func TestCheckAllocatesNothing(t *testing.T) {
	if raced {
		t.Skip("the race detector makes pools forget")
	}
	for _, version := range []string{"8.0", "9.3", "13.3"} {
		t.Run(version, func(t *testing.T) {
			e, err := engine.OpenFS(t.Context(), sizes.Generate(sizes.S, 1, version))
			if err != nil {
				t.Fatal(err)
			}
			var requests []engine.Request
			list := e.WhoCan(engine.Request{Action: "folders:read", Resource: engine.Resource{Type: "folder", ID: "folder_1"}})
			for s := range list.All() {
				for _, id := range []string{"folder_0", "folder_4", "folder_9", "undeclared"} {
					for _, action := range []string{"folders:read", "folders:write", "dashboards:create", "folders:delete"} {
						requests = append(requests, engine.Request{Subject: s, Action: action, Resource: engine.Resource{Type: "folder", ID: id}})
					}
				}
				for _, id := range []string{"dashboard_0", "dashboard_20", "dashboard_39"} {
					requests = append(requests, engine.Request{Subject: s, Action: "dashboards:write", Resource: engine.Resource{Type: "dashboard", ID: id}})
				}
			}
			allowed := 0
			allocated := testing.AllocsPerRun(10, func() {
				for _, r := range requests {
					d, err := e.Check(t.Context(), r)
					if err != nil {
						t.Fatal(err)
					}
					if d.Allowed {
						allowed++
					}
				}
			})
			if allocated != 0 || allowed == 0 {
				t.Errorf("%d requests allocate %v times; %d are allowed", len(requests), allocated, allowed)
			}
		})
	}
}
