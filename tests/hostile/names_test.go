package hostile

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/internal/document"
	"github.com/rolecall/rolecall/internal/fromdata"
	"github.com/rolecall/rolecall/loader"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
	"github.com/rolecall/rolecall/tests/generate"
	"github.com/rolecall/rolecall/tests/reference"
)

// versionBlock returns the grafana block for a server.
func versionBlock(s generate.Server) string {
	if s.Toggle {
		return fmt.Sprintf("grafana {\n  version = %q\n  feature_toggles = [\"accesscontrol\"]\n}\n", s.Version)
	}
	return fmt.Sprintf("grafana { version = %q }\n", s.Version)
}

// An opened holds an engine, and the others that answer about the same configuration.
type opened struct {
	*engine.Engine
	world *schema.World
	opa   func(request string) bool
}

// openText loads a configuration that must be valid.
func openText(t testing.TB, config string) opened {
	t.Helper()
	w, diags := loader.Load(fstest.MapFS{"main.hcl": {Data: []byte(config)}})
	if diags.HasErrors() {
		t.Fatalf("%v\n%s", diags, config)
	}
	e, err := engine.FromWorld(t.Context(), w)
	if err != nil {
		t.Fatal(err)
	}
	return opened{e, w, plainOPA(t, e)}
}

// diagnose loads a configuration and returns the diagnostics.
func diagnose(config string) hcl.Diagnostics {
	_, diags := loader.Load(fstest.MapFS{"main.hcl": {Data: []byte(config)}})
	return diags
}

// asks returns a request for words: SUBJECT ACTION RESOURCE.
func asks(subject, action, typ, id string) engine.Request {
	return engine.Request{
		Subject: engine.Subject{Type: "user", ID: subject}, Action: action,
		Resource: engine.Resource{Type: typ, ID: id}, Org: "main",
	}
}

// answers checks the answer of each method of the engine, of plain OPA and of the reference. The
// subject must be given by login.
func (o opened) answers(t testing.TB, r engine.Request, want bool) {
	t.Helper()
	o.decides(t, r, want)
	listed := false
	for s := range o.WhoCan(r).All() {
		listed = listed || s.Type == r.Subject.Type && strings.EqualFold(s.ID, r.Subject.ID)
	}
	if listed != want {
		t.Errorf("%s: who-can %t, want %t", r, listed, want)
	}
}

