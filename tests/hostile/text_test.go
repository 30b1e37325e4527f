package hostile

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/tests/await"
)

// forged marks text that a name tries to put at the beginning of an output line.
const forged = "FORGED"

// raw moves the cursor, sets the title of the window, reverses the direction of text, and has invisible
// characters. It has no line break, so that files can contain it unescaped.
const raw = "\x1b]0;pwned\x07\u009b31m\u202e\u2066\u200b\u200d\ufeff\u00ad\u2060\U000e0041\x7f ##[add-mask]" + forged

// evil is the second part of names that begin harmlessly.
const evil = raw + "\u2028\u2029\u0085\r" + forged + "\n::add-mask::" + forged + "\nallowed: " + forged + "\n" + forged + "\nuser:" + forged + "\n\t::error::" + forged

// evilFile is evil without the characters that file names cannot have.
var evilFile = strings.ReplaceAll(evil, "/", "")

// quote returns a text as an HCL string, with escapes for everything unusual.
func quote(text string) string {
	var b strings.Builder
	for _, r := range text {
		if r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(" :-_", r)) {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, `\U%08x`, r)
		}
	}
	return `"` + b.String() + `"`
}

// harm fails the test for any output that no name must be able to cause.
func harm(t *testing.T, where, text string) {
	t.Helper()
	if !utf8.ValidString(text) {
		t.Errorf("%s is not UTF-8", where)
	}
	for n, line := range strings.Split(text, "\n") {
		for _, r := range line {
			if r != '\t' && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Other_Default_Ignorable_Code_Point) {
				t.Errorf("%s, line %d has %U: %q", where, n+1, r, line)
				break
			}
		}
		begins := strings.TrimLeft(line, " \t")
		if strings.HasPrefix(begins, "::") && !annotation.MatchString(line) {
			t.Errorf("%s, line %d is a command: %q", where, n+1, line)
		}
		for _, begin := range []string{forged, "allowed: " + forged, "user:" + forged, "SF:" + forged} {
			if strings.HasPrefix(begins, begin) {
				t.Errorf("%s, line %d is forged: %q", where, n+1, line)
			}
		}
		if strings.Contains(line, "##[") {
			t.Errorf("%s, line %d has a command: %q", where, n+1, line)
		}
	}
}

// annotation matches the commands of --format github.
var annotation = regexp.MustCompile(`(?m)^::(error|warning|notice) (file=[^:,]*,line=\d+,(endLine=\d+,)?)?title=[^:]*::`)

// evilWorld returns a valid configuration in which everything with a name has a hostile one, files
// included.
func evilWorld() map[string]string {
	name := func(begin string) string { return quote(begin + evil) }
	return map[string]string{
		"main.hcl": `grafana { version = "9.3" }
org "main" {
  name    = ` + name("Org") + `
  editors = [user.vic]
  viewers = [user.eve, user.ann]
  description = ` + name("described") + `
}
org "labs" {
  name = "Labs"
}
variable "title" {
  type        = string
  default     = ` + name("Title") + `
  description = ` + name("described") + `
}
folder "prod" {
  org   = org.main
  uid   = "prod"
  title = var.title
  permission "Edit" {
    teams            = [team.sre] # ` + raw + `
    users            = [user.vic]
    service_accounts = [service_account.ci]
  }
  permission "View" { users = [user.eve, user.ann] }
}
dashboard "d" {
  folder = folder.prod
  uid    = "d"
  title  = ` + name("Dashboard") + `
}
data_source "ds" {
  org = org.main
  uid = "ds"
}
service_account "ci" {
  org  = org.main
  name = ` + name("ci") + `
  role = "Editor"
  token ` + name("token") + ` {}
}
api_key "key" {
  org  = org.main
  name = ` + name("key") + `
  role = "Viewer"
}
role "r" {
  org          = org.main
  uid          = "r"
  name         = ` + name("custom:role") + `
  display_name = ` + name("Role") + `
  permission "dashboards:write" { scopes = [folder.prod] }
}
role_assignment "a" {
  role  = role.r
  users = [user.ann]
}
user "each" {
  for_each = toset([` + name("key") + `])
  login    = "each"
}
`,
		"users" + evilFile + ".hcl": `# ` + raw + `
user "vic" { login = ` + name("vic") + ` }
user "eve" {
  login = ` + name("eve") + ` # ` + raw + `
  email = ` + name("eve@example.com") + `
  name  = ` + name("Eve") + `
}
user "ann" {
  login = ` + name("ann") + `
}
team "sre" {
  org             = org.main
  name            = ` + name("SRE") + `
  members         = [user.eve] # ` + raw + `
  external_groups = [` + name("cn=sre") + `]
}
invariant ` + name("invariant") + ` {
  actions = ["dashboards:write"]
  on      = [folder.prod]
  only    = [user.ann]
}
`,
		"fail" + evilFile + "_test.hcl": `test ` + name("fails") + ` {
  as = [user.vic, service_account.ci, api_key.key, team.sre]
  allow {
    actions = ["dashboards:delete", "datasources:write"]
    on      = [folder.prod, data_source.ds, { dashboard = ` + quote("d"+evil) + `, folder = folder.prod }]
  }
}
test ` + name("skipped") + ` {
  as   = [user.vic]
  skip = ` + name("because") + `
  deny {
    actions = ["folders:read"]
    on      = [folder.prod]
  }
}
`,
		"pass" + evilFile + "_test.hcl": `test ` + name("passes") + ` {
  as = [team.sre]
  allow {
    actions = ["folders:read"]
    on      = [folder.prod]
  }
}
`,
		"rego" + evilFile + ".rego": `package names_test

import data.rolecall.world

test_fails if {
	some key, _ in world.users
	print("printed", key)
	contains(key, "` + forged + `")
	count(world.users) == 0
}

test_cases[note] if {
	some note, _ in world.users
	note == ""
}
`,
	}
}

