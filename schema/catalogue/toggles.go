package catalogue

import "github.com/rolecall/rolecall/schema"

// A Toggle is a feature toggle that changes access. The sources are in
// policies/gen/tables/toggles.
type Toggle struct {
	// Since is the first release that has the toggle. Until is the release in which it is on
	// by default, or gone because it is always on; empty if there is none yet.
	Since schema.Version `json:"since"`
	Until schema.Version `json:"until,omitempty"`
	// Modelled is the first release whose rules follow the toggle; empty if no rules do.
	Modelled schema.Version `json:"modelled,omitempty"`
	// Changes tells what the toggle changes, as a clause.
	Changes string `json:"changes"`
}

// In reports whether the rules of a release that has the toggle follow it.
func (t Toggle) In(v schema.Version) bool { return t.Modelled != "" && v.AtLeast(t.Modelled) }

// Over reports whether a release needs the toggle no more: what it turns on is always there.
func (t Toggle) Over(v schema.Version) bool { return t.Until != "" && v.AtLeast(t.Until) }

// Toggles returns the feature toggles that change access, by name.
func Toggles() map[string]Toggle { return file().Toggles }

// Follow returns the feature toggles, among those that are on, that the rules of a release follow,
// and those that change access in a way that they do not follow. A toggle that changes no access,
// or that the release does not need any more, is in neither.
func Follow(v schema.Version, on []string) (followed, unknown []string) {
	known := Toggles()
	for _, name := range on {
		switch t, ok := known[name]; {
		case !ok || v.Before(t.Since) || t.Over(v):
		case t.In(v):
			followed = append(followed, name)
		default:
			unknown = append(unknown, name)
		}
	}
	return followed, unknown
}
