package provisioning_test

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
	"github.com/hashicorp/hcl/v2"
	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"

	"github.com/rolecall/rolecall/internal/exporter/provisioning"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
	"github.com/rolecall/rolecall/tests/generate"
)

// TestMain makes the tests short enough for every day.
func TestMain(m *testing.M) {
	generate.DefaultFlags(map[string]string{"rapid.checks": "15", "rapid.shrinktime": "5s", "rapid.nofailfile": "true"})
	os.Exit(m.Run())
}

// A rolesFile is what Grafana reads of a file of roles.
type rolesFile struct {
	APIVersion int `yaml:"apiVersion"`
	Defaults   []struct {
		Basic string `yaml:"builtInRole"`
		Fixed string `yaml:"fixedRole"`
	} `yaml:"addDefaultAssignments"`
	Roles []struct {
		Name, UID, DisplayName, Description, Group string
		Version                                    int
		Override                                   bool `yaml:"overrideRole"`
		OrgID                                      int  `yaml:"orgId"`
		Global, Hidden                             bool
		From                                       []map[string]any
		Permissions                                []struct{ Action, Scope, State string }
		Basic                                      []map[string]any `yaml:"builtInRoles"`
	}
	Teams []struct {
		Name  string
		OrgID int `yaml:"orgId"`
		Roles []struct {
			Name, UID string
			OrgID     int `yaml:"orgId"`
			Global    bool
		}
	}
}

type ldapFile struct {
	Servers []struct {
		Host     string
		Mappings []struct {
			Group string `toml:"group_dn"`
			Role  string `toml:"org_role"`
			OrgID int    `toml:"org_id"`
			Admin *bool  `toml:"grafana_admin"`
		} `toml:"group_mappings"`
	}
}

// TestGenerated exports random configurations of all releases: Grafana can read each file, everything is in a file or
// among the losses, and LDAP decides as the configuration does.
func TestGenerated(t *testing.T) {
	generate.Each(t, generate.Releases, func(t *rapid.T, server generate.Server) {
		w := generate.Cases(server, 0).Draw(t, "case").World(t)
		o := provisioning.Options{OrgIDs: map[string]int{}}
		for i, org := range w.Orgs {
			o.OrgIDs[org.Addr.Label] = 10 + i
		}
		r := provisioning.Export(w, o)
		for name, content := range r.Files {
			if !slices.Contains(provisioning.FileNames(), name) || !provisioning.IsWritten(content) {
				t.Errorf("%s is not marked as written", name)
			}
		}
		if !catalogue.Licences().ServerAdmins[w.Grafana.Edition] {
			if len(r.Files) > 0 || len(r.Losses) != 1 {
				t.Errorf("Grafana Cloud has %d files", len(r.Files))
			}
			return
		}
		lost := map[hcl.Range]bool{}
		for _, l := range r.Losses {
			lost[l.At] = true
		}
		everyThing(t, w, r.Files, lost)
		roles(t, w, r.Files["access-control/rolecall.yaml"], lost)
		ldap(t, w, o, r.Files["ldap.toml"], lost)
	})
}

// everyThing checks that each thing that is not a role or folder is among the losses, and that each folder is in a
// file or there.
func everyThing(t rapid.TB, w *schema.World, files map[string][]byte, lost map[hcl.Range]bool) {
	var folders struct {
		Providers []struct {
			FolderUID string `yaml:"folderUid"`
			OrgID     int    `yaml:"orgId"`
		}
	}
	if err := yaml.Unmarshal(files["dashboards/rolecall.yaml"], &folders); err != nil {
		t.Error(err)
	}
	written := 0
	for thing := range w.Things {
		d := thing.Declared()
		switch thing := thing.(type) {
		case *schema.Role:
		case *schema.Folder:
			plain := thing.Permissions.Default && len(thing.Permissions.Entries) == 0 &&
				thing.CreatedBy == nil && thing.Parent == nil
			here := lost[d.Range] || lost[thing.UID.Range] || thing.Parent != nil && lost[thing.ParentRange]
			if plain && thing.UID.Value != schema.General && here {
				t.Errorf("%s is left out", d.Addr)
			}
			if !here {
				written++
			}
		default:
			if !lost[d.Range] {
				t.Errorf("%s is nowhere", d.Addr)
			}
		}
	}
	if len(folders.Providers) != written {
		t.Errorf("%d folders are written, want %d", len(folders.Providers), written)
	}
	ini := string(files["grafana.ini"])
	for name, on := range map[string]bool{
		"viewers_can_edit": w.Grafana.ViewersCanEdit, "editors_can_admin": w.Grafana.EditorsCanAdmin,
		"allow_org_create": w.Grafana.AllowOrgCreate,
	} {
		if _, has := w.Grafana.SettingRanges[name]; strings.Contains(ini, "\n"+name+" = true\n") != (on && has) {
			t.Errorf("%s is %t, and grafana.ini has\n%s", name, on, ini)
		}
	}
	if a := w.Grafana.Anonymous; a != nil && !lost[a.Range] {
		section := fmt.Sprintf("[auth.anonymous]\nenabled = true\norg_name = %s\norg_role = %s\n", a.Org.Name.Value, a.Role)
		if !strings.Contains(ini, section) {
			t.Errorf("anonymous access is not in\n%s", ini)
		}
	}
	for _, toggle := range w.Grafana.FeatureToggles {
		if !strings.Contains(ini, toggle) {
			t.Errorf("%s is not in\n%s", toggle, ini)
		}
	}
}

