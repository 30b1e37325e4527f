package fastpath

import (
	"encoding/binary"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rolecall/rolecall/engine/authzen"
	"github.com/rolecall/rolecall/engine/internal/access"
	"github.com/rolecall/rolecall/engine/internal/index"
	"github.com/rolecall/rolecall/engine/internal/policy"
	"github.com/rolecall/rolecall/engine/internal/representatives"
	"github.com/rolecall/rolecall/internal/document"
	"github.com/rolecall/rolecall/loader"
)

// TestPlainKinds says that each type of things is found at the length of its
// name, and that nothing else is, whatever its bytes (H7).
func TestPlainKinds(t *testing.T) {
	x, p := plainWith(t, `
org "main" { admins = [user.ada] }
user "ada" {}
`, nil)
	if len(representatives.ItemTypes) != numKinds {
		t.Fatalf("%d types of things, with room for %d", len(representatives.ItemTypes), numKinds)
	}
	types := map[string]int{}
	for number, typ := range representatives.ItemTypes {
		types[typ.Type] = number
	}
	for name, number := range types {
		if k := p.kinds[len(name)]; !k.known || k.number != number {
			t.Errorf("%s is not among the kinds by its length", name)
		}
	}
	for n := range 3 * maxType {
		for _, fill := range []string{"\x00", "\xff", "a"} {
			typ := strings.Repeat(fill, n)
			for action := range x.Rows.Actions {
				if need, _ := p.need(action, typ); need != nil {
					t.Fatalf("%s is needed of the type %q, which there is not", action, typ)
				}
			}
		}
	}
}

// TestLostMember says that a member whom the table of an org has no place for is
// not taken for an outsider.
func TestLostMember(t *testing.T) {
	// Texts that begin so have hashes that do not depend on their ends.
	const length = 24
	same := uint64(factor1)
	prefix := string(binary.NativeEndian.AppendUint64(nil, same*length)) + "same end"
	renamed := map[string]string{"everywhere": prefix + "1 of two", "second": prefix + "2 of two"}
	x, p := plainWith(t, `
org "a" { viewers = [user.everywhere, user.second] }
org "b" { viewers = [user.everywhere] }
user "everywhere" {}
user "second" {}
folder "f" { org = org.a }
`, renamed)
	if m := findMember(&p.orgs[0].memberTable, p.orgs[0].members, renamed["second"]); m != nil {
		t.Fatal("the table has a place for both; the test needs other logins")
	}
	program, err := policy.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	m := access.NewMatcher(x, program)
	for _, login := range renamed {
		r := authzen.Request{Subject: authzen.Subject{Type: "user", ID: login}, Action: "folders:read", Resource: authzen.Resource{Type: "folder", ID: "f"}, Org: "a"}
		allowed, ok := p.Decide(&r)
		if !ok {
			allowed, err = m.Decide(t.Context(), &r)
		}
		if err != nil || !allowed {
			t.Errorf("%q may not read the folder", login)
		}
	}
}

// plainWith are the indexes of a configuration, with some users renamed.
func plainWith(t *testing.T, hcl string, renamed map[string]string) (*index.Index, *Index) {
	t.Helper()
	w, diags := loader.Load(fstest.MapFS{"main.hcl": {Data: []byte("grafana { version = \"9.3\" }\n" + hcl)}})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	d := document.Of(w)
	for from, to := range renamed {
		delete(d.Logins, from)
		d.Logins[to] = to
		rename(d.Users, "user:"+from, "user:"+to)
		for _, org := range d.Orgs {
			rename(org.Members, "user:"+from, "user:"+to)
		}
	}
	program, err := policy.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	sample := representatives.New(d)
	rows, err := program.Rows(t.Context(), sample.Data)
	if err != nil {
		t.Fatal(err)
	}
	x, err := index.New(d, sample, rows)
	if err != nil {
		t.Fatal(err)
	}
	return x, New(x)
}

func rename[T any](all map[string]T, from, to string) {
	if v, ok := all[from]; ok {
		delete(all, from)
		all[to] = v
	}
}