// evilMistakes returns a configuration with mistakes about hostile names, in files with hostile names.
func evilMistakes() map[string]string {
	name := func(begin string) string { return quote(begin + evil) }
	return map[string]string{
		"main" + evilFile + ".hcl": `grafana { version = "9.3" }
org "main" { name = ` + name("Org") + ` }
variable "v" {
  type    = string
  default = ` + name("value") + `
  validation {
    condition     = var.v == ""
    error_message = "Not ${var.v}."
  }
}
locals {
  map  = { (` + name("key") + `) = 1 }
  a    = local.map[` + name("kez") + `]
  b    = file(` + name("file") + `)
  c    = jsondecode(` + name("{") + `)
  d    = yamldecode(` + name("{") + `)
  e    = tonumber(` + name("1") + `)
  f    = csvdecode(` + quote("a,b\n\""+evil) + `)
  g    = regex(` + name("(") + `, "a")
  h    = formatdate(` + name("YYYY") + `, ` + name("x") + `)
  i    = timeadd(` + name("x") + `, "1h")
  j    = format(` + name("%z") + `, 1)
  k    = parseint(` + name("x") + `, 10)
  l    = fileset(` + name("d") + `, ` + name("[") + `)
  m    = { (` + name("k") + `) = 1, (` + name("k") + `) = 2 }
  n    = index(["a"], ` + name("x") + `)
  o    = lookup({}, ` + name("x") + `)
  p    = one([` + name("x") + `, 1])
  q    = local.map.x # ` + raw + `
  used = [local.a, local.b, local.c, local.d, local.e, local.f, local.g, local.h, local.i, local.j, local.k, local.l, local.m, local.n, local.o, local.p, local.q]
}
user "a" { login = ` + name("same") + ` }
user "b" {
  login = ` + name("same") + ` # ` + raw + `
  email = ` + name("not an email") + `
  nope  = 1 # ` + raw + `
}
user ` + name("label") + ` {}
user "each" {
  for_each = toset([` + name("one") + `])
  login    = each.value.nothing
}
user "twice" {
  for_each = [{ key = ` + name("k") + ` }, { key = ` + name("k") + ` }]
}
team "t" {
  name    = ` + name("Team") + `
  members = [user.each[` + name("two") + `], user.nobody, ` + name("user.a") + `]
  admins  = ` + name("user.a") + `
}
folder "f" {
  uid   = ` + name("uid") + `
  title = ` + name("General") + `
  permission ` + name("Edit") + ` { roles = [` + name("Viewer") + `] }
}
dashboard "d" { uid = ` + name("uid") + ` }
api_key "k" {
  role    = ` + name("Viewer") + `
  expires = ` + name("2020-01-01") + `
}
service_account "s" {
  role = "Viewer"
  token ` + name("t") + ` { expires = ` + name("soon") + ` }
  token ` + name("t") + ` {}
}
role "r" {
  uid  = ` + name("fixed:r") + `
  name = ` + name("fixed:r") + `
  permission ` + name("folders:write") + ` { scopes = [` + name("folders:uid:x") + `] }
  permission "folders:write" { scopes = [` + name("folders:uid:x") + `, ` + name("nothing:*") + `] }
}
role_assignment "a" {
  role        = ` + name("fixed:reports:reader") + `
  basic_roles = [` + name("Viewer") + `]
}
basic_role ` + name("Viewer") + ` {}
invariant ` + name("i") + ` {
  actions = [` + name("folders:write") + `]
  on      = [{ type = ` + name("folder") + `, id = ` + name("x") + ` }]
  never   = [` + name("Viewer") + `]
}
` + "nothing \"" + raw + "\" {}\n",
		"json" + evilFile + ".hcl.json": mustJSON(map[string]any{
			"user":            map[string]any{"x" + evil: map[string]any{"login" + evil: "y" + evil, "email": []string{"z" + evil}}},
			"team":            map[string]any{"t" + evil: map[string]any{"members": []string{"user.x" + evil, "${user.y" + evil + "}"}}},
			"unknown" + evil:  map[string]any{},
			"role_assignment": map[string]any{"a": map[string]any{"role": "role.x" + evil}},
		}),
		"broken" + evilFile + ".hcl":      "user \"" + raw + "\n",
		"broken" + evilFile + ".hcl.json": "{\"user\": \"" + raw + "\", \x1b}",
		"bytes.hcl":                       "# \xff\nuser \"c\" {}\n",
		"wrong" + evilFile + "_test.hcl": `test ` + name("t") + ` {
  as = [` + name("Viewer") + `, user.nobody]
  allow {
    actions = [` + name("folders:write") + `]
    on      = [{ type = ` + name("playlist") + `, id = 1, ` + name("more") + ` = 2 }]
  }
}
`,
	}
}

