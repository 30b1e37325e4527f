package roundtrip

import (
	"strconv"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"pgregory.net/rapid"

	"github.com/rolecall/rolecall/engine/diff"
	"github.com/rolecall/rolecall/internal/exporter"
	"github.com/rolecall/rolecall/internal/exporter/provisioning"
	"github.com/rolecall/rolecall/internal/importer/ini"
	"github.com/rolecall/rolecall/internal/importer/inventory"
	importer "github.com/rolecall/rolecall/internal/importer/provisioning"
	"github.com/rolecall/rolecall/internal/importer/write"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
	"github.com/rolecall/rolecall/tests/generate"
)

// TestProvisioning exports random configurations of all releases to files for provisioning, and imports these into
// a configuration that has everything but the parts that the files are about: roles, their holders, changes of basic
// roles, and org mappings.
func TestProvisioning(t *testing.T) {
	generate.Each(t, servers(), func(t *rapid.T, server generate.Server) {
		w := generate.Cases(server, 0).Draw(t, "case").World(t)
		o := provisioning.Options{OrgIDs: numbers(w)}
		if rapid.IntRange(0, 2).Draw(t, "sign-in") == 0 {
			o.SignIn = "generic_oauth"
		}
		throughProvisioning(t, w, o)
	})
}

func throughProvisioning(t rapid.TB, w *schema.World, o provisioning.Options) {
	t.Helper()
	if !catalogue.Licences().ServerAdmins[w.Grafana.Edition] {
		return // Grafana Cloud has no files
	}
	w = withoutCreators(w)
	r := provisioning.Export(w, o)
	want := without(t, w, ofAccess(w, r.Losses))
	settings, err := ini.Parse("grafana.ini", r.Files["grafana.ini"])
	if err != nil {
		t.Fatal(err)
	}
	contents := rest(w)
	from := importer.Options{Version: w.Grafana.Declared, Ini: settings, Orgs: map[string]string{}}
	for label, number := range numbers(w) {
		for _, org := range w.Orgs {
			if org.Addr.Label == label {
				from.Orgs[strconv.Itoa(number)] = org.Name.Value
			}
		}
	}
	var files []importer.File
	for _, name := range []string{"access-control/rolecall.yaml", "ldap.toml"} {
		if r.Files[name] != nil {
			files = append(files, importer.File{Name: name, Content: r.Files[name]})
		}
	}
	if len(files) > 0 || settings["auth.generic_oauth"] != nil {
		contents = updated(t, contents, func(known *inventory.Inventory) *inventory.Inventory {
			from.Known = known
			i, err := importer.Read(files, from)
			if err != nil {
				t.Fatal(err)
			}
			return i
		})
	}
	compare(t, want, load(t, contents), diff.Filter{}, r.Files, contents)
}

// withoutCreators returns a configuration in which nobody made anything, as an Inventory does not tell who made a team
// where settings decide about creators.
func withoutCreators(w *schema.World) *schema.World {
	w = w.Clone()
	for _, team := range w.Teams {
		team.CreatedBy = nil
	}
	for _, f := range w.Folders {
		f.CreatedBy = nil
	}
	for _, d := range w.Dashboards {
		d.CreatedBy = nil
	}
	for _, a := range w.ServiceAccounts {
		a.CreatedBy = nil
	}
	return w
}

// ofAccess returns the losses but for those of things that provisioning does not make, and of settings.
func ofAccess(w *schema.World, all []exporter.Loss) []exporter.Loss {
	things := map[hcl.Range]bool{}
	for thing := range w.Things {
		if d := thing.Declared(); d.Addr.Type != schema.RoleType {
			things[d.Range] = true
		}
	}
	for _, f := range w.Folders {
		things[f.UID.Range], things[f.ParentRange] = true, true
	}
	if w.Grafana.Anonymous != nil {
		things[w.Grafana.Anonymous.Range] = true
	}
	for _, at := range w.Grafana.SettingRanges {
		things[at] = true
	}
	var some []exporter.Loss
	for _, l := range all {
		if !things[l.At] {
			some = append(some, l)
		}
	}
	return some
}

// rest returns a configuration without roles, their holders, changes of basic roles and org mappings, as files.
func rest(w *schema.World) map[string][]byte {
	i, _ := inventory.Of(w)
	i.Settings.Edition = w.Grafana.Edition
	i.Roles, i.Assignments, i.BasicRoles, i.OrgMappings = nil, nil, nil, nil
	return write.PlanOf(i, write.Options{}).Files()
}

// TestDollar checks names with dollar signs, by which Grafana's files name variables.
func TestDollar(t *testing.T) {
	throughProvisioning(t, load(t, map[string][]byte{"main.hcl": []byte(`
grafana { version = "12.4" }
org "main" { viewers = [user.bob] }
user "bob" {}
team "rd" {
  name    = "R$D"
  members = [user.bob]
}
role "r" {
  name = "custom:$1"
  permission "reports:read" { scopes = ["reports:id:$$x"] }
}
role_assignment "r" {
  role  = role.r
  teams = [team.rd]
}
`)}), provisioning.Options{})
}
