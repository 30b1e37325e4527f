package hostile

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rolecall/rolecall/engine/suite"
	"github.com/rolecall/rolecall/engine/suite/coverage"
	"github.com/rolecall/rolecall/engine/suite/mutate"
	"github.com/rolecall/rolecall/tests/generate"
)

// oddNames have a meaning in a policy, a format or a terminal.
var oddNames = []string{
	"*", "**", "x/*", "a:*", "?", "[a-z]", "{u0,u1}", "a:b", "id:x", "x/y", "/", ":", "::", " ", "  x ", "general:x", "user:u1", "team:x", "role:admin", "role:viewer",
	"basic:admin", "server admin", "everyone signed in", "every member", "anonymous", "outside:user:u1", "server", "org", "any scope at all", "another org",
	"default permissions", "data sources without permissions", "created by oneself", "a\nb", "a\tb", "a\r\nb", "\x1b[31m", "é", "ß", "ſ", "\u202eadmin", "\u200b",
	"日本語", "🦀", "\ufffd", "\u00a0", "1", "0", "-1", "1e3", "true", "null", "<b>", "</script>", "&", "\"", "\\", "'", "`", "$", "%s", "%!d", "${x}", "a, b", "",
	strings.Repeat("n", 33), strings.Repeat("n", 256), "folders:uid:o0-f0",
}

// TestExplainOddNames explains decisions about resources with odd names, and compares worlds of
// them. Nothing may panic, and each explanation must match the decision.
func TestExplainOddNames(t *testing.T) {
	var explained atomic.Int64
	each(t, count(len(generate.Servers), 286), func(t *testing.T, seed int, random *rand.Rand) {
		w, requests := generated(t, seed, 25)
		order := random.Perm(len(oddNames))
		_, odd, rename := renamed(w, func(thing) string {
			name := oddNames[order[0]]
			order = order[1:]
			return name
		})
		e := fromWorld(t, odd)
		for _, r := range requests {
			q, _ := rename(r)
			x, err := e.Explain(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			if want := check(t, e, q); x.Allowed != want {
				t.Errorf("Explain %v, Check %v: %s", x.Allowed, want, text(t, q))
			}
			if x.String() == "" || text(t, x) == "" {
				t.Errorf("no text for %s", text(t, q))
			}
			explained.Add(1)
		}
		if all := mutate.All(odd, 1); seed%5 == 0 && len(all) > 0 {
			changed := odd.Clone()
			pick(random, all).Apply(changed)
			e.View().Compare(t.Context(), fromWorld(t, changed).View(), time.Now())
		}
		report := coverage.New(odd, e.View(), suite.Options{}).Report()
		var out bytes.Buffer
		as := func(file string) string { return file }
		if err := report.WriteLCOV(&out, as); err != nil {
			t.Error(err)
		}
		if err := report.WriteHTML(&out, as, func(string) []byte { return nil }); err != nil {
			t.Error(err)
		}
	})
	enough(t, "explanations", explained.Load(), 150, 7_150)
}
