package fastpath

import (
	"encoding/binary"
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

// TestLostMember asks for a member that has no place in the table of its org: it is not taken
// for an outsider.
func TestLostMember(t *testing.T) {
	// Texts that begin so have hashes that do not depend on their ends.
	const length = 24
	same := uint64(factor1)
	prefix := string(binary.NativeEndian.AppendUint64(nil, same*length)) + "same end"
	renamed := map[string]string{"everywhere": prefix + "1 of two", "second": prefix + "2 of two"}
	x, p := indexes(t, `
org "a" { viewers = [user.everywhere, user.second] }
org "b" { viewers = [user.everywhere] }
user "everywhere" {}
user "second" {}
folder "f" { org = org.a }
`, renamed)
	if m := p.orgs[0].members.find(renamed["second"]); m != nil {
		t.Fatal("the table has a place for both; the test needs other logins")
	}
	program, err := policy.Embedded("9.3")
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

// indexes returns the indexes of a configuration, with some users renamed.
func indexes(t *testing.T, hcl string, renamed map[string]string) (*index.Index, *Index) {
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
	program, err := policy.Embedded("9.3")
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
