package resolve

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/loader/internal/decode"
	"github.com/rolecall/rolecall/loader/internal/diag"
	"github.com/rolecall/rolecall/schema"
)

// resolveGrafana resolves the first grafana block. There may be only one.
func (a *attributes) resolveGrafana(blocks []*schema.GrafanaBlock) {
	if len(blocks) == 0 {
		return
	}
	b := blocks[0]
	for _, another := range blocks[1:] {
		a.Error("Duplicate grafana block", fmt.Sprintf("A configuration has one grafana block; there is another at %s.", diag.Place(b.Range)), another.Range)
		a.Also(b.Range)
	}
	a.world.Grafana = schema.Grafana{
		Version:         schema.Version(b.Version),
		ViewersCanEdit:  b.ViewersCanEdit,
		EditorsCanAdmin: b.EditorsCanAdmin,
		AllowOrgCreate:  b.AllowOrgCreate,
		FeatureToggles:  b.FeatureToggles,
		SettingRanges:   map[string]hcl.Range{},
		Range:           b.Range,
	}
	for name, setting := range map[string]struct {
		on bool
		at hcl.Range
	}{
		"viewers_can_edit":  {b.ViewersCanEdit, b.ViewersRange},
		"editors_can_admin": {b.EditorsCanAdmin, b.EditorsRange},
		"allow_org_create":  {b.AllowOrgCreate, b.OrgCreateRange},
	} {
		if setting.on {
			a.world.Grafana.SettingRanges[name] = setting.at
		}
	}
	if anon := b.Anonymous; anon != nil {
		a.world.Grafana.Anonymous = &schema.Anonymous{
			Org:   a.org(anon.Org, anon.Range),
			Role:  a.role(anon.Role, anon.RoleRange, schema.OrgRoles),
			Range: anon.Range,
		}
	}
}

// checkVersion reports a version whose rules are not known.
func (a *attributes) checkVersion(files []*decode.File, blocks []*schema.GrafanaBlock) {
	switch {
	case len(blocks) == 0 && !a.Broken && len(files) > 0 && !slices.ContainsFunc(files, decode.HasGrafana):
		a.Diags = append(a.Diags, &hcl.Diagnostic{
			Severity: hcl.DiagError,
			Summary:  "Missing grafana block",
			Detail:   "A configuration names the version of Grafana whose rules apply, once, as in:\n\n  grafana {\n    version = \"" + string(schema.Versions[len(schema.Versions)-1]) + "\"\n  }",
		})
	case len(blocks) > 0 && !blocks[0].VersionRange.Empty() && a.version() == "":
		b := blocks[0]
		a.Error("Unknown version", fmt.Sprintf("The rules of Grafana %q are not known; the known versions are %s.%s", b.Version, diag.Quoted(schema.Versions), nearestVersion(b.Version)), b.VersionRange)
	}
}

// nearestVersion returns a sentence that offers the version for one of its patch
// releases, with a space before it; empty for others.
func nearestVersion(unknown string) string {
	unknown = strings.TrimPrefix(unknown, "v")
	for _, version := range schema.Versions {
		if unknown+".0" == string(version) {
			return fmt.Sprintf(" Write it in quotes, as a number loses its last 0: %q.", version)
		}
		if unknown == string(version) || strings.HasPrefix(unknown, string(version)+".") {
			return fmt.Sprintf(" Write %q.", version)
		}
	}
	if !release.MatchString(unknown) {
		return ""
	}
	v := schema.Version(unknown)
	near := slices.DeleteFunc([]schema.Version{v.LastKnownBefore(), v.FirstKnown()}, func(v schema.Version) bool { return v == "" })
	return fmt.Sprintf(" The nearest known: %s. Write one, and check what differs in Grafana %s.", diag.Quoted(near), unknown)
}

// release matches the number of a release of Grafana.
var release = regexp.MustCompile(`^\d{1,4}(\.\d{1,4}){0,2}$`)
