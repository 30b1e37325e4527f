package loader_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rolecall/rolecall/loader"
)

// TestWithSetting checks that attributes of the grafana block are set in place of the declared ones,
// and checked as those are.
func TestWithSetting(t *testing.T) {
	native := map[string]string{"main.hcl": "grafana { version = \"9.3\" }\norg \"main\" {}\n"}
	w, diags := loader.Load(files(native), loader.WithSetting("version", "12.1"), loader.WithSetting("viewers_can_edit", "true"))
	if diags.HasErrors() || w.Grafana.Version != "12.1" || !w.Grafana.ViewersCanEdit {
		t.Errorf("the settings are not set: %+v %v", w.Grafana, diags)
	}
	for _, tc := range []struct{ config, name, value, want string }{
		{native["main.hcl"], "verison", "12.1", `An argument named "verison" is not expected here`},
		{native["main.hcl"], "version", "99.1", "99.1"},
		{native["main.hcl"], "viewers_can_edit", "maybe", "a bool is required"},
		{"org \"main\" {}\n", "version", "12.1", "There is no grafana block to set version in"},
	} {
		_, diags := loader.Load(files(map[string]string{"main.hcl": tc.config}), loader.WithSetting(tc.name, tc.value))
		if !diags.HasErrors() || !strings.Contains(diags.Error()+" "+diags[0].Summary, tc.want) {
			t.Errorf("%s=%s: %v, want %q", tc.name, tc.value, diags, tc.want)
		}
	}
}

func files(content map[string]string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, text := range content {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}
