package split

import (
	"bytes"
	"crypto/elliptic"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/signing"
	"github.com/rolecall/rolecall/tests/keypair"
)

// base is a configuration with a file for each org, and one for all that belongs to none.
var base = map[string]string{
	"main.hcl": `
grafana {
  version = "9.3"
  edition = "enterprise"
}
user "vic" {}
user "eve" {}
`,
	"one.hcl": `
org "one" {
  viewers = [user.vic]
  editors = [user.eve]
}
folder "production" { org = org.one }
`,
	"two.hcl": `
org "two" { viewers = [user.eve] }
folder "lab" { org = org.two }
`,
}

// changesOfOne are changes of what one org declares: text to put into its file.
var changesOfOne = map[string]string{
	"a folder":          `folder "more" { org = org.one }`,
	"a team":            "team \"sre\" {\n  org = org.one\n  members = [user.vic]\n}",
	"a decomposed name": "team \"ops\" {\n  org = org.one\n  name = \"Op\u00e9rateurs\"\n  external_groups = [\"CN=\u00c9quipe\"]\n}",
	"an account":        "service_account \"ci\" {\n  org = org.one\n  role = \"Admin\"\n}",
	"a role":            role("reader", "teams:read", `scopes = ["teams:*"]`),
	"a plugin's action": role("caller", "grafana-oncall-app.alert-groups:read", ""),
	"a list":            "folder \"closed\" {\n  org = org.one\n  permission \"View\" { users = [user.vic] }\n}",
}

// role returns a custom role of the org one with a permission, assigned to a user.
func role(name, action, scopes string) string {
	return fmt.Sprintf("role %q {\n  org = org.one\n  permission %q {\n    %s\n  }\n}\n", name, action, scopes) +
		fmt.Sprintf("role_assignment %q {\n  role = role.%s\n  users = [user.vic]\n}", name, name)
}

// opened opens files as a configuration.
func opened(t testing.TB, files map[string]string) *engine.View {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	e, err := engine.OpenFS(t.Context(), fsys)
	if err != nil {
		t.Fatal(err)
	}
	return e.View()
}

func split(t testing.TB, files map[string]string, opts ...engine.BundleOption) map[string][]byte {
	t.Helper()
	archives, err := engine.Archives(opened(t, files), append(opts, engine.SplitByOrg())...)
	if err != nil {
		t.Fatal(err)
	}
	return archives
}

func signer(t testing.TB) *signing.Signer {
	t.Helper()
	s, err := signing.NewSigner(keypair.New(t, elliptic.P256()).Private, "", "default", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestChange changes one org, and checks that the bundles of all others keep their bytes.
func TestChange(t *testing.T) {
	for _, opts := range [][]engine.BundleOption{nil, {engine.Signed(signer(t))}} {
		before := split(t, base, opts...)
		if want := []string{ofOrg("one"), ofOrg("two"), server}; !slices.Equal(slices.Sorted(maps.Keys(before)), want) {
			t.Fatalf("the bundles are %v, not %v", slices.Sorted(maps.Keys(before)), want)
		}
		for name, text := range changesOfOne {
			if testing.Short() && opts != nil && name != "a folder" {
				continue
			}
			files := maps.Clone(base)
			files["one.hcl"] += text + "\n"
			after := split(t, files, opts...)
			for archive := range before {
				if same := bytes.Equal(before[archive], after[archive]); same != (archive != ofOrg("one")) {
					t.Errorf("%s: %s is the same: %v", name, archive, same)
				}
			}
		}
	}
}

// TestRefused checks that parts that do not belong together are refused.
func TestRefused(t *testing.T) {
	s := signer(t)
	archives := split(t, base, engine.Signed(s))
	disabled := maps.Clone(base)
	disabled["main.hcl"] = strings.Replace(base["main.hcl"], `user "eve" {}`, `user "eve" { disabled = true }`, 1)
	newer := split(t, disabled, engine.Signed(s))
	unsigned := split(t, base)
	v := engine.WithVerification(signing.Verification{Keys: []signing.Key{s.Key()}})
	with := func(name string, content []byte) map[string][]byte {
		some := maps.Clone(archives)
		some[name] = content
		return some
	}
	if _, err := engine.Open(t.Context(), folder(t, archives), v); err != nil {
		t.Error(err)
	}
	if _, err := engine.Open(t.Context(), folder(t, newer), v); err != nil {
		t.Error(err)
	}
	for name, c := range map[string]struct {
		files map[string][]byte
		says  string
	}{
		"no policies, but those of a whole bundle": {with(server, unsigned[ofOrg("one")]), "signed"},
		"an org that is not signed":                {with(ofOrg("two"), unsigned[ofOrg("two")]), "not signed"},
		"an org under another name":                {with(ofOrg("three"), archives[ofOrg("one")]), "which has the name"},
		"an org in the place of another":           {with(ofOrg("two"), archives[ofOrg("one")]), "which has the name"},
		"policies in the place of an org":          {with(ofOrg("two"), archives[server]), "not the bundle of an org"},
		"an org in the place of the policies":      {with(server, archives[ofOrg("one")]), "that of the orgs"},
		"older orgs, of which a user is disabled":  {with(server, newer[server]), "not of one build"},
		"half an archive":                          {with(ofOrg("two"), archives[ofOrg("two")][:100]), "too early"},
		"a configuration beside":                   {with("main.hcl", []byte("")), "remove one of them"},
	} {
		_, err := engine.Open(t.Context(), folder(t, c.files), v)
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: the error is %v, without %q", name, err, c.says)
		}
	}
	demanding := signing.Verification{Keys: []signing.Key{s.Key()}, Revision: opened(t, base).Revision()}
	if _, err := engine.Open(t.Context(), folder(t, archives), engine.WithVerification(demanding)); err != nil {
		t.Errorf("the demanded revision is refused: %v", err)
	}
	var refusal *signing.Refusal
	_, err := engine.Open(t.Context(), folder(t, newer), engine.WithVerification(demanding))
	if !errors.As(err, &refusal) || refusal.Reason != signing.Replayed {
		t.Errorf("another revision is not refused: %v", err)
	}
	path := filepath.Join(t.TempDir(), "part.tar.gz")
	if err := os.WriteFile(path, archives[ofOrg("one")], 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := engine.Open(t.Context(), path); err == nil || !strings.Contains(err.Error(), "part of a split bundle") {
		t.Errorf("a part alone: %v", err)
	}
}

// TestRebuild builds the whole bundle from its parts, and the parts again.
func TestRebuild(t *testing.T) {
	view := opened(t, base)
	dir := filepath.Join(t.TempDir(), "parts")
	for range 2 { // the second replaces the first
		if err := view.WriteBundle(dir, engine.SplitByOrg()); err != nil {
			t.Fatal(err)
		}
	}
	e, err := engine.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	again, err := engine.Archives(e.View(), engine.SplitByOrg())
	if err != nil {
		t.Fatal(err)
	}
	if !maps.EqualFunc(again, split(t, base), bytes.Equal) {
		t.Error("the parts of the parts are others")
	}
	path := filepath.Join(t.TempDir(), "whole.tar.gz")
	if err := e.View().WriteBundle(path); err != nil {
		t.Fatal(err)
	}
	one, err := engine.Open(t.Context(), path)
	if err != nil || one.View().Revision() != view.Revision() {
		t.Errorf("the whole of the parts is another: %v", err)
	}
	if err := view.WriteBundle(path, engine.SplitByOrg()); err == nil {
		t.Error("a split bundle is written to an archive")
	}
}