// decides checks the decision of the engine, plain OPA and the reference.
func (o opened) decides(t testing.TB, r engine.Request, want bool) {
	t.Helper()
	decision, err := o.Check(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := o.Evaluate(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	asked, err := reference.FromEngine(r)
	if err != nil {
		t.Fatal(err)
	}
	opa, expected := o.opa(string(text)), reference.Decide(o.world, asked)
	if decision.Allowed != want || answer.Allowed != want || opa != want || expected != want {
		t.Errorf("%s: check %t, answer %t, OPA %t, reference %t; want %t\n%s", r, decision.Allowed, answer.Allowed, opa, expected, want, strings.Join(answer.Reasons, "\n"))
	}
}

// numbered returns an org with n users as viewers, whose labels have numbers.
func numbered(label string, n int) string {
	var refs []string
	for i := range n {
		refs = append(refs, fmt.Sprint(label, i))
	}
	return fmt.Sprintf("org \"main\" { viewers = [%s] }\n", strings.Join(refs, ", "))
}

// patterns lists names that would match other names if they were patterns.
var patterns = []string{"*", "**", "?", "???", "a/*", "a:*", "id:*", "[a-z]*", "{sre,ops}", "*s*", `\*`, "%2A", "sre*", "teams:id:*"}

// TestH1Team checks that the admin of a team administers that team alone, whatever its name.
func TestH1Team(t *testing.T) {
	names := append([]string{"sre", "a/b", "a:b"}, patterns...)
	var b strings.Builder
	for i, name := range names {
		fmt.Fprintf(&b, "user \"u%d\" {}\nteam \"t%[1]d\" {\n  name = %q\n  admins = [user.u%[1]d]\n}\n", i, name)
	}
	for _, server := range []generate.Server{{Version: "8.5", Toggle: true}, {Version: "9.3"}, {Version: "13.3"}} {
		o := openText(t, versionBlock(server)+numbered("user.u", len(names))+b.String())
		for i := range names {
			for j, name := range names {
				o.answers(t, asks(fmt.Sprintf("u%d", i), "teams:delete", "team", name), i == j)
			}
		}
	}
}

// TestH1Reference checks that a reference in a scope, here to a login, covers its target alone.
func TestH1Reference(t *testing.T) {
	names := append([]string{"sre", "a/b", "a:b"}, patterns...)
	for _, server := range []generate.Server{{Version: "8.5", Toggle: true}, {Version: "9.3"}, {Version: "13.3"}} {
		var b strings.Builder
		for i, name := range names {
			fmt.Fprintf(&b, `
user "u%[1]d" { login = %[2]q }
role "r%[1]d" {
  permission "users:write" { scopes = [user.u%[1]d] }
  permission "org.users:write" { scopes = [user.u%[1]d] }
}
role_assignment "r%[1]d" {
  role  = role.r%[1]d
  users = [user.u%[1]d]
}
`, i, name)
		}
		o := openText(t, versionBlock(server)+numbered("user.u", len(names))+b.String())
		for i, from := range names {
			for j, to := range names {
				o.answers(t, asks(from, "users:write", "user", to), i == j)
				o.answers(t, asks(from, "org.users:write", "user", to), i == j)
			}
		}
	}
}

// TestH1Glob is TestH1Reference for 8.0, where only basic roles have roles, and scopes are patterns.
func TestH1Glob(t *testing.T) {
	for _, name := range []string{"*", "a/*", "[a-z]*", "%2A"} {
		o := openText(t, versionBlock(generate.Server{Version: "8.0", Toggle: true})+fmt.Sprintf(`
org "main" { viewers = [user.star, user.sre, user.inside] }
user "star" { login = %q }
user "sre" {}
user "inside" { login = "a/b" }
role "r" {
  permission "users:write" { scopes = [user.star] }
  permission "users:delete" { scopes = ["global:users:?"] }
  permission "users:disable" { scopes = ["global:users:*"] }
  permission "users:enable" { scopes = ["global:users:*A"] }
}
role_assignment "r" {
  role        = role.r
  basic_roles = ["Viewer"]
}
`, name))
		o.answers(t, asks("sre", "users:write", "user", name), true)
		o.answers(t, asks("sre", "users:write", "user", "sre"), false)
		o.answers(t, asks("sre", "users:write", "user", "a/b"), false)
		o.answers(t, asks("sre", "users:delete", "user", name), len(name) == 1)
		o.answers(t, asks("sre", "users:disable", "user", name), true)
		o.answers(t, asks("sre", "users:enable", "user", name), strings.HasSuffix(name, "A"))
	}
}

// TestH1Delegation checks that a permission on a resource whose name looks like a wildcard is not a
// permission on everything that the wildcard would cover.
func TestH1Delegation(t *testing.T) {
	for _, server := range []generate.Server{{Version: "8.5", Toggle: true}, {Version: "9.3"}, {Version: "13.3"}} {
		for _, name := range []string{"*", "a/*", "a:*"} {
			o := openText(t, versionBlock(server)+fmt.Sprintf(`
org "main" { viewers = [user.vic] }
user "vic" {}
team "star" { name = %q }
team "inside" { name = "a/b" }
team "parted" { name = "a:b" }
role "held" {
  permission "teams:write" { scopes = [team.star] }
  permission "roles:write" { scopes = [%q] }
}
role "own" {
  permission "teams:write" { scopes = [team.star] }
}
role "inside" {
  permission "teams:write" { scopes = [team.inside] }
}
role "parted" {
  permission "teams:write" { scopes = ["teams:id:a:b"] }
}
role_assignment "held" {
  role  = role.held
  users = [user.vic]
}
`, name, map[bool]string{true: "permissions:delegate", false: "permissions:type:delegate"}[server.Version == "8.5"]))
			o.answers(t, asks("vic", "roles:write", "role", "own"), true)
			o.answers(t, asks("vic", "roles:write", "role", "inside"), false)
			o.answers(t, asks("vic", "roles:write", "role", "parted"), false)
		}
	}
}

// insideNames returns the names of the policies' own places, from their tables.
func insideNames(t *testing.T) []string {
	w, diags := loader.Load(fstest.MapFS{"main.hcl": {Data: []byte("grafana { version = \"9.3\" }\norg \"main\" {}\n")}})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	of, err := engine.FromWorld(context.Background(), w)
	if err != nil {
		t.Fatal(err)
	}
	b := of.View().Bundle()
	names := map[string]bool{}
	var each func(v any, keys bool)
	each = func(v any, keys bool) {
		switch v := v.(type) {
		case string:
			names[v] = true
		case []any:
			for _, item := range v {
				each(item, keys)
			}
		case map[string]any:
			for key, item := range v {
				if keys {
					names[key] = true
				}
				if !keys {
					each(item, false)
				}
			}
		}
	}
	for _, tables := range b.Data["rolecall"].(map[string]any)["versions"].(map[string]any) {
		tables := tables.(map[string]any)
		each(tables["fixed"], true)
		for _, table := range []string{"defaults", "tails", "general", "at", "kinds"} {
			each(tables[table], false)
		}
		for _, places := range tables["roles"].(map[string]any) {
			each(places, true)
		}
	}
	kinds := map[string]bool{}
	for _, version := range schema.Versions {
		for _, scopes := range catalogue.Of(version).Actions {
			for _, scope := range scopes {
				kind, _, _ := strings.Cut(scope, ":")
				kinds[kind] = true
			}
		}
	}
	var inside []string
	for name := range names {
		if kind, _, parted := strings.Cut(name, ":"); name != "*" && (!parted || strings.Contains(kind, " ")) {
			inside = append(inside, name)
		} else if name != "*" && !kinds[kind] {
			t.Errorf("%q is neither a scope of Grafana's nor a name that no scope can be", name)
		}
	}
	if len(inside) < 15 {
		t.Fatalf("only %q", inside)
	}
	return inside
}

// TestM5 checks that no scope in a configuration can be the name of one of the policies' own places.
func TestM5(t *testing.T) {
	for _, server := range []generate.Server{{Version: "8.0", Toggle: true}, {Version: "8.5", Toggle: true}, {Version: "9.3"}, {Version: "13.3"}} {
		for _, name := range insideNames(t) {
			diags := diagnose(versionBlock(server) + fmt.Sprintf(`
org "main" {}
role "r" {
  permission "users:write" { scopes = [%q] }
}
`, name))
			if !slices.ContainsFunc(diags, func(d *hcl.Diagnostic) bool {
				return d.Severity == hcl.DiagError && d.Summary == "Malformed scope" && d.Subject.Start.Line > 3
			}) {
				t.Errorf("%s: %q is taken for a scope: %v", server, name, diags)
			}
		}
	}
}

// TestM5Patterns checks that the patterns of 8.0 match only scopes of Grafana.
func TestM5Patterns(t *testing.T) {
	for _, pattern := range []string{"*", "**:*", "{org,server,anywhere}:*", "s* *:**", "???", "[a-z]*:none"} {
		config := versionBlock(generate.Server{Version: "8.0", Toggle: true}) + fmt.Sprintf(`
org "main" { viewers = [user.vic, user.eve] }
user "vic" {}
user "eve" {}
role "r" {
  permission "roles:write" { scopes = [%q] }
  permission "folders:write" { scopes = [%[1]q] }
  permission "orgs:write" { scopes = [%[1]q] }
}
role_assignment "r" {
  role        = role.r
  basic_roles = ["Viewer"]
}
folder "f" {}
`, pattern)
		if diagnose(config).HasErrors() {
			continue
		}
		o := openText(t, config)
		o.answers(t, asks("vic", "folders:write", "folder", "f"), false)
		o.answers(t, asks("vic", "orgs:write", "org", ""), false)
	}
}

// TestM6 checks that a reference in a scope means the same in 8.0 as in other versions.
func TestM6(t *testing.T) {
	for _, scope := range []string{"user.ada", `"global:users:ada lovelace"`} {
		o := openText(t, versionBlock(generate.Server{Version: "8.0", Toggle: true})+fmt.Sprintf(`
org "main" { viewers = [user.vic, user.ada] }
user "vic" {}
user "ada" { login = "ada lovelace" }
role "r" {
  permission "users:write" { scopes = [%s] }
  permission "org.users:write" { scopes = [user.ada] }
  permission "roles:read" { scopes = [role.r] }
}
role_assignment "r" {
  role        = role.r
  basic_roles = ["Viewer"]
}
`, scope))
		o.answers(t, asks("vic", "users:write", "user", "ada lovelace"), true)
		o.answers(t, asks("vic", "users:write", "user", "vic"), false)
		o.answers(t, asks("vic", "org.users:write", "user", "ada lovelace"), true)
		o.answers(t, asks("vic", "org.users:write", "user", "vic"), false)
		o.answers(t, asks("vic", "roles:read", "role", "r"), true)
	}
}

// summaries returns the summaries of the diagnostics of a severity.
func summaries(diags hcl.Diagnostics, severity hcl.DiagnosticSeverity) []string {
	var all []string
	for _, d := range diags {
		if d.Severity == severity {
			all = append(all, d.Summary)
		}
	}
	return all
}

// TestM11 checks that logins and emails ignore case in the newest version, and that earlier versions
// warn of names that only look the same.
func TestM11(t *testing.T) {
	const users = `
org "main" { viewers = [user.a, user.b] }
user "a" {
  login = "Eve"
  email = "X@example.com"
}
user "b" {
  login    = %q
  email    = %q
  disabled = true
}
`
	for _, b := range [][2]any{{"eve", "b@example.com"}, {"b", "x@EXAMPLE.com"}, {"x@example.COM", "b@example.com"}} {
		for _, server := range generate.Servers {
			diags := diagnose(versionBlock(server) + fmt.Sprintf(users, b[0], b[1]))
			errors, warnings := summaries(diags, hcl.DiagError), summaries(diags, hcl.DiagWarning)
			if server.Version == "13.3" && !slices.Equal(errors, []string{"Duplicate user"}) || server.Version != "13.3" && !slices.Contains(warnings, "Names alike") {
				t.Errorf("%s: %q beside Eve has the errors %q and the warnings %q", server, b, errors, warnings)
			}
		}
	}
	for _, server := range generate.Servers {
		o := openText(t, versionBlock(server)+fmt.Sprintf(users, "b", "b@example.com")+"folder \"f\" {\n  permission \"Edit\" { users = [user.a] }\n}\n")
		o.answers(t, asks(map[bool]string{true: "eve", false: "Eve"}[server.Version == "13.3"], "folders:write", "folder", "f"), true)
		for _, name := range []string{"eve", "EVE", "x@example.com", "X@EXAMPLE.COM"} {
			o.decides(t, asks(name, "folders:write", "folder", "f"), server.Version == "13.3")
		}
		o.decides(t, asks("X@example.com", "folders:write", "folder", "f"), true)
		o.decides(t, asks("B", "folders:write", "folder", "f"), false)
	}
}

// TestM11Scopes checks that a scope finds a user as a request does.
func TestM11Scopes(t *testing.T) {
	o := openText(t, `
grafana { version = "13.3" }
org "main" { viewers = [user.vic, user.eve] }
user "vic" {}
user "eve" { login = "Eve" }
role "r" {
  permission "users:write" { scopes = ["global.users:id:EVE"] }
  permission "org.users:write" { scopes = [user.eve] }
}
role_assignment "r" {
  role  = role.r
  users = [user.vic]
}
`)
	o.decides(t, asks("Vic", "users:write", "user", "Eve"), true)
	o.decides(t, asks("vic", "org.users:write", "user", "eVE"), true)
	o.decides(t, asks("vic", "org.users:write", "user", "vic"), false)
}

// TestM11Teams checks that teams whose names differ in case alone are distinct, and cause a warning.
func TestM11Teams(t *testing.T) {
	for _, server := range generate.Servers {
		warnings := summaries(diagnose(versionBlock(server)+`
org "main" { viewers = [user.vic] }
user "vic" {}
team "a" {
  name    = "SRE"
  members = [user.vic]
}
team "b" {
  name    = "sre"
  members = [user.vic]
}
`), hcl.DiagWarning)
		if !slices.Equal(warnings, []string{"Names alike"}) {
			t.Errorf("%s: the warnings are %q", server, warnings)
		}
	}
}

// TestL14 checks that the engine and plain OPA find names by both spellings of accented characters.
func TestL14(t *testing.T) {
	for _, server := range generate.Servers {
		config := `
org "main" {
  name    = "Café"
  viewers = [user.zoe]
}
user "zoe" {
  login = "zoé"
  email = "zoé@example.com"
}
team "cafe" {
  name   = "Cafe\u0301"
  admins = [user.zoe]
}
folder "f" {
  permission "Edit" { users = [user.zoe] }
}
`
		o := openText(t, versionBlock(server)+config)
		for _, name := range []string{"zoé", "zoe\u0301", "zoé@example.com", "zoe\u0301@example.com"} {
			for _, org := range []string{"main", "Café", "Cafe\u0301"} {
				r := asks(name, "folders:write", "folder", "f")
				r.Org = org
				o.decides(t, r, true)
			}
			o.decides(t, asks(name, "teams:read", "team", "Café"), true)
			o.decides(t, asks(name, "teams:read", "team", "Cafe\u0301"), true)
		}
		o.decides(t, asks("zoe", "folders:write", "folder", "f"), false)
	}
}

// TestL14Accounts is TestL14 for keys, service accounts, tokens and groups.
func TestL14Accounts(t *testing.T) {
	o := openText(t, `
grafana { version = "9.3" }
org "main" {}
user "out" {}
service_account "robot" {
  name = "Röbot"
  role = "Admin"
  token "schlu\u0308ssel" {}
}
api_key "key" {
  name = "Schlüssel"
  role = "Admin"
}
team "dev" { external_groups = ["cn=Büro"] }
org_mapping {
  group = "cn=Büro"
  role  = "Admin"
}
`)
	for _, s := range []engine.Subject{
		{Type: "service_account", ID: "Röbot"},
		{Type: "service_account", ID: "Ro\u0308bot", Token: "schlüssel"},
		{Type: "service_account", ID: "Röbot", Token: "schlu\u0308ssel"},
		{Type: "api_key", ID: "Schlu\u0308ssel"},
		{Type: "user", ID: "out", Groups: []string{"CN=BÜRO"}},
		{Type: "user", ID: "out", Groups: []string{"CN=BU\u0308RO"}},
	} {
		r := asks("", "teams:create", "", "")
		r.Subject = s
		o.decides(t, r, true)
	}
}

// TestL14Groups checks groups with a letter whose small form alone has a composed
// character: a session in one neither passes by the mapping that is meant for it, nor
// is it lost where a login is spelled like the group.
func TestL14Groups(t *testing.T) {
	o := openText(t, `
grafana { version = "9.3" }
org "main" { viewers = [user.eve, user.other] }
user "eve" {}
user "other" { login = "\u01f0team" }
team "dev" { external_groups = ["J\u030c\u00e9"] }
folder "f" {
  permission "Edit" { teams = [team.dev] }
}
org_mapping {
  group = "J\u030cteam"
  role  = "Viewer"
}
org_mapping {
  group = "*"
  role  = "Editor"
}
`)
	for group, editor := range map[string]bool{
		"J\u030cteam": false, "j\u030cteam": false, "\u01f0team": false, "\u01f0TEAM": false, "jteam": true,
	} {
		r := asks("eve", "folders:create", "", "")
		r.Subject.Groups = []string{group}
		o.decides(t, r, editor)
	}
	for group, inTeam := range map[string]bool{
		"J\u030c\u00e9": true, "J\u030ce\u0301": true, "\u01f0\u00e9": true, "j\u030c\u00c9": true, "je": false,
	} {
		r := asks("eve", "folders:write", "folder", "f")
		r.Subject.Groups = []string{"J\u030cteam", group}
		o.decides(t, r, inTeam)
	}
}

// TestL14Review checks that deceptive names cause warnings.
func TestL14Review(t *testing.T) {
	for name, want := range map[string]string{
		`eve `: "Space around a name", ` eve`: "Space around a name", `eve\u00a0`: "Space around a name",
		`e\u200bve`: "Invisible character", `e\u00adve`: "Invisible character", `\u202eeve`: "Invisible character",
		`e\u00a0ve`: "Invisible character", `e\u3164ve`: "Invisible character", `eve\n1`: "Invisible character",
		"аdmin": "Mixed scripts", "αdmin": "Mixed scripts", "аӏісе": "", "Ärger": "", "日本語ひらがなabc": "", "иван": "", "👩\u200d🔬": "",
		"admin": "",
	} {
		for _, block := range []string{
			"user %q {\n  login = \"%s\"\n}", "team %q {\n  name = \"%s\"\n  members = [user.u]\n}", "service_account %q {\n  role = \"Viewer\"\n  name = \"%s\"\n}",
			"api_key %q {\n  role = \"Viewer\"\n  name = \"%s\"\n}", "user %q {\n  login = \"other\"\n  email = \"%s\"\n}",
		} {
			diags := diagnose("grafana { version = \"9.3\" }\norg \"main\" { viewers = [user.u] }\nuser \"u\" {}\n" + fmt.Sprintf(block, "x", name))
			var wanted []string
			if want != "" {
				wanted = []string{want}
			}
			if got := summaries(diags, hcl.DiagWarning); diags.HasErrors() || !slices.Equal(got, wanted) {
				t.Errorf("%s: the diagnostics are %v, want %q", fmt.Sprintf(block, "x", name), diags, wanted)
			}
		}
	}
	for _, pair := range [][2]string{{"admin", "аdmin"}, {"alice", "аӏісе"}, {"eve", "e\\u200bve"}, {"eve", "ｅｖｅ"}, {"eve", "EVE"}} {
		got := summaries(diagnose(fmt.Sprintf("grafana { version = \"9.3\" }\norg \"main\" {}\nuser \"a\" { login = %q }\nuser \"b\" { login = \"%s\" }\n", pair[0], pair[1])), hcl.DiagWarning)
		if !slices.Contains(got, "Names alike") {
			t.Errorf("%q: the diagnostics are %q", pair, got)
		}
	}
}

// TestM5Data checks that data with the name of one of the policies' own places as a scope does not
// open.
func TestM5Data(t *testing.T) {
	w, diags := loader.Load(fstest.MapFS{"main.hcl": {Data: []byte("grafana { version = \"9.3\" }\norg \"main\" {}\n")}})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	for _, name := range insideNames(t) {
		d := document.Of(w)
		d.Roles["r"] = document.Role{Scopes: map[string]map[string]string{name: {"folders:write": ""}}}
		if _, err := fromdata.Open(t.Context(), d); err == nil {
			t.Errorf("%q is taken for a scope", name)
		}
	}
}
