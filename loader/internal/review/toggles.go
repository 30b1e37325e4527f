package review

import (
	"fmt"
	"maps"
	"slices"

	"github.com/rolecall/rolecall/loader/internal/diag"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// toggles reports the feature toggles that have no effect in the declared version, or that
// change rules in a way that is not known. A name that is no known toggle is fine: most
// toggles do not change access.
func (g *gate) toggles() {
	known := catalogue.Toggles()
	for _, name := range slices.Compact(slices.Sorted(slices.Values(g.grafana.FeatureToggles))) {
		t, ok := known[name]
		at := g.grafana.TogglesRange
		switch {
		case !ok:
			if meant := diag.Meant(name, maps.Keys(known)); meant != "" {
				g.Warn("Unknown feature toggle", fmt.Sprintf("No feature toggle %q is known to change access.%s", name, meant), at)
			}
		case g.version.Before(t.Since):
			g.Warn(diag.IgnoredSetting, fmt.Sprintf("Grafana has the feature toggle %s from %s on, so it does nothing in %s.", name, t.Since, g.version), at)
		case t.Over(g.version):
			g.Warn(diag.IgnoredSetting, fmt.Sprintf("From Grafana %s on, what the feature toggle %s turns on is there without it, so it does nothing in %s.", t.Until, name, g.version), at)
		case !t.In(g.version):
			g.Error("Unsupported feature toggle", fmt.Sprintf("With the feature toggle %s, %s. The rules for that in Grafana %s are not known, so answers could be wrong.", name, t.Changes, g.version), at)
		}
	}
}
