package hostile

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/loader"
	"github.com/rolecall/rolecall/tests/generate"
	"github.com/rolecall/rolecall/tests/reference"
)

// strange lists names that have a meaning somewhere. Grafana accepts all of them for a login, a team,
// a service account, a key and a token. No two of them are equal if case is ignored.
var strange = append([]string{
	"a:b", "uid:*", "x/*", "/", ":", "::", " ", "  x ", "general", "general:x", "user:u1", "team:x", "role:Admin", "role:Grafana Admin",
	"basic:Admin", "server admin", "everyone signed in", "anonymous", "outside:user:u1", "server", "org", "any scope at all", "another org",
	"default permissions", "data sources without permissions", "created by oneself", "a\nb", "a\tb", "a\r\nb", "é", "ß", "ı", "ǆ", "ﬁ",
	"\u202eadmin", "\u200b", "日本語", "🦀", "\ufffd", "\u00a0", "1", "0", "-1", "1e3", "true", "null", "<b>", "&", `"`, `\`, "'", "`", "$", "%", "%s", "%!d",
	"${x}", "%{x}", "a, b", "a b", "a,b", "a creator", "admin creator", "member", "x\n1 true", "global.users:id:*", "users:*", "folders:*",
	strings.Repeat("n", 31), strings.Repeat("n", 32), strings.Repeat("n", 253), strings.Repeat("n", 254), strings.Repeat("n", 255), strings.Repeat("x", 65536),
}, patterns...)

var (
	// named holds the attributes with the name of a block.
	named = map[string]string{"user": "login", "team": "name", "service_account": "name", "api_key": "name"}

	blockLine = regexp.MustCompile(`^(user|team|service_account|api_key) "([^"]+)" \{$`)
	tokenLine = regexp.MustCompile(`^  token ("(?:[^"\\]|\\.)*") \{$`)
	// nameInScope matches the name of a single resource in a scope that is a string.
	nameInScope = regexp.MustCompile(`"(global\.users:id|global:users|users:id|users|teams:id|serviceaccounts:id|apikeys:id|roles:uid|roles):((?:[^"\\]|\\.)*)"`)
)

// A renaming maps old names to new ones, by type.
type renaming map[string]map[string]string

// rename renames everything in a configuration. The configuration must not have scopes that contain
// names as strings.
func rename(config string, name func(typ, old string) string) string {
	var out []string
	lines := strings.Split(config, "\n")
	for i := 0; i < len(lines); i++ {
		line := lines[i]
		if m := tokenLine.FindStringSubmatch(line); m != nil {
			line = fmt.Sprintf("  token %s {", quote(name("token", unquote(m[1]))))
		}
		if before, scopes, ok := strings.Cut(line, "scopes = ["); ok {
			line = before + "scopes = [" + nameInScope.ReplaceAllStringFunc(scopes, func(scope string) string {
				m := nameInScope.FindStringSubmatch(scope)
				if m[2] == "*" || m[2] == "**" {
					return scope
				}
				return fmt.Sprintf("%q", m[1]+":nobody-at-all")
			})
		}
		out = append(out, line)
		m := blockLine.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		old := m[2]
		begins := "  " + named[m[1]] + " = "
		for j := i + 1; lines[j] != "}"; j++ {
			if text, ok := strings.CutPrefix(lines[j], begins); ok {
				old = unquote(text)
				lines = slices.Delete(lines, j, j+1)
				break
			}
		}
		out = append(out, begins+quote(name(m[1], old)))
	}
	return strings.Join(out, "\n")
}

func unquote(text string) string {
	var s string
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		panic(err)
	}
	return strings.NewReplacer("$${", "${", "%%{", "%{").Replace(s)
}

