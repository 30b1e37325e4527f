package authzen_test

import (
	"encoding/json"
	"testing"

	"github.com/rolecall/rolecall/engine/authzen"
)

// TestEntities checks the JSON of subjects and resources, alone and in a request.
func TestEntities(t *testing.T) {
	subject := authzen.Subject{Type: "user", ID: "a&b", Groups: []string{"sre"}, Token: "ci"}
	resource := authzen.Resource{Type: "alert", Folder: "f", Dashboard: "d", CreatedBy: "eve"}
	for _, tc := range []struct {
		value any
		want  string
	}{
		{authzen.Subject{Type: "anonymous"}, `{"type":"anonymous"}`},
		{subject, `{"type":"user","id":"a\u0026b","properties":{"groups":["sre"],"token":"ci"}}`},
		{authzen.Resource{Type: "folder", ID: "f"}, `{"type":"folder","id":"f"}`},
		{resource, `{"type":"alert","properties":{"folder":"f","dashboard":"d","created_by":"eve"}}`},
		{authzen.Request{Subject: subject, Action: "x:y", Resource: resource, Org: "main"},
			`{"subject":{"type":"user","id":"a\u0026b","properties":{"groups":["sre"],"token":"ci"}},"action":{"name":"x:y"},` +
				`"resource":{"type":"alert","properties":{"folder":"f","dashboard":"d","created_by":"eve"}},"context":{"org":"main"}}`},
		{authzen.Request{Subject: authzen.Subject{Type: "user", ID: "eve"}, Action: "x:y"},
			`{"subject":{"type":"user","id":"eve"},"action":{"name":"x:y"},"context":{}}`},
	} {
		if got, err := json.Marshal(tc.value); err != nil || string(got) != tc.want {
			t.Errorf("got %s, %v\nwant %s", got, err, tc.want)
		}
	}
}