func mustJSON(v any) string {
	b, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		panic(err)
	}
	return string(b)
}

// evilFormat returns a folder for fmt: an unformatted file and a broken one, both with hostile lines.
func evilFormat() map[string]string {
	return map[string]string{
		"::add-mask::" + forged + ".hcl": "user   \"a\" {}\n",
		"a" + evilFile + ".hcl":          "# " + raw + "\nuser \"a\" {\n login=\"" + raw + "\"\n ::add-mask::" + forged + "\n}\n",
		"b" + evilFile + ".hcl":          "# " + raw + "\n  ::add-mask::" + forged + "\n",
		"c" + evilFile + ".hcl":          "# " + raw + "\nuser \"a\" {\n   # ::add-mask::" + forged + "\n /*\n::add-mask::" + forged + " " + raw + "\n*/\n login=\"" + raw + "\"\n}\n",
	}
}

// A commandLine is a command line with hostile names.
type commandLine struct {
	// in is the folder in which it runs.
	in   string
	args []string
	// stdin is standard input.
	stdin string
	// code is the exit code, and shows is part of the output, which shows that the
	// command got as far as the names.
	code  int
	shows string
	// writes lists the files that it writes.
	writes []string
	// itself reports whether the output is an input file, formatted: its bytes must
	// stay as they are.
	itself bool
}

