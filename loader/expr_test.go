package loader

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/rolecall/rolecall/internal/document"
)

// TestExpressions loads the configurations of testdata/valid: the files below computed/
// mean the same as the files without expressions below written/. Files below both/ are
// part of both.
func TestExpressions(t *testing.T) {
	archives, err := filepath.Glob("testdata/valid/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatalf("no fixtures (%v)", err)
	}
	for _, archive := range archives {
		t.Run(filepath.Base(archive), func(t *testing.T) {
			src, err := os.ReadFile(archive)
			if err != nil {
				t.Fatal(err)
			}
			computed, written := fstest.MapFS{}, fstest.MapFS{}
			for _, f := range txtar.Parse(src).Files {
				file := &fstest.MapFile{Data: f.Data}
				where, name, _ := strings.Cut(f.Name, "/")
				if where != "written" {
					computed[name] = file
				}
				if where != "computed" {
					written[name] = file
				}
			}
			if diff := gocmp.Diff(meaning(t, written), meaning(t, computed)); diff != "" {
				t.Errorf("(-written +computed):\n%s", diff)
			}
		})
	}
}

// meaning is the document of a configuration without its sources, and with
// labels of instances like others.
func meaning(t *testing.T, fsys fstest.MapFS, opts ...Option) string {
	t.Helper()
	w, diags := Load(fsys, opts...)
	if diags.HasErrors() { // warnings ask about a configuration that is made up
		for _, d := range diags {
			t.Errorf("%v\n%s", d, d.Detail)
		}
		t.FailNow()
	}
	raw, err := json.Marshal(document.Of(w))
	if err != nil {
		t.Fatal(err)
	}
	var doc any
	if err := json.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	raw, err = json.MarshalIndent(withoutSources(doc), "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func withoutSources(doc any) any {
	switch doc := doc.(type) {
	case map[string]any:
		for k, v := range doc {
			if s, ok := v.(string); ok && (k == "source" || strings.Contains(s, ".hcl")) {
				doc[k] = ""
				continue
			}
			doc[k] = withoutSources(v)
		}
	case []any:
		for i := range doc {
			doc[i] = withoutSources(doc[i])
		}
	}
	return doc
}

// TestVariables checks where values of variables come from.
func TestVariables(t *testing.T) {
	config := fstest.MapFS{"main.hcl": {Data: []byte(`
grafana { version = var.version }
variable "version" {
  type    = string
  default = "8.0"
}
variable "logins" {
  type    = set(string)
  default = []
}
variable "roles" {
  type    = map(object({ login = string, admin = optional(bool, false) }))
  default = {}
  validation {
    condition     = alltrue([for k, v in var.roles : length(v.login) > 1])
    error_message = "A login has two letters."
  }
}
org "main" {}
user "of_set" { for_each = var.logins }
user "of_map" {
  for_each      = var.roles
  login         = each.value.login
  grafana_admin = each.value.admin
}
`)}}
	for name, tc := range map[string]struct {
		opts []Option
		want []string // logins
		says string
	}{
		"defaults": {},
		"text of a type that is not primitive": {
			opts: []Option{WithVariables(map[string]string{"logins": `["eve", "ada"]`})},
			want: []string{"ada", "eve"},
		},
		"the last one wins": {
			opts: []Option{
				WithEnvironment(map[string]string{"logins": `["env"]`, "unknown": "disregarded"}),
				WithVariableFile("a.hcl", []byte(`logins = ["file"]`)),
				WithVariableFile("b.json", []byte(`{"logins": ["json"], "roles": {"x": {"login": "${in json no template}"}}}`)),
			},
			want: []string{"${in json no template}", "json"},
		},
		"a name that is not declared": {
			opts: []Option{WithVariables(map[string]string{"login": "x"})},
			says: `Value for undeclared variable; A value is given for the variable "login", and the configuration does not declare it. Did you mean "logins"?`,
		},
		"a name in a file that is not declared": {
			opts: []Option{WithVariableFile("a.hcl", []byte(`login = "x"`))},
			says: `a.hcl:1,1-6: Value for undeclared variable; The configuration declares no variable "login". Did you mean "logins"?`,
		},
		"a value of another type": {
			opts: []Option{WithVariables(map[string]string{"logins": "true"})},
			says: `main.hcl:7,10-18: Unsuitable value for variable; The value of the variable "logins" does not have its type, set(string): set of string required, but have bool.`,
		},
		"a text that is not an expression": {
			opts: []Option{WithVariables(map[string]string{"logins": "eve"})},
			says: `main.hcl:7,10-18: Unsuitable value for variable; The text given for the variable "logins" is not an expression in HCL: names mean nothing here, so put strings in quotes.`,
		},
		"a value that is not valid": {
			opts: []Option{WithVariableFile("a.hcl", []byte(`roles = { x = { login = "y" } }`))},
			says: "a.hcl:1,9-32: Invalid value for variable; A login has two letters.\n\nThe condition at main.hcl:15 does not hold.",
		},
		"a broken file": {
			opts: []Option{WithVariableFile("a.hcl", []byte(`roles = `))},
			says: "a.hcl:1,9-9: Missing expression; Expected the start of an expression, but found the end of the file.",
		},
	} {
		t.Run(name, func(t *testing.T) {
			w, diags := Load(config, tc.opts...)
			var got []string
			for _, u := range w.Users {
				got = append(got, u.Login.Value)
			}
			if tc.says != "" {
				if len(diags) != 1 || strings.TrimPrefix(diags[0].Error(), "<nil>: ") != tc.says {
					t.Errorf("got  %v\nwant %s", diags, tc.says)
				}
				return
			}
			if len(diags) > 0 {
				t.Fatal(diags)
			}
			if diff := gocmp.Diff(tc.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestConfinement checks that functions read nothing outside the configuration.
func TestConfinement(t *testing.T) {
	dir := t.TempDir()
	inside := filepath.Join(dir, "inside")
	for name, content := range map[string]string{
		"secret.txt":       "secret",
		"inside/users.csv": "login\neve\n",
	} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for name, to := range map[string]string{"out.txt": "../secret.txt", "in.csv": "users.csv", "up": "..", "abs": filepath.Join(dir, "secret.txt")} {
		if err := os.Symlink(to, filepath.Join(inside, name)); err != nil {
			t.Fatal(err)
		}
	}
	root, err := os.OpenRoot(inside)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	for call, says := range map[string]string{
		`file("users.csv")`:                "",
		`file("./users.csv")`:              "",
		`file("in.csv")`:                   "",
		`file("x/../users.csv")`:           "",
		`file("../secret.txt")`:            "leads out of the configuration",
		`file("x/../../secret.txt")`:       "leads out of the configuration",
		`file("out.txt")`:                  "a link that leads out of the configuration",
		`file("abs")`:                      "a link that leads out of the configuration",
		`file("up/secret.txt")`:            "a link that leads out of the configuration",
		`file("/etc/passwd")`:              "leads out of the configuration",
		`file("nothing.txt")`:              `there is no file "nothing.txt"`,
		`file(".")`:                        "it is a folder, not a regular file",
		`file("")`:                         "not a path of a file",
		`tostring(fileexists("../x"))`:     "leads out of the configuration",
		`tostring(fileexists("out.txt"))`:  "a link that leads out of the configuration",
		`join(",", fileset(".", "*.csv"))`: "",
		`join(",", fileset("..", "*"))`:    "leads out of the configuration",
		`join(",", fileset("up", "*"))`:    "a link that leads out of the configuration",
		`join(",", fileset(".", "../*"))`:  "leads out of the folder",
	} {
		t.Run(call, func(t *testing.T) {
			if err := os.WriteFile(filepath.Join(inside, "main.hcl"), fmt.Appendf(nil, "grafana { version = \"8.0\" }\nlocals { x = %s }\n", call), 0o644); err != nil {
				t.Fatal(err)
			}
			_, diags := Load(root.FS())
			if says == "" && len(diags) > 0 || says != "" && (len(diags) != 1 || !strings.Contains(diags[0].Detail, says)) {
				t.Errorf("want %q, got %v", says, diags)
			}
		})
	}
}