// TestRename checks that no answer depends on the names of users, teams, accounts, keys and tokens
// (H1): a configuration with strange names must answer as the same one with plain names.
func TestRename(t *testing.T) {
	each(t, count(len(generate.Servers), 1800), func(t *testing.T, seed int, _ *rand.Rand) {
		server := generate.Servers[seed%len(generate.Servers)]
		c := generate.Cases(server, count(80, 300)).Example(seed)
		rnd := rand.New(rand.NewPCG(uint64(seed), 3))
		names, order := renaming{}, map[string][]int{}
		plain := rename(c.Config, func(_, old string) string { return old })
		renamed := rename(c.Config, func(typ, old string) string {
			if names[typ] == nil {
				names[typ], order[typ] = map[string]string{}, rnd.Perm(len(strange))
			}
			if _, ok := names[typ][old]; !ok {
				names[typ][old] = strange[order[typ][len(names[typ])]]
			}
			return names[typ][old]
		})
		before, after := engineOf(t, plain), engineOf(t, renamed)
		var opa func(string) bool
		if seed%7 == 0 {
			opa = plainOPA(t, after)
		}
		for i, asked := range c.Requests {
			r := requestOf(t, asked)
			other, ok := names.request(r)
			if !ok {
				continue
			}
			want, _ := before.Check(t.Context(), r)
			got, _ := after.Check(t.Context(), other)
			answer, _ := after.Evaluate(t.Context(), other)
			if got != want || answer.Allowed != got.Allowed {
				t.Fatalf("%s: %s is allowed %t, and renamed %q %t (%t with reasons)\n%s", server, r, want.Allowed, other, got.Allowed, answer.Allowed, renamed)
			}
			if opa != nil && i < 25 {
				text, _ := json.Marshal(other)
				if opa(string(text)) != got.Allowed {
					t.Fatalf("%s: plain OPA does not answer %t: %s\n%s", server, got.Allowed, text, renamed)
				}
			}
			if s := other.Subject; i < 15 && len(s.Groups) == 0 && s.Token == "" && !strings.Contains(s.ID, "@") {
				listed := slices.ContainsFunc(slices.Collect(after.WhoCan(other).All()), func(x engine.Subject) bool {
					return x.Type == s.Type && (x.ID == s.ID || server.Version == "13.3" && x.ID == strings.ToLower(s.ID))
				})
				if listed != got.Allowed {
					t.Fatalf("%s: who-can lists the subject: %t: %q\n%s", server, listed, other, renamed)
				}
			}
		}
	})
}

// request returns a request with the new names; emails stay. It is not ok if a name was not renamed.
func (n renaming) request(r engine.Request) (engine.Request, bool) {
	ok := true
	replace := func(typ string, name *string) {
		if *name == "" || n[typ] == nil && named[typ] == "" && typ != "token" || strings.Contains(*name, "@x.org") {
			return
		}
		other, known := n[typ][*name]
		ok = ok && known
		*name = other
	}
	replace(r.Subject.Type, &r.Subject.ID)
	replace("token", &r.Subject.Token)
	replace(r.Resource.Type, &r.Resource.ID)
	replace("user", &r.Resource.CreatedBy)
	r.DataSources = slices.Clone(r.DataSources)
	for i := range r.DataSources {
		replace("data_source", &r.DataSources[i])
	}
	return r, ok
}

func engineOf(t testing.TB, config string) *engine.Engine {
	t.Helper()
	w, diags := loader.Load(fstest.MapFS{"main.hcl": {Data: []byte(config)}})
	if errs := diags.Errs(); diags.HasErrors() {
		t.Fatalf("%v\n%s", errs, config)
	}
	e, err := engine.FromWorld(t.Context(), w)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func requestOf(t testing.TB, asked reference.Request) engine.Request {
	t.Helper()
	r, err := reference.ToEngine(asked)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestStrangeNames checks that the names for TestRename are distinct in every version.
func TestStrangeNames(t *testing.T) {
	seen := map[string]string{}
	for _, name := range strange {
		if first, twice := seen[strings.ToLower(name)]; twice {
			t.Errorf("%q and %q are the same", first, name)
		}
		seen[strings.ToLower(name)] = name
	}
	if len(seen) < 80 {
		t.Errorf("only %d names", len(seen))
	}
}