// commandLines returns at least one line for each command, each of its formats and flags.
func commandLines() []commandLine {
	vic, eve, ds := "user:vic"+evil, "user:eve"+evil, "data_source:ds"
	request := mustLine(engine.Request{Subject: engine.Subject{Type: "user", ID: "vic" + evil}, Action: "folders:write", Resource: engine.Resource{Type: "folder", ID: "prod"}, Org: "main"})
	var lines []commandLine
	add := func(code int, shows string, args ...string) {
		lines = append(lines, commandLine{in: "world", args: args, code: code, shows: shows})
	}
	both := func(code int, shows string, args ...string) {
		add(code, shows, args...)
		add(code, shows, append(args, "--format", "json")...)
	}
	unknown := func(shows string, args ...string) {
		both(1, shows, args...)
		both(2, shows, append(args[:len(args):len(args)], "--allow-unknown")...)
	}
	// Questions.
	both(0, "vic", "check", vic, "folders:write", "folder:prod", "--org", "main")
	both(0, "SRE", "check", eve, "folders:write", "folder:prod", "--org", "Org"+evil, "--group", "cn=sre"+evil)
	unknown("nobody", "check", "user:nobody"+evil, "folders:write", "folder:prod", "--org", "main")
	unknown("ci", "check", "service_account:ci"+evil, "datasources:write", ds, "--org", "main", "--token", "x"+evil)
	unknown("not declared", "check", vic, "dashboards:write", "dashboard:x"+evil, "--in", "folder:lost"+evil, "--created-by", "eve"+evil, "--org", "main")
	unknown("not declared", "check", vic, "alert.rules:create", "folder:prod", "--data-source", "x"+evil, "--org", "main")
	unknown("labs", "check", vic, "folders:write", "folder:prod", "--org", "labs"+evil)
	unknown("is not known", "check", "kind"+evil+":x", "folders:write", "folder:prod", "--org", "main")
	unknown("is not known", "check", vic, "x"+evil, "y"+evil+":z"+evil, "--org", "main")
	both(1, "--time", "check", vic, "folders:write", "folder:prod", "--time", "x"+evil)
	both(1, "--in", "check", vic, "folders:write", "folder:prod", "--in", "x"+evil)
	both(0, "vic", "explain", vic, "folders:write", "folder:prod", "--org", "main", "--time", "2027-01-01T00:00:00Z")
	both(0, "ann", "explain", "user:ann"+evil, "dashboards:write", "dashboard:d", "--org", "main")
	both(0, "cn=sre", "explain", eve, "dashboards:write", "dashboard:d", "--org", "main", "--group", "cn=sre"+evil)
	both(2, "ann", "explain", "user:ann"+evil, "folders:write", "folder:prod", "--org", "main")
	both(2, "key", "explain", "api_key:key"+evil, "datasources:write", ds, "--org", "main")
	unknown("not declared", "explain", "service_account:ci"+evil, "folders:write", "folder:prod", "--org", "main", "--token", "y"+evil)
	unknown("not declared", "explain", vic, "dashboards:write", "dashboard:x"+evil, "--in", "folder:lost"+evil, "--created-by", "eve"+evil, "--org", "main")
	unknown("not declared", "explain", vic, "alert.rules:create", "folder:prod", "--data-source", "x"+evil, "--org", "main")
	both(0, "eve", "who-can", "folders:write", "folder:prod", "--org", "main", "--reasons", "--time", "2027-01-01T00:00:00Z")
	both(0, "ci", "who-can", "folders:write", "folder:prod", "--org", "Org"+evil)
	unknown("not declared", "who-can", "dashboards:write", "dashboard:x"+evil, "--in", "folder:lost"+evil, "--created-by", "eve"+evil, "--org", "main")
	unknown("not declared", "who-can", "alert.rules:create", "folder:prod", "--data-source", "x"+evil, "--org", "main")
	both(0, "ds", "what-can", vic, "--org", "main", "--reasons", "--time", "2027-01-01T00:00:00Z")
	both(0, "prod", "what-can", eve, "dashboards:write", "--org", "main", "--group", "cn=sre"+evil)
	unknown("nobody", "what-can", "user:nobody"+evil, "x"+evil, "--org", "main", "--token", "t"+evil)
	add(1, "not printable", "explain", "user:ann"+evil, "folders:write", "folder:prod", "--org", "main", "--patch")
	both(0, "prod", "check", vic, "folders:write", "--org", "main", "--anywhere")
	both(0, "eve", "who-can", "folders:write", "--org", "main", "--anywhere")
	// Actions.
	both(0, "dashboards:write", "actions", "dashboard")
	both(1, "is not known", "actions", "x"+evil)
	both(1, "users", "man", "users"+evilFile+".hcl/x")
	for _, command := range []string{"init", "plan", "apply", "import"} {
		both(1, "rolecall", command, "x"+evil)
	}
	// Batches.
	batch := request + "\n" + strings.ReplaceAll(request, "vic", "nobody") + "\n{\"subject\":\"" + raw + "\"\n\"" + raw + "\n"
	lines = append(lines,
		commandLine{in: "world", args: []string{"check", "--batch", "-"}, stdin: batch, code: 1, shows: "vic"},
		commandLine{in: "world", args: []string{"check", "--batch", "-", "--format", "json"}, stdin: batch, code: 1, shows: "malformed"},
		commandLine{in: "world", args: []string{"check", "--batch", "-", "--strict"}, stdin: batch, code: 1, shows: `"error":`})
	add(1, "no such file", "check", "--batch", "missing"+evilFile)
	// Validity.
	add(0, "valid", "validate")
	add(0, "valid", "validate", "--format", "json")
	add(0, "runs", "validate", "--format", "sarif")
	// Differences.
	both(0, "gained", "diff", ".", "--set", "grafana.viewers_can_edit=true", "--old-var", "title=x"+evil, "--details", "--time", "2027-01-01T00:00:00Z")
	for _, format := range []string{"markdown", "github", "sarif"} {
		both(0, "gain", "diff", ".", "--set", "grafana.viewers_can_edit=true", "--format", format)
	}
	both(2, "gained", "diff", ".", "--set", "grafana.viewers_can_edit=true", "--exit-code", "--subject", "user:*", "--action", "*", "--resource", "*", "--org", "main")
	both(2, "gain", "diff", ".", "--set", "grafana.viewers_can_edit=true", "--fail-on", "gain subject=user:*")
	both(1, "--fail-on", "diff", ".", "--fail-on", "loss action=x"+evil)
	both(1, "missing", "diff", "missing"+evilFile)
	both(1, "missing", "diff", "git:missing"+evilFile)
	both(1, "missing", "diff", ".", "--old-var-file", "missing"+evilFile)
	both(1, "--fail-on", "diff", ".", "--fail-on", "x"+evil)
	for _, flag := range []string{"--set", "--old-set"} {
		both(1, "grafana.NAME", "diff", ".", flag, evil)
		both(1, "Unsupported", "diff", ".", flag, "grafana.x"+evil+"=y")
	}
	// Reports.
	for _, format := range []string{"markdown", "csv", "html"} {
		add(0, "vic", "report", "--format", format, "--time", "2027-01-01T00:00:00Z", "--group-by", "team")
	}
	add(0, "vic", "report", "--format", "csv", "--matrix")
	add(1, "add-mask", "report", "--group-by", "x"+evil)
	lines = append(lines, commandLine{in: "world", args: []string{"report", "--output", "report" + evilFile}, writes: []string{"report" + evilFile}})
	for _, args := range [][]string{{"validate"}, {"validate", "--strict"}, {"validate", "--all"}, {"validate", "--format", "json"}, {"validate", "--format", "sarif"}} {
		lines = append(lines, commandLine{in: "mistakes", args: args, code: 1, shows: "Duplicate"})
	}
	for _, format := range []string{"text", "json"} {
		for _, command := range [][]string{{"check", "user:a", "orgs:read"}, {"who-can", "orgs:read"}, {"what-can", "user:a"}, {"explain", "user:a", "orgs:read"}, {"build", "-o", "out"}} {
			lines = append(lines, commandLine{in: "mistakes", args: append(command, "--format", format), code: 1, shows: "Duplicate"})
		}
	}
	// Tests.
	for _, format := range []string{"text", "json", "junit", "github", "sarif", "tap"} {
		passing := "pass" + evilFile + "_test.hcl"
		// Tests that fail, are skipped, or are covered.
		lines = append(lines, commandLine{in: "world", args: []string{"test", "--format", format, "--coverage", "--coverage-lcov", "lcov" + evilFile, "--coverage-html", "html" + evilFile, "--threshold", "99"},
			code: 2, shows: "names_test", writes: []string{"lcov" + evilFile, "html" + evilFile}})
		add(2, "team.sre", "test", "--format", format, "--mutate", "--mutate-max", "6", "--mutate-time", "20s", "--seed", "3", "--mutate-in", "users"+evilFile+".hcl", passing)
		add(1, "missing", "test", "--format", format, "missing"+evilFile)
		add(1, "regular expression", "test", "--format", format, "--run", "("+evil)
		lines = append(lines, commandLine{in: "mistakes", args: []string{"test", "--format", format}, code: 1},
			commandLine{in: "rego", args: []string{"test", "--format", format}, code: 1, shows: "rego_parse_error"})
	}
	add(2, "invariant", "test", "users"+evilFile+".hcl", "--parallel", "2", "--verbose")
	add(1, "users", "test", "--mutate", "--mutate-in", "users"+evilFile, "users"+evilFile+".hcl")
	add(1, "missing", "test", "--coverage-lcov", "missing"+evilFile+"/x")
	add(1, "no subject matches", "test", "--subject", "user:"+evil, "--action", "x"+evil, "--resource", "["+evil)
	add(2, "vic", "test", "--subject", "user:vic*", "--fail-fast", "--allow-empty", "--allow-net")
	// Files.
	for _, format := range []string{"text", "json"} {
		lines = append(lines, commandLine{in: "sound", args: []string{"build", "--output", "bundle" + evilFile, "--format", format}, shows: "bundle"})
	}
	both(2, "invariant", "build", "--output", "bundle"+evilFile)
	both(1, "oci://", "build", "--push", "oci://localhost:1/x"+evil)
	both(1, "neither", "who-can", "orgs:read", "--plain-http", "--chdir", "oci://localhost:1/x")
	lines = append(lines, commandLine{in: "sound", args: []string{"build", "-o", "main.hcl/x" + evilFile}, code: 1, shows: "directory"})
	for _, args := range [][]string{{"fmt", "--check"}, {"fmt", "--diff", "--check"}, {"fmt", "--diff", "--check", "--format", "json"}, {"fmt", "--format", "json", "--check"}} {
		lines = append(lines, commandLine{in: "format", args: args, code: 1, shows: "add-mask"})
	}
	lines = append(lines, commandLine{in: "format", args: []string{"fmt", "c" + evilFile + ".hcl", "missing" + evilFile}, code: 1, shows: "missing"},
		commandLine{in: "format", args: []string{"fmt", "-"}, stdin: "# " + raw + "\n", itself: true},
		commandLine{in: "format", args: []string{"fmt", "-"}, stdin: "\"" + raw, code: 1, shows: "stdin", itself: true})
	// The flags of rolecall itself.
	both(1, "missing", "validate", "--chdir", "missing"+evilFile)
	both(1, "missing", "validate", "--var-file", "missing"+evilFile)
	both(0, "valid", "validate", "--var", "title=x"+evil)
	both(1, "unknown", "validate", "--var", "unknown"+evil+"=x"+evil)
	both(1, "NAME=VALUE", "validate", "--var", evil)
	both(1, "unknown command", "x"+evil)
	both(1, "unknown", "check", "--x"+evil)
	both(1, "unknown", "check", "-x"+evil)
	both(1, "unknown", "version", "x"+evil)
	both(1, "invalid", "test", "--parallel", "x"+evil)
	both(0, "Rolecall reads", "help", "x"+evil)
	both(0, "rafana", "version")
	add(0, "rolecall", "--version")
	both(0, "Usage", "help", "check")
	add(1, "formats", "check", "--format", "x"+evil)
	for _, shell := range []string{"bash", "fish", "powershell", "zsh"} {
		both(0, "rolecall", "completion", shell, "--no-descriptions")
	}
	both(0, "Generate", "completion")
	return append(lines, serverLines()...)
}

