package drift

import (
	"fmt"
	"reflect"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/schema"
)

// setting adds a difference of the server.
func (f *finder) setting(name, format string, args ...any) {
	ranges := func(w *schema.World) []hcl.Range {
		all := []hcl.Range{w.Grafana.Range, w.Grafana.SettingRanges[name]}
		if a := w.Grafana.Anonymous; a != nil && name == "anonymous" {
			all = append(all, a.Range)
		}
		if toggle := parentToggle(f.here.world, f.there.world); toggle != "" && name == "feature_toggles."+toggle {
			for _, in := range w.Folders {
				all = append(all, in.ParentRange)
			}
		}
		return all
	}
	f.all = append(f.all, Difference{
		Text: fmt.Sprintf(format, args...), Range: f.Comparison.here.Grafana.Range, setting: name,
		here: sources(ranges(f.here.world)), there: sources(ranges(f.there.world)),
	})
}

// settings compares the settings of the server that the release follows. The diff has a note about another
// release or edition.
func (f *finder) settings() {
	here, there := f.here.world.Grafana, f.there.world.Grafana
	for _, flag := range []struct {
		name        string
		here, there bool
	}{
		{"viewers_can_edit", here.ViewersCanEdit, there.ViewersCanEdit},
		{"editors_can_admin", here.EditorsCanAdmin, there.EditorsCanAdmin},
		{"allow_org_create", here.AllowOrgCreate, there.AllowOrgCreate},
	} {
		switch {
		case flag.there && !flag.here:
			f.setting(flag.name, "%s is on in %s alone", flag.name, f.called)
		case flag.here && !flag.there && !ignored(flag.name, there.Version):
			f.setting(flag.name, "%s is on in the configuration alone", flag.name)
		}
	}
	for _, toggle := range onlyIn(here.FeatureToggles, there.FeatureToggles) {
		f.setting("feature_toggles."+toggle, "the feature toggle %s is on in the configuration alone", quote(toggle))
	}
	for _, toggle := range onlyIn(there.FeatureToggles, here.FeatureToggles) {
		f.setting("feature_toggles."+toggle, "the feature toggle %s is on in %s alone", quote(toggle), f.called)
	}
	if a, b := anonymous(here.Anonymous), anonymous(there.Anonymous); a != b {
		f.setting("anonymous", "anonymous access is %s in %s, and %s in the configuration", b, f.called, a)
	}
}

// ignored reports whether a release has a setting and does not follow it.
func ignored(name string, release schema.Version) bool {
	for _, a := range schema.ShapeOf(reflect.TypeFor[schema.GrafanaBlock]()).Attributes {
		if a.Name == name {
			return a.Ignored != "" && !release.Before(a.Ignored)
		}
	}
	return false
}

func anonymous(a *schema.Anonymous) string {
	if a == nil {
		return "off"
	}
	return fmt.Sprintf("%s of org %s", a.Role, quote(a.Org.Name.Value))
}
