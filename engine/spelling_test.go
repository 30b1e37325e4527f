package engine

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"

	"github.com/rolecall/rolecall/internal/document"
	"github.com/rolecall/rolecall/loader"
	"github.com/rolecall/rolecall/schema"
)

// spelled declares a thing of each type with a name.
const spelled = `
grafana { version = "9.3" }
org "main" { viewers = [user.eve] }
user "eve" { email = "eve@example.com" }
team "t" { members = [user.eve] }
service_account "s" {
  role = "Viewer"
  token "token" {}
}
api_key "k" { role = "Viewer" }
folder "f" {
  permission "Edit" {
    users = [user.eve]
    teams = [team.t]
  }
}
dashboard "d" { folder = folder.f }
data_source "ds" {
  permission "Query" { teams = [team.t] }
}
role "r" {
  permission "teams:create" {}
}
role_assignment "a" {
  role  = role.r
  users = [user.eve]
}
`

// TestSpelling checks that a world is refused if a name in it is not spelled as the loader
// spells it: Check and plain OPA would decide differently.
func TestSpelling(t *testing.T) {
	w := worldOf(t, spelled)
	names := map[string]func(*schema.World) *schema.Text{
		"an email": func(w *schema.World) *schema.Text { return &w.Users[0].Email },
		"a token":  func(w *schema.World) *schema.Text { return &w.ServiceAccounts[0].Tokens[0].Name },
	}
	n := 0
	for thing := range w.Things {
		at := n
		names[thing.Declared().Addr.String()] = func(w *schema.World) (name *schema.Text) {
			i := 0
			for thing := range w.Things {
				if i == at {
					name = thing.GrafanaName()
				}
				i++
			}
			return name
		}
		n++
	}
	if n != 9 {
		t.Errorf("%d things have a name", n)
	}
	for of, name := range names {
		for added, refusal := range map[string]string{"": "", "\u00e9": "", "e\u0301": "decomposed", "\xff": "UTF-8", "\x00": "NUL"} {
			changed := w.Clone()
			name(changed).Value += added
			_, err := FromWorld(t.Context(), changed)
			if refused := err != nil && refusal != "" && strings.Contains(err.Error(), refusal); refused != (refusal != "") || err != nil && !refused {
				t.Errorf("%s with %+q: %v", of, added, err)
			}
		}
	}
}

// TestSpellingOfLogins checks that logins and emails in capitals are refused where Grafana
// stores them in lower case, and only there.
func TestSpellingOfLogins(t *testing.T) {
	for version, lower := range map[string]bool{"9.3": false, "13.3": true} {
		w := worldOf(t, strings.ReplaceAll(eveEditor, "9.3", version))
		for what, name := range map[string]func(*schema.User) *schema.Text{
			"login": func(u *schema.User) *schema.Text { return &u.Login },
			"email": func(u *schema.User) *schema.Text { return &u.Email },
		} {
			changed := w.Clone()
			name(changed.Users[0]).Value = "Eve"
			_, err := FromWorld(t.Context(), changed)
			if refused := err != nil && strings.Contains(err.Error(), `write "eve"`); refused != lower || err != nil && !refused {
				t.Errorf("a %s in capitals in Grafana %s: %v", what, version, err)
			}
		}
	}
}

// TestSpellingsOfBundles checks that a bundle is refused whose table of spellings leads to
// another name.
func TestSpellingsOfBundles(t *testing.T) {
	b := engineOfText(t, strings.ReplaceAll(eveEditor, `user "eve" {}`, `user "eve" { email = "`+"\u00e9"+`@x" }`)).View().Bundle()
	decomposed := `"spellings":{"` + "e\u0301" + `@x":`
	if _, err := FromBundle(t.Context(), resealed(t, b, decomposed, decomposed)); err != nil {
		t.Fatal(err)
	}
	for _, other := range []string{`"spellings":{"ada":"eve",` + decomposed[len(`"spellings":{`):], strings.Replace(decomposed, "@x", "@y", 1)} {
		if _, err := FromBundle(t.Context(), resealed(t, b, decomposed, other)); err == nil || !strings.Contains(err.Error(), "spelling") {
			t.Errorf("%+q: %v", other, err)
		}
	}
}

