package exporter

import (
	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/schema"
)

// A Setting is a flag of a server, by its name in the grafana block.
type Setting struct {
	Name string
	On   bool
	// At is where it is turned on.
	At hcl.Range
}

// Settings returns the flags.
func Settings(g *schema.Grafana) []Setting {
	var all []Setting
	for _, flag := range []struct {
		name string
		on   bool
	}{
		{"viewers_can_edit", g.ViewersCanEdit}, {"editors_can_admin", g.EditorsCanAdmin},
		{"allow_org_create", g.AllowOrgCreate},
	} {
		at, written := g.SettingRanges[flag.name]
		if !written {
			at = g.Range
		}
		all = append(all, Setting{flag.name, flag.on, at})
	}
	return all
}
