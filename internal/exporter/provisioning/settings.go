package provisioning

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/BurntSushi/toml"

	"github.com/rolecall/rolecall/internal/exporter"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// An iniFile has settings by section and name.
type iniFile map[string]map[string]string

func (f iniFile) set(section, name, value string) {
	if f[section] == nil {
		f[section] = map[string]string{}
	}
	f[section][name] = value
}

func (f iniFile) bytes() []byte {
	var b bytes.Buffer
	for i, section := range slices.Sorted(maps.Keys(f)) {
		if i > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "[%s]\n", section)
		for _, name := range slices.Sorted(maps.Keys(f[section])) {
			fmt.Fprintf(&b, "%s = %s\n", name, f[section][name])
		}
	}
	return b.Bytes()
}

// settings writes the settings of the server and the org mappings. It writes a setting that is off, too, as the
// server's own file may turn it on.
func (e *export) settings() {
	g, f := &e.w.Grafana, iniFile{}
	for _, s := range exporter.Settings(g) {
		to := e.Settings[s.Name]
		f.set(to[0], to[1], strconv.FormatBool(s.On))
	}
	if g.MaxFolderDepth != 0 {
		f.set(e.FolderDepth[0], e.FolderDepth[1], strconv.Itoa(g.MaxFolderDepth))
	}
	if len(g.FeatureToggles) > 0 {
		f.set(e.Toggles[0], e.Toggles[1], strings.Join(g.FeatureToggles, ","))
	}
	for name, toggle := range catalogue.Toggles() {
		if toggle.In(g.Version) && !toggle.Over(g.Version) && !slices.Contains(g.FeatureToggles, name) {
			f.set(e.Toggles[0], name, "false")
		}
	}
	switch a := g.Anonymous; {
	case a == nil:
		f.set(e.Anonymous.Section, "enabled", "false")
	case isPlain(a.Org.Name.Value):
		f.set(e.Anonymous.Section, "enabled", "true")
		f.set(e.Anonymous.Section, e.Anonymous.Org, a.Org.Name.Value)
		f.set(e.Anonymous.Section, e.Anonymous.Role, string(a.Role))
	default:
		e.cannot("odd name", a.Range, "grafana.anonymous", a.Org.Name.Value)
	}
	e.mappings(f)
	e.write(e.Files.Settings, "#", f.bytes())
}

// isPlain reports whether a text is a value in a file of settings as it is: without quotes, comments, or what
// Grafana replaces by variables.
func isPlain(text string) bool {
	return text != "" && text == strings.TrimSpace(text) && strings.IndexFunc(text, func(r rune) bool {
		return !unicode.IsPrint(r) || strings.ContainsRune("`\"'#;\\$%(){}[]=", r)
	}) < 0
}

// isPlainGroup reports whether a group is in a file of settings as it is.
func isPlainGroup(group string) bool {
	return strings.IndexFunc(group, func(r rune) bool {
		return !unicode.IsPrint(r) || strings.ContainsRune("`#;$%", r)
	}) < 0
}

// A mapped group has a role in one org.
type mapped struct {
	Group string         `toml:"group_dn"`
	Role  schema.OrgRole `toml:"org_role"`
	// OrgID is 0 for every org.
	OrgID        int   `toml:"org_id"`
	GrafanaAdmin *bool `toml:"grafana_admin,omitempty"`
}

// mappings writes the org mappings: to ldap.toml, or to the settings of another way of signing in.
func (e *export) mappings(f iniFile) {
	admin := slices.ContainsFunc(e.w.OrgMappings, func(m *schema.OrgMapping) bool { return m.GrafanaAdmin != nil })
	highest := !admin && e.w.Grafana.Version.AtLeast(e.HighestRoleSince)
	var groups []mapped
	for i, m := range e.w.OrgMappings {
		isSame := func(later *schema.OrgMapping) bool { return later.Group == m.Group && later.Org == m.Org }
		if highest && slices.ContainsFunc(e.w.OrgMappings[i+1:], isSame) {
			continue // as the last mapping of a group to an org counts
		}
		what := fmt.Sprintf("org_mapping of %q", m.Group)
		switch {
		case e.o.SignIn != "" && admin:
			e.cannot("grafana_admin", m.Range, what)
			continue
		case e.o.SignIn != "" && e.w.Grafana.Version.Before(e.HighestRoleSince):
			e.cannot("too old", m.Range, what, e.HighestRoleSince)
			continue
		case !isPlainGroup(m.Group):
			e.cannot("odd name", m.Range, what, m.Group)
			continue
		case e.o.SignIn != "" && m.Org == nil:
			groups = append(groups, mapped{Group: m.Group, Role: m.Role})
			continue
		}
		for _, o := range e.w.Orgs {
			if m.Org != nil && m.Org != o {
				continue
			}
			if id, ok := e.orgID(o, m.Range, what); ok {
				groups = append(groups, mapped{m.Group, m.Role, id, m.GrafanaAdmin})
			}
		}
	}
	if len(groups) == 0 {
		return
	}
	if e.o.SignIn != "" {
		e.orgMapping(f, groups)
		return
	}
	if highest {
		// LDAP takes the first mapping, and the configuration the highest role. A group has one mapping to an org
		// then: another one would count for a reader who takes the last.
		slices.SortStableFunc(groups, func(a, b mapped) int { return rank(a.Role) - rank(b.Role) })
		seen := map[mapped]bool{}
		groups = slices.DeleteFunc(groups, func(m mapped) bool {
			to := mapped{Group: m.Group, OrgID: m.OrgID}
			twice := seen[to]
			seen[to] = true
			return twice
		})
	}
	server := maps.Clone(e.LDAPSettings)
	server["group_mappings"] = groups
	var b bytes.Buffer
	encoder := toml.NewEncoder(&b)
	encoder.Indent = ""
	if err := encoder.Encode(map[string]any{"servers": []map[string]any{server}}); err != nil {
		panic("provisioning: " + err.Error()) // texts and numbers
	}
	e.write(e.Files.LDAP, "#", b.Bytes())
	f.set("auth.ldap", "enabled", "true")
}

// orgMapping writes org mappings as a list in JSON, so that groups may have spaces and commas.
func (e *export) orgMapping(f iniFile, groups []mapped) {
	var list []string
	for _, g := range groups {
		org := "*"
		if g.OrgID != 0 {
			org = strconv.Itoa(g.OrgID)
		}
		list = append(list, fmt.Sprintf("%s:%s:%s", strings.ReplaceAll(g.Group, ":", `\:`), org, g.Role))
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(list); err != nil {
		panic("provisioning: " + err.Error()) // texts
	}
	f.set("auth."+e.o.SignIn, "enabled", "true")
	f.set("auth."+e.o.SignIn, "org_mapping", strings.TrimSpace(b.String()))
}