// serverLines are the commands that read a Grafana, a project for Terraform or files for provisioning, that
// write them, or that serve: each flag with a hostile value, so that each ends with an error.
func serverLines() []commandLine {
	connection := []string{"--url", "--auth", "--auth-file", "--ca-cert", "--concurrency", "--ini", "--org", "--retries", "--tls-cert", "--tls-key"}
	path := "missing" + evilFile
	var lines []commandLine
	for _, c := range []struct {
		command, values, switches []string
		formats                   []string
		// ends is put behind all, so that the command ends with an error whatever the flag.
		ends []string
	}{
		{
			command: []string{"drift"}, formats: []string{"text", "json", "markdown", "github", "sarif"}, ends: []string{"--url", "x" + evil},
			values: append(connection, "--action", "--fail-on", "--grafana-version", "--interval", "--login", "--metrics-file",
				"--org-name", "--provider", "--resource", "--subject", "--terraform", "--tf-var", "--tf-var-file", "--time"),
			switches: []string{"--details", "--exit-code", "--insecure-skip-verify", "--without-dashboards"},
		},
		{
			command: []string{"import", "grafana"}, ends: []string{"--url", "x" + evil},
			values: append(connection, "--layout"), switches: []string{"--insecure-skip-verify", "--update", "--without-dashboards"},
		},
		{
			command: []string{"import", "terraform"}, ends: []string{path},
			values: []string{
				"--grafana-version", "--ini", "--layout", "--login", "--org-name", "--provider", "--tf-var", "--tf-var-file",
			},
			switches: []string{"--update"},
		},
		{
			command: []string{"import", "provisioning"}, ends: []string{path},
			values: []string{"--grafana-version", "--ini", "--layout", "--org-name"}, switches: []string{"--update"},
		},
		{command: []string{"export"}, ends: []string{"x" + evil}},
		{command: []string{"export", "terraform"}, values: []string{"--output"}, ends: []string{"x" + evil}},
		{command: []string{"export", "provisioning"}, values: []string{"--output"}, ends: []string{"x" + evil}},
		{
			command: []string{"build"}, values: []string{"--alg", "--key", "--key-id", "--signed-at"}, switches: []string{"--sign", "--split-by-org"},
			ends: []string{"--output", "out.tar.gz", "--verification-key", path, "--verification-alg", "x" + evil},
		},
		{
			command: []string{"verify"}, values: []string{"--alg", "--key", "--revision", "--signed-since"},
			ends: []string{path, "--key", path},
		},
		{
			command: []string{"serve"}, ends: []string{"--addr", "x" + evil},
			values: []string{
				"--addr", "--base-url", "--client-ca", "--decision-log", "--decision-log-mask", "--diagnostic-addr", "--fleet-token-file",
				"--idle-timeout", "--max-body", "--max-evaluations", "--max-header", "--max-in-flight", "--max-instances", "--max-poll-wait",
				"--max-polls", "--max-results", "--max-searches", "--max-unpacked", "--max-upload", "--pull-interval", "--read-timeout",
				"--shutdown-grace", "--shutdown-wait", "--sign-alg", "--sign-key", "--sign-key-id", "--tls-cert", "--tls-key", "--token-file", "--write-timeout",
			},
			switches: []string{"--fleet", "--split-by-org"},
		},
	} {
		add := func(args ...string) {
			lines = append(lines, commandLine{in: "world", args: slices.Concat(c.command, args, c.ends), code: 1})
		}
		if c.formats == nil {
			c.formats = []string{"text", "json"}
		}
		for _, format := range c.formats {
			add("--format", format)
		}
		for _, flag := range c.values {
			add(flag, "x"+evil)
		}
		for _, flag := range c.switches {
			add(flag)
		}
	}
	// What is exported has hostile names, or is refused by them.
	for _, format := range []string{"text", "json"} {
		for _, to := range []string{"terraform", "provisioning"} {
			lines = append(lines, commandLine{in: "sound", args: []string{"export", to, "--output", "out" + evilFile, "--format", format}, code: 1})
		}
	}
	return lines
}

