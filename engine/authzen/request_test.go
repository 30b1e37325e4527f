package authzen_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/rolecall/rolecall/engine/authzen"
)

// TestRequestJSON checks that a request is the same after encoding and decoding.
func TestRequestJSON(t *testing.T) {
	want := `{"subject":{"type":"user","id":"eve"},"action":{"name":"dashboards:read"},"resource":{"type":"folder","id":"production"},"context":{"org":"main"}}`
	var r authzen.Request
	if err := json.Unmarshal([]byte(want), &r); err != nil {
		t.Fatal(err)
	}
	got, err := json.Marshal(r)
	if err != nil || string(got) != want {
		t.Errorf("got  %s, %v\nwant %s", got, err, want)
	}
	for _, malformed := range []string{`[]`, `{}`, `{"subject":{"type":"user"}}`, `{"subject":{"type":"user","id":"eve"},"action":{"name":"a"},"context":{"time":"noon"}}`} {
		if err := json.Unmarshal([]byte(malformed), &r); err == nil {
			t.Errorf("%s is read as a request", malformed)
		}
	}
}

// TestRequestString checks that the String of a request has all of its properties, and no
// gaps.
func TestRequestString(t *testing.T) {
	for want, r := range map[string]authzen.Request{
		"user:eve orgs:create": {Subject: authzen.Subject{Type: "user", ID: "eve"}, Action: "orgs:create"},
		"folders:read folder:a": {
			Action: "folders:read", Resource: authzen.Resource{Type: "folder", ID: "a"},
		},
		"user:eve dashboards:write dashboard:new in folder:a made by user:vic with the groups x y at 2027-01-01T00:00:00Z in org main": {
			Subject:  authzen.Subject{Type: "user", ID: "eve", Groups: []string{"x", "y"}},
			Action:   "dashboards:write",
			Resource: authzen.Resource{Type: "dashboard", ID: "new", Folder: "a", CreatedBy: "vic"},
			Time:     time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC),
			Org:      "main",
		},
		"service_account:ci annotations:read annotation of dashboard:d with the token t": {
			Subject:  authzen.Subject{Type: "service_account", ID: "ci", Token: "t"},
			Action:   "annotations:read",
			Resource: authzen.Resource{Type: "annotation", Dashboard: "d"},
		},
	} {
		if got := r.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
