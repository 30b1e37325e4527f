package hostile

import (
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"testing"

	"github.com/rolecall/rolecall/tests/generate"
)

// TestSameNames gives resources of different orgs and types the same names, and checks that no answer
// changes.
func TestSameNames(t *testing.T) {
	var asked, allowed, byOPA atomic.Int64
	each(t, count(len(generate.Servers), 592), func(t *testing.T, seed int, random *rand.Rand) {
		w, requests := generated(t, seed, 420)
		number := map[thing]int{}
		old, same, rename := renamed(w, func(x thing) string {
			if x.typ == "user" {
				return x.id
			}
			kind := thing{org: x.org, typ: x.typ}
			number[kind]++
			return fmt.Sprint("x", number[kind])
		})
		before, after := fromWorld(t, old), fromWorld(t, same)
		var opa func(string) bool
		if random.IntN(5) == 0 {
			opa = plainOPA(t, after)
		}
		for i, r := range requests {
			q, ok := rename(r)
			if !ok {
				continue
			}
			want, got := check(t, before, r), check(t, after, q)
			asked.Add(1)
			if want {
				allowed.Add(1)
			}
			if got != want {
				t.Fatalf("%v: %s\nbut %v: %s", want, text(t, r), got, text(t, q))
			}
			if opa != nil && i < 80 {
				byOPA.Add(1)
				if answer := opa(text(t, q)); answer != got {
					t.Fatalf("OPA %v, Check %v: %s", answer, got, text(t, q))
				}
			}
		}
	})
	enough(t, "requests", asked.Load(), 2_000, 225_466)
	enough(t, "requests to OPA too", byOPA.Load(), 25, 7_599)
	enough(t, "allowed", allowed.Load(), 100, 11_000)
}
