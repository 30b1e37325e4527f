package globs

import (
	"strings"
	"testing"
	"time"

	"github.com/gobwas/glob"
)

func TestAlternatives(t *testing.T) {
	for pattern, want := range map[string]int{
		"":                              1,
		"users:ada":                     1,
		"users:*":                       1,
		"**":                            1,
		"users:[abc]?":                  1,
		"users:*a":                      10,
		"users:**a":                     10,
		"users:***a":                    10,
		"users:*-x-*-y-*":               100,
		"users:{a,b}":                   2,
		"users:{a,}":                    2,
		"users:{ada}":                   1,
		"{users,teams}:{a,b,c}":         6,
		"{a,{b,c}{d,e}}":                5,
		"users:*{a,b}":                  20,
		"users:{*a,*b}z":                20,
		"users:{*,a}":                   11,
		`users:\{a,b\}`:                 1,
		"users:[{]a,b":                  1,
		"users:{a,b":                    2,
		"users:a}b":                     1,
		strings.Repeat("{a,b}", 9):      512,
		strings.Repeat("{a,b}", 10):     Max + 1,
		strings.Repeat("*{a,b}", 14):    Max + 1,
		strings.Repeat("{*a,*aa}", 8):   Max + 1,
		strings.Repeat("{a,b}", 50_000): Max + 1,
		strings.Repeat("{", 50_000):     Max + 1,
	} {
		if got := Alternatives(pattern); got != want {
			t.Errorf("%.60q: got %d, want %d", pattern, got, want)
		}
	}
}

// TestM10Matching checks that patterns within the limit are matched soon, with a
// text made to try every alternative. The timeout is a thousand times the usual.
func TestM10Matching(t *testing.T) {
	for _, pattern := range []string{"*a*a*ab", "*?*?*?b", "{*a,*aa}{*a,*aa}b", "*{a,c}*{a,c}b", strings.Repeat("{a,aa}", 9) + "b", "{a,{*a,*aa}{*a,aa}}{a,aa}b"} {
		if n := Alternatives(pattern); n > Max {
			t.Fatalf("%s has %d alternatives", pattern, n)
		}
		p := glob.MustCompile(pattern, ':', '/')
		done := make(chan bool, 1)
		go func() { done <- p.Match(strings.Repeat("a", 60) + ":b") }()
		select {
		case matches := <-done:
			if matches {
				t.Errorf("%s matches across a colon", pattern)
			}
		case <-time.After(time.Minute):
			t.Errorf("%s takes more than a minute", pattern)
		}
	}
}