func mustLine(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// TestM7 uses hostile names with every command, format and flag, and checks that they cannot affect a
// terminal, a log or a workflow.
func TestM7(t *testing.T) {
	t.Parallel()
	lines := commandLines()
	t.Run("every command", func(t *testing.T) { everyCommand(t, lines) })
	for _, line := range lines {
		name := strings.NewReplacer(evilFile, "…", evil, "…").Replace(strings.Join(line.args, " "))
		t.Run(fmt.Sprintf("%s in %s", name, line.in), func(t *testing.T) {
			t.Parallel()
			var dir string
			switch line.in {
			case "world":
				dir = folder(t, evilWorld())
			case "sound":
				files := evilWorld()
				files["users"+evilFile+".hcl"], _, _ = strings.Cut(files["users"+evilFile+".hcl"], "invariant")
				dir = folder(t, files)
			case "rego":
				dir = folder(t, map[string]string{
					"main.hcl":                   "grafana { version = \"9.3\" }\norg \"main\" {}\n",
					"parse" + evilFile + ".rego": "package x_test\n\ntest_a if {\n\tx := 1\n::add-mask::" + forged + " " + raw + "\n}\n",
				})
			case "mistakes":
				dir = folder(t, evilMistakes())
			case "format":
				dir = folder(t, evilFormat())
			}
			got := rolecall(t, dir, line.stdin, line.args...)
			all := got.stdout + got.stderr
			if got.code != line.code || !strings.Contains(all, line.shows) {
				t.Errorf("exit code %d, want %d and %q in it:\n%s", got.code, line.code, line.shows, all)
			}
			harm(t, "standard error", got.stderr)
			if !line.itself {
				harm(t, "standard output", got.stdout)
			}
			if line.format() != "github" && annotation.MatchString(all) {
				t.Errorf("a command for GitHub: %s", all)
			}
			for _, name := range line.writes {
				text, err := os.ReadFile(filepath.Join(dir, name))
				if err != nil {
					t.Fatal(err)
				}
				if !bytes.Contains(text, []byte("users")) {
					t.Errorf("the file does not have the name of a file:\n%s", text)
				}
				harm(t, name[:4], string(text))
			}
			values(t, line, got.stdout)
		})
	}
}

// values checks that JSON keeps names unchanged, and that XML is well-formed.
func values(t *testing.T, line commandLine, stdout string) {
	t.Helper()
	at := slices.Index(line.args, "--format")
	if at < 0 || stdout == "" || line.itself {
		return
	}
	switch line.args[at+1] {
	case "json", "sarif":
		if strings.HasPrefix(line.args[0], "completion") || line.args[0] == "help" {
			return
		}
		dec := json.NewDecoder(strings.NewReader(stdout))
		for {
			var doc any
			if err := dec.Decode(&doc); errors.Is(err, io.EOF) {
				return
			} else if err != nil {
				t.Errorf("no JSON: %v\n%s", err, stdout)
				return
			}
		}
	case "junit":
		var doc struct{}
		if err := xml.Unmarshal([]byte(stdout), &doc); err != nil {
			t.Errorf("no XML: %v\n%s", err, stdout)
		}
	}
}

// everyCommand finds the commands, formats and flags of the program by its completions, and fails the
// test for each without a line.
func everyCommand(t *testing.T, lines []commandLine) {
	completions := func(args ...string) (words []string) {
		out := rolecall(t, t.TempDir(), "", append([]string{"__complete"}, args...)...)
		for line := range strings.Lines(out.stdout) {
			if word, _, _ := strings.Cut(strings.TrimSpace(line), "\t"); !strings.HasPrefix(word, ":") {
				words = append(words, word)
			}
		}
		return words
	}
	under := func(command []string, line commandLine) bool {
		return len(line.args) >= len(command) && slices.Equal(line.args[:len(command)], command)
	}
	everywhere := completions("--")
	seen := 0
	var walk func(command []string)
	walk = func(command []string) {
		for _, name := range completions(append(slices.Clone(command), "")...) {
			if strings.HasPrefix(name, "-") {
				continue
			}
			sub := append(slices.Clone(command), name)
			seen++
			if len(command) > 0 && command[0] == "help" {
				continue // the names of commands
			}
			for _, format := range formatsOf(t, sub) {
				if !slices.ContainsFunc(lines, func(l commandLine) bool { return under(sub, l) && l.format() == format }) {
					t.Errorf("no line puts hostile names through rolecall %s --format %s", strings.Join(sub, " "), format)
				}
			}
			for _, flag := range completions(append(slices.Clone(sub), "--")...) {
				if flag == "--help" || flag == "--watch" { // see TestM7Help and TestM7Watch
					continue
				}
				if !slices.ContainsFunc(lines, func(l commandLine) bool { return (slices.Contains(everywhere, flag) || under(sub, l)) && l.has(flag) }) {
					t.Errorf("no line puts hostile names through rolecall %s %s", strings.Join(sub, " "), flag)
				}
			}
			walk(sub)
		}
	}
	walk(nil)
	if seen < 20 {
		t.Errorf("only %d commands were found", seen)
	}
	if got := formatsOf(t, []string{"test"}); len(got) < 6 {
		t.Errorf("test has the formats %q alone", got)
	}
}

// format returns the output format of a line.
func (l commandLine) format() string {
	if at := slices.Index(l.args, "--format"); at >= 0 {
		return l.args[at+1]
	}
	return "text"
}

func (l commandLine) has(flag string) bool {
	short := map[string]string{"--output": "-o", "--chdir": "-C"}[flag]
	return slices.Contains(l.args, flag) || short != "" && slices.Contains(l.args, short)
}

var theFormats = regexp.MustCompile(`the formats of \S+ are (.*)`)

// formatsOf returns the formats of a command, by its help, and "text" if the help names none.
func formatsOf(t *testing.T, command []string) []string {
	t.Helper()
	for words := range 3 {
		args := append(append(slices.Clone(command), "--format", "none"), []string{"x", "x"}[:words]...)
		if said := theFormats.FindStringSubmatch(rolecall(t, t.TempDir(), "", args...).stderr); said != nil {
			return strings.Split(strings.ReplaceAll(said[1], " and ", ", "), ", ")
		}
	}
	return []string{"text"}
}

// TestM7Help checks that help never quotes its arguments unescaped.
func TestM7Help(t *testing.T) {
	t.Parallel()
	for _, command := range []string{"check", "test", "fmt"} {
		got := rolecall(t, t.TempDir(), "", command, "x"+evil, "--help")
		harm(t, command, got.stdout+got.stderr)
	}
}

// TestM7Watch is TestM7 for tests that are run again after a file has changed.
func TestM7Watch(t *testing.T) {
	t.Parallel()
	dir := folder(t, evilWorld())
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, "test", "--watch", "pass"+evilFile+"_test.hcl")
	cmd.Dir = dir
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 5 * time.Second
	var out await.Transcript
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	wait := func(text string, n int) {
		for strings.Count(out.String(), text) < n && ctx.Err() == nil {
			time.Sleep(20 * time.Millisecond)
		}
		if ctx.Err() != nil {
			t.Fatalf("%q is not there %d times in\n%s", text, n, out.String())
		}
	}
	wait("passed", 1)
	changed := filepath.Join(dir, "users"+evilFile+".hcl")
	text, err := os.ReadFile(changed)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(changed, append(text, "# more\n"...), 0o644); err != nil {
		t.Fatal(err)
	}
	wait(" changed", 1)
	wait("passed", 2)
	cancel()
	_ = cmd.Wait() // it was interrupted
	harm(t, "output", out.String())
}

