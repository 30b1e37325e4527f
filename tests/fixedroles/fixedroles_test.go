// Package fixedroles compares what the engine lists for fixed and basic roles with
// Grafana's own tables of them, release by release: the pages of its documentation, the
// roles in its code, and what recorded servers listed.
package fixedroles

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/loader"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
	"github.com/rolecall/rolecall/tests/plain"
)

// A release is what the engine lists for a release of Grafana.
type release struct {
	// fixed holds the permissions of each fixed role, as they are listed for a service
	// account that the role is assigned to. What the account has by its basic role is
	// listed for the basic role.
	fixed map[string]listed
	// basic holds the permissions of each basic role by the fixed role that gives them.
	basic map[string]map[string]listed
}

// unlicensed stands for the fixed role that gives what a server without a licence for
// permissions of data sources gives on each of them.
const unlicensed = "without a licence"

// releases caches the releases, as several tables are about the same one.
var (
	releases sync.Map
	ctx      = context.Background()
)

// of returns what the engine lists for a version.
func of(t *testing.T, version string) release {
	t.Helper()
	once, _ := releases.LoadOrStore(version, sync.OnceValues(func() (release, error) { return list(version) }))
	r, err := once.(func() (release, error))()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// basicRoles holds the holders of the permissions of each basic role in a listing.
var basicRoles = map[string][]string{
	"None":          {"role:None"},
	"Viewer":        {"role:Viewer"},
	"Editor":        {"role:Editor"},
	"Admin":         {"role:Admin"},
	"Grafana Admin": {"server admin", "server admin in the org"},
}

// list assigns every fixed role of a version to a service account of its own, and lists
// what each account and each basic role holds.
func list(version string) (r release, err error) {
	roles, err := fixedRoles(version)
	if err != nil {
		return r, err
	}
	var hcl strings.Builder
	for i, role := range roles {
		fmt.Fprintf(&hcl, `
service_account "s%[1]d" {
  org  = org.main
  role = "Viewer"
}
role_assignment "r%[1]d" {
  role             = %[2]q
  org              = org.main
  service_accounts = [service_account.s%[1]d]
}
`, i, role)
	}
	grants, err := enumerate(version, "", hcl.String())
	if err != nil {
		return r, err
	}
	r.fixed, r.basic = map[string]listed{}, ofBasicRoles(grants)
	for i, role := range roles {
		r.fixed[role] = listed{}
		for _, permissions := range grants[fmt.Sprintf("service_account:s%d", i)] {
			maps.Copy(r.fixed[role], permissions)
		}
	}
	return r, nil
}

// withSettings returns the permissions of each basic role as release.basic does, with the
// settings viewers_can_edit and editors_can_admin on.
func withSettings(t *testing.T, version string) map[string]map[string]listed {
	t.Helper()
	grants, err := enumerate(version, "edition = \"enterprise\"\nviewers_can_edit = true\neditors_can_admin = true\n", "")
	if err != nil {
		t.Fatal(err)
	}
	return ofBasicRoles(grants)
}

// fixedRoles returns the fixed roles of the release that a version belongs to, sorted.
func fixedRoles(version string) ([]string, error) {
	world, diags := load(fmt.Sprintf("grafana { version = %q }", version))
	if diags.HasErrors() {
		return nil, diags
	}
	roles := catalogue.Of(world.Grafana.KnownVersion()).FixedRoles
	if len(roles) == 0 {
		return nil, fmt.Errorf("no fixed roles of %s", version)
	}
	return roles, nil
}

func load(text string) (*schema.World, hcl.Diagnostics) {
	return loader.Load(fstest.MapFS{"a.hcl": {Data: []byte(text)}})
}

// ofBasicRoles returns the grants of basic roles, by basic role and by fixed role.
func ofBasicRoles(grants map[string]map[string]listed) map[string]map[string]listed {
	basic := map[string]map[string]listed{}
	for role, holders := range basicRoles {
		basic[role] = map[string]listed{}
		for _, holder := range holders {
			for because, permissions := range grants[holder] {
				if because != unlicensed && !strings.HasPrefix(because, "fixed:") {
					continue
				}
				if basic[role][because] == nil {
					basic[role][because] = listed{}
				}
				maps.Copy(basic[role][because], permissions)
			}
		}
	}
	return basic
}

// enumerate returns the permissions of a configuration, by holder and by the reason for
// which the holder has them: of basic roles, the fixed role.
func enumerate(version, settings, hcl string) (map[string]map[string]listed, error) {
	hcl = fmt.Sprintf("grafana {\nversion = %q\n%s}\norg \"main\" {}\n%s", version, settings, hcl)
	world, diags := load(hcl)
	if diags.HasErrors() {
		return nil, diags
	}
	of, err := engine.FromWorld(ctx, world)
	if err != nil {
		return nil, err
	}
	query, err := plain.Prepare(of.View().Bundle(), "data.rolecall.index.rows")
	if err != nil {
		return nil, err
	}
	results, err := query.Eval(ctx)
	if err != nil || len(results) != 1 {
		return nil, fmt.Errorf("%d results, %w", len(results), err)
	}
	raw, err := json.Marshal(results[0].Expressions[0].Value)
	if err != nil {
		return nil, err
	}
	var index struct {
		Grants [][]json.RawMessage        `json:"grants"`
		Sets   map[string]map[string]bool `json:"sets"`
	}
	if err := json.Unmarshal(raw, &index); err != nil {
		return nil, err
	}
	out := map[string]map[string]listed{}
	for _, row := range index.Grants {
		var place, who, set string
		var why struct{ Because string }
		for i, into := range map[int]any{1: &place, 2: &who, 3: &set, 4: &why} {
			if err := json.Unmarshal(row[i], into); err != nil {
				return nil, err
			}
		}
		if place == "data sources without permissions" {
			place, why.Because = "datasources:*", unlicensed
		}
		if out[who] == nil {
			out[who] = map[string]listed{}
		}
		if out[who][why.Because] == nil {
			out[who][why.Because] = listed{}
		}
		for action := range index.Sets[set] {
			out[who][why.Because][action+" "+scope(place)] = true
		}
	}
	return out, nil
}

// scope returns the scope of a permission at a place. The server and other orgs are where
// a permission is asked, not what it is for.
func scope(place string) string {
	switch place {
	case "server", "another org", "any scope at all":
		return ""
	}
	return strings.TrimPrefix(place, "server-wide ")
}
