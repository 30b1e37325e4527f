package resolve

import (
	"cmp"
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
		Version:         cmp.Or(schema.Version(b.Version).Release(), schema.Version(b.Version)),
		Declared:        schema.Version(b.Version),
		VersionRange:    b.VersionRange,
		ViewersCanEdit:  b.ViewersCanEdit,
		EditorsCanAdmin: b.EditorsCanAdmin,
		AllowOrgCreate:  b.AllowOrgCreate,
		FeatureToggles:  b.FeatureToggles,
		TogglesRange:    b.TogglesRange,
		SettingRanges:   map[string]hcl.Range{},
		Range:           b.Range,
	}
	if b.MaxFolderDepth != nil {
		a.world.Grafana.MaxFolderDepth, a.world.Grafana.FolderDepthRange = *b.MaxFolderDepth, b.FolderDepthRange
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
		a.Error("Unknown version", fmt.Sprintf("The rules of Grafana %q are not known. %s", b.Version, knownVersions(b.Version)), b.VersionRange)
	case len(blocks) > 0 && !blocks[0].VersionRange.Empty() && !strings.Contains(blocks[0].Version, "."):
		b := blocks[0]
		a.Warn("Version without a minor number", fmt.Sprintf("Grafana %s is many releases, which decide differently, and %q stands for the first of them. Write the release that runs, in quotes, as a number loses its last 0: %q.", b.Version, b.Version, schema.LastOf(schema.Version(b.Version).Major())), b.VersionRange)
	}
}

// numbered is the form of versions, and zeros are the zeros in front of their numbers.
var (
	numbered = regexp.MustCompile(`^\d+(\.\d+){0,2}$`)
	zeros    = regexp.MustCompile(`(^|\.)0+(\d)`)
)

// knownVersions returns a sentence about the versions whose rules are known, that helps with
// one that is not.
func knownVersions(unknown string) string {
	newest := schema.Versions[len(schema.Versions)-1]
	written := strings.TrimPrefix(unknown, "v")
	v := schema.Version(zeros.ReplaceAllString(written, "$1$2"))
	switch {
	case v.Release() != "" && string(v) != written:
		return fmt.Sprintf("The numbers of a version have no zeros in front: write %q.", v)
	case v.Release() != "":
		return fmt.Sprintf("Write %q.", v)
	case !numbered.MatchString(written):
	case schema.Version(newest).Before(v):
		return fmt.Sprintf("The newest known version is %q.", newest)
	case schema.LastOf(v.Major()) != "":
		return fmt.Sprintf("The newest known version of %d is %q.", v.Major(), schema.LastOf(v.Major()))
	}
	return fmt.Sprintf("The known versions are those from %q to %q, with a minor number and without a suffix.", schema.Versions[0], newest)
}
