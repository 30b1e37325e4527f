package loader

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
)

// TestOwnFunctions checks the results of functions that cty does not have.
func TestOwnFunctions(t *testing.T) {
	for expr, want := range map[string]string{
		`basename("people/eve.txt")`:                    "eve.txt",
		`dirname("people/eve.txt")`:                     "people",
		`dirname("eve.txt")`:                            ".",
		`one(["eve"])`:                                  "eve",
		`one(toset(["eve"]))`:                           "eve",
		`coalesce(one([]), "nobody")`:                   "nobody",
		`coalesce(one(toset([])), "nobody")`:            "nobody",
		`one(["eve", "vic"])`:                           "error: at most one element",
		`one(tolist(["eve", "vic"]))`:                   "error: at most one element",
		`one("eve")`:                                    "error: at most one element",
		`formatdate("YYYY-MM", "2027-01-01T00:00:00Z")`: "2027-01",
		`timeadd("2027-01-01T00:00:00Z", "24h")`:        "2027-01-02T00:00:00Z",
		`timeadd("soon", "24h")`:                        "error: not a valid RFC3339 timestamp",
		`format("%d", sum([1, 2]))`:                     "3",
		`format("%d", length("éa"))`:                    "2",
		`format("%d", length({ a = 1 }))`:               "1",
		`length(7) == 1 ? "a" : "b"`:                    "error: a string, a list, a set or a map is required",
		`alltrue([true, false]) ? "all" : "some"`:       "some",
		`anytrue([true, false]) ? "any" : "none"`:       "any",
		`startswith("eve", "e") ? "yes" : "no"`:         "yes",
		`replace("a.b.c", ".", "-")`:                    "a-b-c",
		`replace("a1b2", "/[0-9]/", "")`:                "ab",
	} {
		t.Run(expr, func(t *testing.T) {
			w, diags := Load(fstest.MapFS{"main.hcl": {Data: fmt.Appendf(nil, "grafana { version = \"8.0\" }\nuser \"x\" { login = %s }\n", expr)}})
			if problem, fails := strings.CutPrefix(want, "error: "); fails {
				if len(diags) != 1 || !strings.Contains(diags[0].Detail, problem) {
					t.Errorf("got %v, want %q", diags, problem)
				}
				return
			}
			if diags.HasErrors() || w.Users[0].Login.Value != want {
				t.Errorf("got %q, want %q (%v)", w.Users[0].Login.Value, want, diags)
			}
		})
	}
}
