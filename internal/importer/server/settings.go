package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"

	"github.com/rolecall/rolecall/internal/importer/ini"
	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/internal/printable"
	"github.com/rolecall/rolecall/schema"
)

// A frontend holds the settings that every signed-in subject may read.
type frontend struct {
	FeatureToggles  map[string]json.RawMessage
	ViewersCanEdit  bool
	EditorsCanAdmin bool
	Anonymous       bool                              `json:"anonymousEnabled"`
	Build           struct{ Edition, Version string } `json:"buildInfo"`
}

// openSource is the edition of servers without a licence, as they name it.
const openSource = "Open Source"

// versions matches the number of a version of Grafana, and what follows it.
var versions = regexp.MustCompile(`^v?(\d+\.\d+)(\.\d+)?(?:-[\w.-]+)?(?:\+[\w.-]+)?$`)

// ReadVersion returns the version of Grafana that a server calls itself, with its patch number. A
// preview of a release, such as 10.1.0-pre, counts as that release. It returns an error for a
// version whose rules are not known.
func ReadVersion(text string) (schema.Version, error) {
	parts := versions.FindStringSubmatch(text)
	if parts == nil {
		return "", fmt.Errorf("Grafana calls its version %q, which is not a version", printable.Line(text))
	}
	version := schema.Version(parts[1] + parts[2])
	if version.Release() == "" {
		newest := schema.Versions[len(schema.Versions)-1]
		return "", fmt.Errorf("the rules of Grafana %s are not known: rolecall knows %s to %s", version, schema.Versions[0], newest)
	}
	return version, nil
}

// version reads the version of the server, which tells it to everybody. With the setting hide_version, only the
// public settings have it, for those who have signed in.
func (r *reader) version(ctx context.Context) error {
	var health struct{ Version string }
	if err := r.get(ctx, 0, "/api/health", &health); err != nil {
		return err
	}
	if health.Version == "" {
		var front frontend
		if err := r.get(ctx, 0, "/api/frontend/settings", &front); err != nil {
			return err
		}
		if health.Version = front.Build.Version; health.Version == "" {
			return errors.New("Grafana does not tell its version: it is set to tell those alone who have signed in")
		}
	}
	version, err := ReadVersion(r.hide.Replace(health.Version))
	r.Settings.Version = version
	return err
}

// settings reads the settings of the server: first the public ones, then those of server admins,
// which go before.
func (r *reader) settings(ctx context.Context) error {
	var front frontend
	if err := r.get(ctx, 0, "/api/frontend/settings", &front); status(err) == 0 && err != nil {
		return err
	} else if err != nil {
		r.unread("feature toggles, viewers_can_edit and editors_can_admin", err)
		r.Settings.Untold("feature_toggles", "viewers_can_edit", "editors_can_admin")
	}
	r.licensed = front.Build.Edition != openSource
	r.Licensed = !r.licensed // it tells then that there is nothing that needs a licence
	on := map[string]bool{}
	for name, value := range front.FeatureToggles {
		on[name] = string(value) == "true"
	}
	r.nested = on["nestedFolders"]
	r.Settings.ViewersCanEdit, r.Settings.EditorsCanAdmin = front.ViewersCanEdit, front.EditorsCanAdmin

	var told ini.File
	err := r.get(ctx, 0, "/api/admin/settings", &told)
	switch {
	case err != nil && status(err) == 0:
		return err
	case err == nil && !isWhole(told):
		err = errors.New("Grafana tells the settings of some sections alone")
	}
	if err != nil {
		r.withoutSettings(front, err)
	}
	if err == nil || r.options.Ini != nil {
		r.Settings.Unknown = nil
	}
	all := ini.File{}
	if err != nil {
		maps.Copy(all, r.options.Ini)
	}
	maps.Copy(all, told)
	r.anonymous = ini.Apply(&r.Settings, all)
	r.file = all
	if err := r.singleSignOn(ctx); err != nil {
		return err
	}
	r.keepToggles(on)
	return nil
}

