package index

import (
	"testing"

	"github.com/rolecall/rolecall/engine/internal/policy"
	"github.com/rolecall/rolecall/engine/internal/representatives"
	"github.com/rolecall/rolecall/internal/document"
	"github.com/rolecall/rolecall/loader"
	"github.com/rolecall/rolecall/tests/sizes"
)

// TestM8Sample checks that the sample, which policies are evaluated on, does not grow with
// custom roles, their scopes or their holders, and that the index grows in proportion to
// them.
func TestM8Sample(t *testing.T) {
	type size struct{ roles, holders, sets, rows, grants int }
	of := func(w sizes.RoleWorld) size {
		world, diags := loader.Load(w.Files(true, 0))
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		data := document.Of(world)
		p, err := policy.Embedded(data.Grafana.Version)
		if err != nil {
			t.Fatal(err)
		}
		sample := representatives.New(data)
		rows, err := p.Rows(t.Context(), sample.Data)
		if err != nil {
			t.Fatal(err)
		}
		x, err := New(data, sample, rows)
		if err != nil {
			t.Fatal(err)
		}
		d := x.sample.Data
		made := size{roles: len(d.Roles), holders: len(d.Everywhere), sets: len(x.Rows.Sets), rows: len(x.made)}
		for _, o := range d.Orgs {
			made.holders += len(o.Roles)
		}
		for _, o := range x.Orgs {
			made.grants += len(o.Globs)
			for _, at := range o.Places {
				made.grants += len(at.Grants)
			}
		}
		return made
	}
	small, large := sizes.RoleWorlds(0.1), sizes.RoleWorlds(0.2)
	for i := range small {
		t.Run(small[i].Name, func(t *testing.T) {
			a, b := of(small[i]), of(large[i])
			patterns, times := 0, 2
			switch small[i].Name {
			case "globs": // are as they are written
				patterns = b.roles - a.roles
			case "global role of an org": // twice as many users have one in twice as many orgs
				times = 4
			}
			if b.roles != a.roles+patterns || b.holders != a.holders || b.sets > a.sets+2*patterns {
				t.Errorf("the sample has %+v and %+v", a, b)
			}
			if b.rows > 2*a.rows+1 || b.grants > times*a.grants {
				t.Errorf("the index has %+v and, for twice as much, %+v", a, b)
			}
		})
	}
}
