package levels

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/rolecall/rolecall/engine/authzen"
)

// TestRows checks that Rows tells what At does, for tables with holders that many subjects are and with
// others.
func TestRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := func(name string, most int) int { return rapid.IntRange(0, most).Draw(t, name) }
		table := &Table{Levels: []Level{{Name: "View", Gives: 1}, {Name: "Edit", Gives: 3}}}
		for n := range number("holders", 6) {
			table.Holders = append(table.Holders, fmt.Sprint("holder ", n))
		}
		numbers := func(name string, of int) (some []int32) {
			for n := range of {
				if number(name, 3) == 0 {
					some = append(some, int32(n))
				}
			}
			return some
		}
		for range number("places", 6) {
			var p Place
			for _, h := range numbers("holder", len(table.Holders)) {
				p.Grants = append(p.Grants, Grant{Holder: h, Gives: Set(number("gives", 3))})
			}
			table.Places = append(table.Places, p)
		}
		for range number("resources", 6) {
			table.Resources = append(table.Resources, Resource{Places: numbers("place", len(table.Places))})
		}
		for n := range manyOf * 3 {
			s := Subject{Subject: authzen.Subject{Type: "user", ID: fmt.Sprint(n)}, Asks: n%7 > 0}
			if n < 20 { // the others hold nothing, so that these are few or many
				s.Holders = numbers("held", len(table.Holders))
			}
			table.Subjects = append(table.Subjects, s)
		}
		rows := table.Rows()
		for s := range table.Subjects {
			var want []Access
			for r := range table.Resources {
				want = append(want, table.At(s, r))
			}
			if got := rows(s); !slices.Equal(got, want) {
				t.Fatalf("subject %d has %v, want %v", s, got, want)
			}
		}
	})
}