// TestM7Engine checks that the texts of the engine have no unescaped names, and that its data has
// unchanged names.
func TestM7Engine(t *testing.T) {
	t.Parallel()
	eng := open(t, folder(t, evilWorld()))
	vic := engine.Subject{Type: "user", ID: "vic" + evil, Groups: []string{"cn=sre" + evil, "x"}, Token: "t" + evil}
	for _, r := range []engine.Request{
		{Subject: vic, Action: "folders:write", Resource: engine.Resource{Type: "folder", ID: "prod"}, Org: "main"},
		{Subject: engine.Subject{Type: "user", ID: "ann" + evil}, Action: "folders:write", Resource: engine.Resource{Type: "folder", ID: "prod"}, Org: "Org" + evil},
		{Subject: vic, Action: "x" + evil, Resource: engine.Resource{Type: "y" + evil, ID: "z" + evil, Folder: "f" + evil, Dashboard: "d" + evil, CreatedBy: "c" + evil}, Org: "o" + evil},
	} {
		harm(t, "subject", r.Subject.String())
		harm(t, "resource", r.Resource.String())
		harm(t, "request", r.String())
		explanation, err := eng.Explain(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		harm(t, "explanation", explanation.String())
		for _, way := range explanation.Ways {
			for _, need := range way.Needs {
				for _, derivation := range need.Derivations {
					for _, step := range derivation.Steps {
						harm(t, "step", step.Text())
						harm(t, "step", step.String())
					}
				}
			}
		}
		for _, change := range explanation.Repairs {
			for _, e := range change.Edits {
				harm(t, "edit", e.Text())
				harm(t, "edit", e.String())
			}
		}
		answer, err := eng.Evaluate(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		for _, reason := range answer.Reasons {
			if strings.Contains(reason, "\n") {
				t.Errorf("a reason has a line break: %q", reason)
			}
			harm(t, "reason", reason)
		}
	}
	found := false
	for s := range eng.WhoCan(engine.Request{Action: "folders:write", Resource: engine.Resource{Type: "folder", ID: "prod"}, Org: "main"}).All() {
		found = found || s.ID == vic.ID
	}
	if !found {
		t.Error("the name is not there as it is")
	}
	_, err := engine.Open(t.Context(), folder(t, evilMistakes()))
	if err == nil {
		t.Fatal("there are no mistakes")
	}
	harm(t, "error", err.Error())
}

// TestL11 checks that the name of a file cannot forge records of LCOV.
func TestL11(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{
		"main.hcl": "grafana { version = \"8.0\" }\norg \"main\" { viewers = [user.vic] }\n",
		"a\nend_of_record\nSF:evil.hcl\nDA:1,9\n.hcl": "user \"vic\" {}\nteam \"t\" { members = [user.vic] }\n",
		"a_test.hcl": "test \"t\" {\n  as = [user.vic]\n  allow {\n    actions = [\"orgs:read\"]\n  }\n}\n",
	})
	got := rolecall(t, dir, "", "test", "--coverage-lcov", "lcov.info")
	text, err := os.ReadFile(filepath.Join(dir, "lcov.info"))
	if err != nil {
		t.Fatalf("%v: %s", err, got.stderr)
	}
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "SF:evil.hcl") || line == "DA:1,9\n" {
			t.Errorf("a forged line: %s", line)
		}
	}
	if files, records := strings.Count(string(text), "\nSF:"), strings.Count(string(text), "\nend_of_record\n"); files != 2 || records != 2 {
		t.Errorf("%d files and %d records, want 2:\n%s", files, records, text)
	}
}
