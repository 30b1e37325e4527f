// Package settings resolves the settings of the server that limit what may be declared, and
// reports what goes beyond them.
package settings

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/loader/internal/diag"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// A part is something declared that needs a licence: its key in catalogue.Licences, and
// its place.
type part struct {
	key string
	at  hcl.Range
}

// ResolveEdition sets the edition of a World. One that the grafana block does not name is the
// edition that the declared parts need. A part that the named edition lacks is an error.
func ResolveEdition(l *diag.List, w *schema.World, blocks []*schema.GrafanaBlock) {
	if len(blocks) == 0 {
		return
	}
	b, rules := blocks[0], catalogue.Licences()
	g, needing := &w.Grafana, parts(w)
	switch _, known := rules.Editions[b.Edition]; {
	case b.EditionRange.Empty():
		g.Edition = schema.OSS
		if len(needing) > 0 {
			g.Edition, g.LicenceRange = schema.Enterprise, needing[0].at
		}
	case !known:
		names := slices.Sorted(maps.Keys(rules.Editions))
		l.Error("Unknown edition", fmt.Sprintf("%q is not an edition of Grafana; the editions are %s.", b.Edition, strings.Join(names, ", ")), b.EditionRange)
		return
	default:
		g.Edition, g.EditionRange, g.LicenceRange = b.Edition, b.EditionRange, b.EditionRange
	}
	g.Licensed = rules.Editions[g.Edition]
	if !rules.ServerAdmins[g.Edition] {
		checkServerAdmins(l, w)
	}
	if g.Licensed {
		return
	}
	for _, p := range needing {
		l.Error("Licence needed", fmt.Sprintf("%s needs a licence, and the edition is %q (%s). Grafana Enterprise and Grafana Cloud have it.", rules.Parts[p.key].What, g.Edition, diag.Place(b.EditionRange)), p.at)
	}
}

// checkServerAdmins reports server admins, whom the edition does not have.
func checkServerAdmins(l *diag.List, w *schema.World) {
	const summary, detail = "Server admin in Grafana Cloud", "Grafana Cloud has no server admins, and the edition is %q (%s). Leave grafana_admin out."
	edition, at := w.Grafana.Edition, diag.Place(w.Grafana.EditionRange)
	for _, user := range w.Users {
		if user.GrafanaAdmin {
			l.Error(summary, fmt.Sprintf(detail, edition, at), user.AdminRange)
		}
	}
	for _, m := range w.OrgMappings {
		if m.GrafanaAdmin != nil && *m.GrafanaAdmin {
			l.Error(summary, fmt.Sprintf(detail, edition, at), m.Range)
		}
	}
}

// parts returns the parts of a World that need a licence, in the order of files and lines.
func parts(w *schema.World) []part {
	rules, found := catalogue.Licences().Parts, []part(nil)
	add := func(block schema.Type, attribute string, at hcl.Range) {
		key := string(block) + attribute
		if _, ok := rules[key]; ok {
			found = append(found, part{key, at})
		}
	}
	for _, r := range w.Roles {
		add(schema.RoleType, "", r.Range)
	}
	for _, a := range w.RoleAssignments {
		add(schema.RoleAssignmentType, "", a.Range)
	}
	for _, r := range w.BasicRoles {
		add(schema.BasicRoleType, "", r.Range)
	}
	for _, s := range w.DataSources {
		for _, p := range s.Permissions.Entries {
			add(schema.DataSourceType, ".permission", p.Range)
		}
	}
	for _, t := range w.Teams {
		if len(t.ExternalGroups) > 0 {
			add(schema.TeamType, ".external_groups", t.ExternalGroups[0].Range)
		}
	}
	slices.SortStableFunc(found, func(a, b part) int { return diag.Compare(a.at, b.at) })
	return found
}
