package provisioning_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/rolecall/rolecall/internal/importer/ini"
	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/internal/importer/provisioning"
	"github.com/rolecall/rolecall/internal/importer/write"
	"github.com/rolecall/rolecall/loader"
	"github.com/rolecall/rolecall/schema"
)

const access = `apiVersion: 2
roles:
  - name: custom:reader
    uid: reader
    version: 3
    global: true
    displayName: Reader
    permissions:
      - action: folders:read
        scope: folders:*
  - name: custom:writer
    uid: writer
    orgId: 2
    from:
      - uid: reader
        global: true
      - name: fixed:teams:writer
        global: true
    permissions:
      - action: folders:read
        scope: folders:*
        state: absent
      - action: folders:create
        scope: folders:*
  - name: custom:old
    uid: old
    state: absent
  - uid: basic_viewer
    global: true
    version: 2
    permissions:
      - action: annotations:create
        scope: annotations:*
        state: absent
      - action: folders:create
        scope: folders:*
teams:
  - name: sre
    orgId: 1
    roles:
      - uid: reader
        global: true
      - uid: writer
        state: absent
      - name: fixed:datasources:writer
        global: true
      - name: custom:nowhere
`

// read reads files, and returns the configuration that is written of them.
func read(t *testing.T, o provisioning.Options, files ...provisioning.File) (*inventory.Inventory, string) {
	t.Helper()
	i, err := provisioning.Read(files, o)
	if err != nil {
		t.Fatal(err)
	}
	contents := write.PlanOf(i, write.Options{}).Files()
	fsys := fstest.MapFS{}
	var all strings.Builder
	for _, name := range []string{"grafana.hcl", "teams.hcl", "roles.hcl"} {
		if content, ok := contents[name]; ok {
			all.Write(content)
		}
	}
	for name, content := range contents {
		fsys[name] = &fstest.MapFile{Data: content, Mode: 0o644}
	}
	if _, diags := loader.Load(fsys); diags.HasErrors() {
		t.Errorf("%v\n%s", diags, all.String())
	}
	return i, all.String()
}

// TestAccess checks roles, from, absent permissions, basic roles and teams.
func TestAccess(t *testing.T) {
	_, got := read(t, provisioning.Options{Version: "12.2.0", Orgs: map[string]string{"2": "second"}},
		provisioning.File{Name: "access.yaml", Content: []byte(access)},
		provisioning.File{Name: "datasources.yaml", Content: []byte("apiVersion: 1\ndatasources:\n  - name: x\n")})
	const want = `grafana {
  version = "12.2.0"
}

org "Main-Org" {
  name = "Main Org."
}

org "second" {}
# Not imported: its members and external groups. Provisioning gives roles to teams, and does not make them.
# Not imported: that it has the role "custom:nowhere". The files declare no such role, and Grafana 12.2.0 has no fixed role of this name (access.yaml:47).
team "sre" {
  org = org.Main-Org
}
role "reader" {
  global       = true
  name         = "custom:reader"
  display_name = "Reader"

  permission "folders:read" {
    scopes = ["folders:*"]
  }
}

role "writer" {
  org  = org.second
  name = "custom:writer"
  from = [role.reader, "fixed:teams:writer"]

  remove {
    permission "folders:read" {
      scopes = ["folders:*"]
    }
  }

  permission "folders:create" {
    scopes = ["folders:*"]
  }
}

role_assignment "fixed-datasources-writer" {
  role  = "fixed:datasources:writer"
  org   = org.Main-Org
  teams = [team.sre]
}

role_assignment "reader" {
  role  = role.reader
  org   = org.Main-Org
  teams = [team.sre]
}

basic_role "Viewer" {
  add {
    permission "folders:create" {
      scopes = ["folders:*"]
    }
  }

  remove {
    permission "annotations:create" {
      scopes = ["annotations:*"]
    }
  }
}
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestFirstVersion checks the format of 8.x, in which roles name basic roles, and roles that are deleted.
func TestFirstVersion(t *testing.T) {
	i, _ := read(t, provisioning.Options{Version: "8.5", Ini: ini.File{"feature_toggles": {"enable": "accesscontrol"}}},
		provisioning.File{Name: "a.yml", Content: []byte(`apiVersion: 1
roles:
  - name: users:reader
    uid: r
    permissions: [{action: users:read, scope: "users:*"}]
    builtInRoles:
      - name: Editor
      - name: Owner
  - name: gone
    uid: g
deleteRoles:
  - uid: g
`)})
	if len(i.Roles) != 1 || len(i.Assignments) != 1 {
		t.Fatalf("%d roles, %d assignments", len(i.Roles), len(i.Assignments))
	}
	if want := []inventory.Holder{{Role: schema.Editor}}; !cmp.Equal(want, i.Assignments[0].Holders) {
		t.Errorf("holders: %v", i.Assignments[0].Holders)
	}
	if unread := i.Roles[0].Unread; len(unread) != 1 || !strings.Contains(unread[0].What, "Owner") {
		t.Errorf("unread: %v", unread)
	}
}

// TestMappings checks the mappings of grafana.ini and those of LDAP.
func TestMappings(t *testing.T) {
	_, got := read(t, provisioning.Options{Version: "12.2.0", Ini: ini.File{
		"auth.okta": {"enabled": "true", "org_mapping": "staff:2:Viewer all:*:Editor"},
	}, Orgs: map[string]string{"2": "second"}}, provisioning.File{Name: "ldap.toml", Content: []byte(`
[[servers]]
[[servers.group_mappings]]
group_dn = "cn=ops"
org_role = "Admin"
grafana_admin = true
`)})
	for _, want := range []string{`group = "staff"`, `group = "all"`, "org   = org.second", `group         = "cn=ops"`, "grafana_admin = true"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
}

// TestErrors checks that an error names the file and the line.
func TestErrors(t *testing.T) {
	for content, want := range map[string]string{
		"apiVersion: 2\nroles:\n  - name: [x]\n": "a.yaml: ",
		"roles: {":                               "a.yaml: ",
		"apiVersion: 3\nteams: [{name: x}]":      "apiVersion is 3",
		"apiVersion: 1\ndatasources: []":         "no roles, teams with roles or mappings",
	} {
		_, err := provisioning.Read([]provisioning.File{{Name: "a.yaml", Content: []byte(content)}}, provisioning.Options{Version: "12.2.0"})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", content, err)
		}
	}
}
