package engine_test

import (
	"testing"

	"github.com/rolecall/rolecall/engine"
)

// TestProblem checks the problems of requests that nobody can be allowed.
func TestProblem(t *testing.T) {
	eng := open(t, configuration)
	for _, tc := range []struct {
		request engine.Request
		want    string
	}{
		{engine.Request{Action: "folders:write", Resource: engine.Resource{Type: "folder", ID: "production"}}, ""},
		{engine.Request{Action: "folders:wrote", Resource: engine.Resource{Type: "folder", ID: "production"}}, `action "folders:wrote" is not known in Grafana 9.3`},
		{engine.Request{Action: "datasources:query", Resource: engine.Resource{Type: "folder", ID: "production"}}, "Grafana does not check datasources:query on: folder"},
		{engine.Request{Action: "folders:write", Resource: engine.Resource{Type: "folder", ID: "sandbox"}}, `folder "sandbox" is not declared in org "main"`},
		{engine.Request{Action: "folders:write", Resource: engine.Resource{Type: "folder", ID: "production"}, Org: "other"}, `org "other" is not declared`},
	} {
		tc.request.Subject = engine.Subject{Type: "user", ID: "nobody"}
		if got := eng.View().Problem(tc.request); got.String() != tc.want || (got.Kind == "") != (tc.want == "") {
			t.Errorf("%s %s: got %q, want %q", tc.request.Action, tc.request.Resource, got, tc.want)
		}
		if got := eng.View().Problem(tc.request); got.Unknown() != (tc.want != "") {
			t.Errorf("%s %s: unknown: %t", tc.request.Action, tc.request.Resource, got.Unknown())
		}
		if got := eng.WhoCan(tc.request).Problem; got.String() != tc.want {
			t.Errorf("%s %s: the list says %q, want %q", tc.request.Action, tc.request.Resource, got, tc.want)
		}
	}
}