// TestLowerCase checks that a name in lower case stays the same, so that no world of the
// loader is refused.
func TestLowerCase(t *testing.T) {
	for r := range rune(unicode.MaxRune + 1) {
		for _, mark := range []string{"", "\u0301", "\u0307", "\u0345", "\u05b0"} {
			if !unicode.IsLetter(r) && !unicode.IsMark(r) {
				continue
			}
			once := document.LowerCase(string(r) + mark)
			if again := document.LowerCase(once); again != once {
				t.Errorf("%+q becomes %+q, then %+q", string(r)+mark, once, again)
			}
		}
	}
}

// TestInvalidUTF8 checks that a name with invalid UTF-8 in a request is not taken for the
// name with U+FFFD in its place, which lower case would make of it.
func TestInvalidUTF8(t *testing.T) {
	const base = `
grafana { version = "13.3" }
org "main" { editors = [user.odd] }
user "odd" { login = "\ufffd" }
user "eve" {}
folder "f" {
  permission "Edit" {
    users = [user.odd]
    teams = [team.t]
  }
}
`
	team := base + `
team "t" { external_groups = ["\ufffd", "cn=*,ou=\ufffd"] }
`
	for name, tc := range map[string]struct {
		config  string
		subject Subject
	}{
		"a login":        {config: team, subject: Subject{Type: "user", ID: "%s"}},
		"a team's group": {config: strings.Replace(team, "[user.odd]", "[user.odd, user.eve]", 1), subject: Subject{Type: "user", ID: "eve", Groups: []string{"%s"}}},
		"a pattern":      {config: strings.Replace(team, "[user.odd]", "[user.odd, user.eve]", 1), subject: Subject{Type: "user", ID: "eve", Groups: []string{"cn=x,ou=%s"}}},
		"a mapped group": {config: team + `
org_mapping {
  group = "` + "\ufffd" + `"
  role  = "Editor"
}
`, subject: Subject{Type: "user", ID: "eve", Groups: []string{"%s"}}},
	} {
		eng := engineOfText(t, tc.config)
		for text, want := range map[string]bool{"\ufffd": true, "\xff": false} {
			r := Request{Subject: tc.subject, Action: "dashboards:create", Resource: Resource{Type: "folder", ID: "f"}}
			r.Subject.ID = strings.ReplaceAll(r.Subject.ID, "%s", text)
			if len(r.Subject.Groups) > 0 {
				r.Subject.Groups = []string{strings.ReplaceAll(r.Subject.Groups[0], "%s", text)}
			}
			d, err := eng.Check(t.Context(), r)
			e, err2 := eng.Evaluate(t.Context(), r)
			x, err3 := eng.Explain(t.Context(), r)
			if got := []any{d.Allowed, err, e.Allowed, err2, x.Allowed, err3}; fmt.Sprint(got) != fmt.Sprint([]any{want, nil, want, nil, want, nil}) {
				t.Errorf("%s with %+q: %v, want %t", name, text, got, want)
			}
		}
	}
}

// TestNamesakes checks that a service account does not have the role that another of the
// same name has in every org, and that the configuration can be opened as a bundle.
func TestNamesakes(t *testing.T) {
	for _, version := range []string{"9.3", "13.3"} {
		e := engineOfText(t, `
grafana { version = "`+version+`" }
org "a" {}
org "b" {}
service_account "one" {
  org  = org.a
  name = "x"
  role = "Viewer"
}
service_account "other" {
  org  = org.b
  name = "x"
  role = "Viewer"
}
role_assignment "r" {
  role             = "fixed:stats:reader"
  service_accounts = [service_account.one]
}
`)
		opened, err := FromBundle(t.Context(), e.View().Bundle())
		if err != nil {
			t.Fatal(err)
		}
		for org, want := range map[string]bool{"a": true, "b": false} {
			r := Request{Subject: Subject{Type: "service_account", ID: "x"}, Action: "server.stats:read", Org: org}
			for _, e := range []*Engine{e, opened} {
				if d, err := e.Check(t.Context(), r); err != nil || d.Allowed != want {
					t.Errorf("%s: %s: %v %v", version, r, d, err)
				}
			}
		}
	}
}

func worldOf(t *testing.T, text string) *schema.World {
	t.Helper()
	w, diags := loader.Load(fstest.MapFS{"main.hcl": {Data: []byte(text)}})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return w
}

func engineOfText(t *testing.T, text string) *Engine {
	t.Helper()
	e, err := FromWorld(t.Context(), worldOf(t, text))
	if err != nil {
		t.Fatal(err)
	}
	return e
}
