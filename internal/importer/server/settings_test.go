package server_test

import (
	"strings"
	"testing"

	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/internal/importer/server"
	"github.com/rolecall/rolecall/schema"
)

// TestPartlyTold reads with a sign-in that may read the settings of one section. Anonymous access, which everybody is
// told to be on, is not known then; a file tells it.
func TestPartlyTold(t *testing.T) {
	g := small()
	g["/api/frontend/settings"] = `{"featureToggles":{},"anonymousEnabled":true,"buildInfo":{"edition":"Enterprise"}}`
	g["/api/admin/settings"] = `{"auth.saml":{"enabled":"false"}}`
	i, err := read(t, g)
	if err != nil {
		t.Fatal(err)
	}
	of := func(all []inventory.Unread, word string) bool {
		for _, u := range all {
			if strings.Contains(u.What, word) && u.Why == "Grafana tells the settings of some sections alone." {
				return true
			}
		}
		return false
	}
	if !of(i.Unread, "anonymous access") || !of(i.Unread, "mappings") || !i.Settings.Unknown["anonymous"] {
		t.Errorf("unread %v, unknown %v", i.Unread, i.Settings.Unknown)
	}
	i, err = read(t, g, func(o *server.Options) {
		o.Ini = map[string]map[string]string{"auth.anonymous": {"enabled": "true", "org_name": "main"}}
	})
	if err != nil {
		t.Fatal(err)
	}
	if a := i.Settings.Anonymous; a == nil || a.Role != schema.Viewer || len(i.Unread) > 0 {
		t.Errorf("anonymous %+v, unread %v", a, i.Unread)
	}
}

// TestHiddenVersion reads servers that tell their version to those alone who have signed in, and to nobody.
func TestHiddenVersion(t *testing.T) {
	g := small()
	g["/api/health"] = `{"database":"ok"}`
	if _, err := read(t, g); err == nil || !strings.Contains(err.Error(), "does not tell its version") {
		t.Error(err)
	}
	g["/api/frontend/settings"] = `{"buildInfo":{"edition":"Open Source","version":"11.3.0"}}`
	i, err := read(t, g)
	if err != nil || i.Settings.Version != "11.3.0" {
		t.Errorf("%v", err)
	}
}

// TestVersions reads the versions that builds call themselves.
func TestVersions(t *testing.T) {
	for text, want := range map[string]schema.Version{
		"12.3.0-18711849741.patch2-18741984": "12.3.0", "11.3.0+security-01": "11.3.0", "10.1.0-pre": "10.1.0",
		"v10.4.3-ubuntu1": "10.4.3", "12.2": "12.2",
	} {
		if got, err := server.ReadVersion(text); got != want || err != nil {
			t.Errorf("%s is %s, %v", text, got, err)
		}
	}
}