// isWhole reports whether the answer about settings has the sections that decide. A right may be one to some sections
// alone, and the answer has no word of the others then.
func isWhole(told ini.File) bool {
	for _, section := range []string{"users", ini.AuthSection("anonymous")} {
		if told[section] == nil {
			return false
		}
	}
	return true
}

// withoutSettings notes which settings are unknown as the server does not tell them to the asker,
// unless there is a file with them.
func (r *reader) withoutSettings(front frontend, err error) {
	if r.options.Ini != nil {
		return
	}
	r.Settings.Untold("allow_org_create", "max_folder_depth", "org_mapping")
	switch {
	case front.Anonymous:
		r.Settings.Untold("anonymous")
		r.unread("the org and role of anonymous access, which is on (--ini tells them)", err)
	case r.Settings.Version.Major() < 10: // newer ones tell everybody whether it is on
		r.Settings.Untold("anonymous")
		r.unread("whether anonymous access is on (--ini tells it)", err)
	}
	r.unread("mappings of external groups to orgs (--ini tells them)", err)
}

// singleSignOn reads the settings of ways to sign in that are kept in the database, which go before
// those of the file.
func (r *reader) singleSignOn(ctx context.Context) error {
	var all []struct {
		Provider string
		Settings struct {
			Enabled, SkipOrgRoleSync, RoleAttributeStrict bool
			OrgMapping                                    any
		}
	}
	if r.Settings.Version.Major() < 10 {
		return nil
	}
	err := r.get(ctx, 0, "/api/v1/sso-settings", &all)
	switch {
	case err == nil:
	case status(err) == 0:
		return err
	case missing(err):
		return nil // not in this release
	default:
		if !r.Settings.Unknown["org_mapping"] {
			r.unread("mappings of external groups to orgs that Grafana itself keeps", err)
		}
		r.Settings.Untold("org_mapping")
		return nil
	}
	for _, way := range all {
		mapping, _ := way.Settings.OrgMapping.(string)
		if list, ok := way.Settings.OrgMapping.([]any); ok {
			texts := make([]string, len(list))
			for i, one := range list {
				texts[i] = fmt.Sprint(one)
			}
			mapping = ini.Join(texts)
		}
		r.file[ini.AuthSection(way.Provider)] = map[string]string{
			"enabled": strconv.FormatBool(way.Settings.Enabled), ini.OrgMapping: mapping,
			ini.SkipOrgRoleSync: strconv.FormatBool(way.Settings.SkipOrgRoleSync),
			ini.StrictRoles:     strconv.FormatBool(way.Settings.RoleAttributeStrict),
		}
	}
	return nil
}

// mappings sets the org mappings, once the orgs are known.
func (r *reader) mappings() {
	ids := map[string]*inventory.Org{}
	for _, o := range r.orgsRead {
		ids[strconv.FormatInt(o.id, 10)] = o.Org
	}
	if on, err := strconv.ParseBool(r.file[ini.AuthSection("ldap")]["enabled"]); err == nil && on {
		r.Settings.Untold("org_mapping")
		r.Unread = append(r.Unread, inventory.Unread{
			What: "the mappings of the groups of LDAP",
			Why:  "LDAP is on, and Grafana does not tell them (rolecall import provisioning ldap.toml --update does).",
		})
	}
	mappings, left := ini.Mappings(r.file, r.Orgs, ids)
	r.OrgMappings = mappings
	for _, text := range left {
		r.Settings.Untold("org_mapping")
		r.Unread = append(r.Unread, inventory.Unread{What: "an org mapping", Why: sentence(errors.New(text))})
	}
}

// keepToggles keeps the toggles that are on and that the rules of the release follow.
func (r *reader) keepToggles(on map[string]bool) {
	for _, name := range r.Settings.Toggles {
		on[name] = true
	}
	maps.DeleteFunc(on, func(_ string, on bool) bool { return !on })
	r.Settings.Toggles = slices.Sorted(maps.Keys(on))
	ini.FollowToggles(r.Inventory)
}
