package representatives

import (
	"strings"
	"testing"

	"github.com/rolecall/rolecall/internal/document"
)

// TestCheckRolesOfOrgs checks that the uid of a custom role is refused a second time, and a
// role in an org that does not have it.
func TestCheckRolesOfOrgs(t *testing.T) {
	role := document.Role{}
	for name, tc := range map[string]struct {
		change func(d *document.World)
		want   string
	}{
		"none": {func(*document.World) {}, ""},
		"of the org": {func(d *document.World) {
			d.Orgs["a"].CustomRoles = map[string]document.Role{"own": role}
			d.Orgs["a"].Roles["basic:Viewer"] = map[string]string{"own": ""}
		}, ""},
		"of another org": {func(d *document.World) {
			d.Orgs["a"].CustomRoles = map[string]document.Role{"own": role}
			d.Orgs["b"].Roles["basic:Viewer"] = map[string]string{"own": ""}
		}, "of another org"},
		"in two orgs": {func(d *document.World) {
			d.Orgs["a"].CustomRoles = map[string]document.Role{"own": role}
			d.Orgs["b"].CustomRoles = map[string]document.Role{"own": role}
		}, "same uid"},
		"global and in an org": {func(d *document.World) {
			d.Orgs["a"].CustomRoles = map[string]document.Role{"global": role}
		}, "same uid"},
		"of one org, everywhere": {func(d *document.World) {
			d.Orgs["a"].CustomRoles = map[string]document.Role{"own": role}
			d.Everywhere = map[string]map[string]string{"basic:Grafana Admin": {"own": ""}}
		}, "of one org"},
		"global, everywhere": {func(d *document.World) {
			d.Everywhere = map[string]map[string]string{"basic:Grafana Admin": {"global": ""}}
		}, ""},
	} {
		d := &document.World{
			OrgIDs: map[string]string{"a": "a", "b": "b"},
			Orgs:   map[string]*document.Org{"a": document.NewOrg(), "b": document.NewOrg()},
			Roles:  map[string]document.Role{"global": role},
		}
		tc.change(d)
		err := CheckReferences(d)
		if (err == nil) != (tc.want == "") || err != nil && !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: got %v, want %q", name, err, tc.want)
		}
	}
}