// roles checks the roles and their teams.
func roles(t rapid.TB, w *schema.World, content []byte, lost map[hcl.Range]bool) {
	var f rolesFile
	decoder := yaml.NewDecoder(strings.NewReader(string(content)))
	decoder.KnownFields(true)
	if len(content) > 0 {
		if err := decoder.Decode(&f); err != nil {
			t.Fatalf("%v\n%s", err, content)
		}
	}
	have := map[string]bool{}
	for _, r := range f.Roles {
		for _, p := range r.Permissions {
			have[r.UID+" "+p.Action+" "+p.State] = true
		}
		if r.Global == (r.OrgID != 0) {
			t.Errorf("%s is in org %d, and for every org: %t", r.UID, r.OrgID, r.Global)
		}
	}
	for _, r := range w.Roles {
		for _, p := range r.Permissions {
			if !lost[p.Range] && !have[r.UID.Value+" "+p.Action+" "] {
				t.Errorf("%s has not %s", r.Addr, p.Action)
			}
		}
	}
	for _, b := range w.BasicRoles {
		uid := "basic_" + strings.ReplaceAll(strings.ToLower(string(b.Role)), " ", "_")
		for state, permissions := range map[string][]schema.RolePermission{"": b.Add, "absent": b.Remove} {
			for _, p := range permissions {
				if !lost[b.Range] && !lost[p.Range] && !have[uid+" "+p.Action+" "+state] {
					t.Errorf("the change of %s lacks %s %s", b.Role, p.Action, state)
				}
			}
		}
	}
	given := map[string]bool{}
	for _, team := range f.Teams {
		for _, r := range team.Roles {
			given[fmt.Sprintf("%s %s%s", team.Name, r.Name, r.UID)] = true
		}
	}
	for _, a := range w.RoleAssignments {
		name := a.Fixed
		if a.Role != nil {
			name = a.Role.UID.Value
		}
		for _, h := range a.Holders {
			if h.Holder.Team != nil && !lost[h.Range] && !given[h.Holder.Team.Name.Value+" "+name] {
				t.Errorf("%s does not have %s", h.Holder.Team.Addr, name)
			}
			if h.Holder.Role == "" && h.Holder.Team == nil && !lost[h.Range] {
				t.Errorf("%s of %s is nowhere", h.Holder, a.Addr)
			}
		}
	}
}

// ldap checks, for users in each set of groups, that the file gives the roles that the configuration gives.
func ldap(t rapid.TB, w *schema.World, o provisioning.Options, content []byte, lost map[hcl.Range]bool) {
	var f ldapFile
	meta, err := toml.Decode(string(content), &f)
	if err != nil {
		t.Fatalf("%v\n%s", err, content)
	}
	_ = meta
	groups := map[string]bool{}
	first := w.Grafana.Version.Before("11.1")
	for _, m := range w.OrgMappings {
		if lost[m.Range] {
			return
		}
		groups[m.Group] = true
		first = first || m.GrafanaAdmin != nil
	}
	names := slices.Sorted(maps.Keys(groups))
	for set := range 1 << len(names) {
		in := map[string]bool{}
		for i, name := range names {
			in[name] = set&(1<<i) != 0
		}
		in["*"] = true
		want, have := map[int]string{}, map[int]string{}
		for _, m := range w.OrgMappings {
			for _, org := range w.Orgs {
				id := o.OrgIDs[org.Addr.Label]
				if !in[m.Group] || m.Org != nil && m.Org != org {
					continue
				}
				if want[id] == "" || !first && higher(string(m.Role), want[id]) {
					want[id] = string(m.Role)
				}
			}
		}
		for _, s := range f.Servers {
			for _, m := range s.Mappings {
				if in[m.Group] && have[m.OrgID] == "" {
					have[m.OrgID] = m.Role
				}
			}
		}
		if !maps.Equal(want, have) {
			t.Errorf("a user in %v has %v, want %v\n%s", in, have, want, content)
		}
	}
}

func higher(a, b string) bool {
	roles := []string{"None", "Viewer", "Editor", "Admin"}
	return slices.Index(roles, a) > slices.Index(roles, b)
}
