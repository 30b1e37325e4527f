package fastpath

import (
	"fmt"
	"strings"
	"testing"

	"github.com/rolecall/rolecall/engine/authzen"
	"github.com/rolecall/rolecall/engine/internal/bitset"
	"github.com/rolecall/rolecall/engine/internal/index"
)

// TestLimits asks at each limit of the records and beyond: up to it the fast path decides, and beyond it
// leaves requests open.
func TestLimits(t *testing.T) {
	edits := func(n int) string { // a folder that n users may edit
		var b strings.Builder
		b.WriteString("org \"main\" {\n viewers = [user.u0]\n editors = [")
		for i := 1; i < n; i++ {
			fmt.Fprintf(&b, "user.u%d, ", i)
		}
		b.WriteString("]\n}\n")
		for i := range n {
			fmt.Fprintf(&b, "user \"u%d\" {}\n", i)
		}
		b.WriteString("folder \"f\" {\n org = org.main\n permission \"Edit\" { users = [")
		for i := range n {
			fmt.Fprintf(&b, "user.u%d, ", i)
		}
		b.WriteString("] }\n}\n")
		return b.String()
	}
	teams := func(n int) string { // n teams of a user, the last of which may edit the folder
		var b strings.Builder
		b.WriteString("org \"main\" { viewers = [user.u0] }\nuser \"u0\" {}\n")
		for i := range n {
			fmt.Fprintf(&b, "team \"t%d\" {\n org = org.main\n members = [user.u0]\n}\n", i)
			fmt.Fprintf(&b, "folder \"of_%d\" {\n org = org.main\n permission \"View\" { teams = [team.t%d] }\n}\n", i, i)
		}
		fmt.Fprintf(&b, "folder \"f\" {\n org = org.main\n permission \"Edit\" { teams = [team.t%d] }\n}\n", n-1)
		return b.String()
	}
	named := func(login, uid int) string {
		return fmt.Sprintf("org \"main\" { editors = [user.u0] }\nuser \"u0\" { login = %q }\nfolder \"f\" {\n org = org.main\n uid = %q\n}\n", strings.Repeat("u", login), strings.Repeat("f", uid))
	}
	for _, c := range []struct {
		name, config string
		login, uid   string
		decided      bool
	}{
		{"as many grants as fit into the line", edits(grantsInLine), "u0", "f", true},
		{"more grants than fit into the line", edits(grantsInLine + 1), "u0", "f", true},
		{"the most grants", edits(maxGrants), "u0", "f", true},
		{"more than the most grants", edits(maxGrants + 1), "u0", "f", false},
		{"as many holders as fit into the line", teams(holdersInLine - 1), "u0", "f", true},
		{"more holders than fit into the line", teams(holdersInLine + 3), "u0", "f", true},
		{"an id longer than its code", named(8, 40), strings.Repeat("u", 8), strings.Repeat("f", 40), true},
		{"a login longer than its code", named(190, 8), strings.Repeat("u", 190), strings.Repeat("f", 8), true},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, p := indexes(t, c.config, nil)
			r := authzen.Request{Subject: authzen.Subject{Type: "user", ID: c.login}, Action: "folders:write", Resource: authzen.Resource{Type: "folder", ID: c.uid}, Org: "main"}
			if allowed, ok := p.Decide(&r); ok != c.decided || ok && !allowed {
				t.Errorf("got %t, decided %t; want decided %t", allowed, ok, c.decided)
			}
			r.Subject.ID += "x"
			if allowed, _ := p.Decide(&r); allowed {
				t.Error("somebody else may, too")
			}
		})
	}
}

// TestLongLogin leaves a user open whose login is too long for a record.
func TestLongLogin(t *testing.T) {
	for n, want := range map[int]bool{noText - 1: true, noText: false, noText + 1: false} {
		login := strings.Repeat("u", n)
		_, p := indexes(t, `
org "main" { editors = [user.u] }
user "u" {}
folder "f" { org = org.main }
`, map[string]string{"u": login})
		r := authzen.Request{Subject: authzen.Subject{Type: "user", ID: login}, Action: "folders:write", Resource: authzen.Resource{Type: "folder", ID: "f"}, Org: "main"}
		if allowed, ok := p.Decide(&r); ok != want || allowed != want {
			t.Errorf("%d bytes: got %t, decided %t; want %t", n, allowed, ok, want)
		}
	}
}

// TestLimitsOfBuilding goes beyond the limits that only very large configurations reach.
func TestLimitsOfBuilding(t *testing.T) {
	x, _ := indexes(t, `
org "main" { viewers = [user.u] }
user "u" {}
folder "f" {
  org = org.main
  permission "Edit" { users = [user.u] }
}
`, nil)
	made := func() *orgBuilder {
		return &orgBuilder{builder: &builder{Index: x, columns: map[int32]uint16{}, permissions: []int32{0}}, org: &org{}, numbers: map[string]uint16{}, known: map[string]uint16{}, wides: map[*index.Wide]int{}}
	}
	wide := func(mask uint64) *index.Wide { return &index.Wide{Any: []uint64{mask}} }

	b := made()
	for n := range maxRows {
		if _, ok := b.row(wide(uint64(n)), nil); !ok {
			t.Fatalf("no row %d", n)
		}
	}
	if n, ok := b.row(wide(7), nil); !ok || n != 7 {
		t.Errorf("a row that is there: got %d, %t", n, ok)
	}
	if _, ok := b.row(wide(maxRows), nil); ok {
		t.Error("there are more rows than the most")
	}

	b = made()
	all := []bitset.Set{{^uint64(0)}}
	for holder, want := range map[index.Holder]bool{maxOwner: true, maxOwner + 1: false} {
		if got := b.addGrants(&resource{}, []index.Grant{{Holder: holder}}, all); got != want {
			t.Errorf("a grant to the owner %d: got %t, want %t", holder, got, want)
		}
	}
	s := index.Subject{Own: make([]index.Holder, leftOpen), Mask: 1}
	if m := b.member(&s, "u"); m.count != leftOpen || m.mask != 0 {
		t.Errorf("%d holders: got %d with %b", len(s.Own), m.count, m.mask)
	}

	lb := &builder{Index: x, columns: map[int32]uint16{}}
	folder, _ := typesOfOrgs().find("folder")
	lb.levels[folder] = levelsOf(x, folder)
	action := x.Actions.Find("folders:write")
	if n := lb.need(action, folder); !n.alone || n.levels == 0 {
		t.Errorf("folders:write takes %+v", n)
	}
	lb.levels[folder].levels = nil // as if there were too many before
	if n := lb.need(action, folder); n.alone {
		t.Errorf("a level that has no bit: folders:write takes %+v", n)
	}
}

func typesOfOrgs() *types {
	t := newTypes(itemTypes())
	return &t
}
