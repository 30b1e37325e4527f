package ini

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// Set sets the settings of an Inventory to those of a file, where the file is all that tells them, and follows
// their toggles. It returns anonymous access, nil if it is off.
func Set(i *inventory.Inventory, f File) *Anonymous {
	a := Apply(&i.Settings, f)
	FollowToggles(i)
	return a
}

// FollowToggles keeps the toggles of an Inventory that the rules of its release follow. A toggle that changes
// access in a way that is not known is noted as unread.
func FollowToggles(i *inventory.Inventory) {
	var unknown []string
	i.Settings.Toggles, unknown = catalogue.Follow(i.Settings.Version.Release(), i.Settings.Toggles)
	for _, name := range unknown {
		i.Unread = append(i.Unread, inventory.Unread{
			What: "the effect of the feature toggle " + name,
			Why: fmt.Sprintf("With it, %s, and the rules for that in Grafana %s are not known.",
				catalogue.Toggles()[name].Changes, i.Settings.Version),
		})
	}
}

// SetAnonymous sets anonymous access, which is nil if it is off, once the orgs of an Inventory are known.
func SetAnonymous(i *inventory.Inventory, a *Anonymous) {
	if a == nil {
		return
	}
	at := slices.IndexFunc(i.Orgs, func(o *inventory.Org) bool { return o.Name == a.Org })
	if at >= 0 {
		i.Settings.Anonymous = &inventory.Anonymous{Org: i.Orgs[at], Role: a.Role}
		return
	}
	i.Settings.Untold("anonymous")
	i.Unread = append(i.Unread, inventory.Unread{
		What: "anonymous access",
		Why:  fmt.Sprintf("It is on for the org %s, which is not imported or does not exist.", strconv.Quote(a.Org)),
	})
}
