package fastpath_test

import (
	"context"
	"math/rand/v2"
	"os"
	"testing"

	"pgregory.net/rapid"

	"github.com/rolecall/rolecall/engine/authzen"
	"github.com/rolecall/rolecall/engine/internal/access"
	"github.com/rolecall/rolecall/engine/internal/fastpath"
	"github.com/rolecall/rolecall/engine/internal/index"
	"github.com/rolecall/rolecall/engine/internal/policy"
	"github.com/rolecall/rolecall/engine/internal/representatives"
	"github.com/rolecall/rolecall/internal/document"
	"github.com/rolecall/rolecall/loader"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/tests/generate"
	"github.com/rolecall/rolecall/tests/records"
	"github.com/rolecall/rolecall/tests/reference"
	"github.com/rolecall/rolecall/tests/sizes"
)

func TestMain(m *testing.M) {
	generate.DefaultFlags(map[string]string{"rapid.checks": "10"})
	os.Exit(m.Run())
}

// A reporter is a test of testing or of rapid.
type reporter interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
}

// both are the ways to decide: fast, and in general.
type both struct {
	*index.Index
	fast    *fastpath.Index
	general *access.Matcher
}

func open(t reporter, w *schema.World) both {
	t.Helper()
	d := document.Of(w)
	program, err := policy.Embedded(d.Grafana.Version)
	if err != nil {
		t.Fatal(err)
	}
	sample := representatives.New(d)
	rows, err := program.Rows(context.Background(), sample.Data)
	if err != nil {
		t.Fatal(err)
	}
	x, err := index.New(d, sample, rows)
	if err != nil {
		t.Fatal(err)
	}
	return both{x, fastpath.New(x), access.NewMatcher(x, program)}
}

// agree asks both and reports whether the fast one decides.
func (b both) agree(t reporter, r authzen.Request, config string) (decided bool) {
	t.Helper()
	allowed, ok := b.fast.Decide(&r)
	if !ok {
		return false
	}
	want, err := b.general.Decide(context.Background(), &r)
	if err != nil {
		t.Fatal(err)
	}
	if allowed != want {
		t.Fatalf("%v: got %t, in general %t\n%s", r, allowed, want, config)
	}
	return true
}

// everything asks about every action of every user on every declared resource, in each org.
func (b both) everything(t reporter, config string) (decided int) {
	for _, o := range b.Orgs {
		for typ, item := range representatives.ItemTypes {
			for _, action := range b.ActionsOf(item.Type) {
				for _, id := range o.Things[typ].IDs {
					for _, login := range b.Logins {
						if b.agree(t, authzen.Request{Subject: authzen.Subject{Type: "user", ID: login}, Action: action, Resource: authzen.Resource{Type: item.Type, ID: id}, Org: o.Label}, config) {
							decided++
						}
					}
				}
			}
		}
	}
	return decided
}

// TestGenerated holds the fast path against the general way in generated worlds of each server.
func TestGenerated(t *testing.T) {
	for _, server := range generate.Servers {
		t.Run(server.String(), func(t *testing.T) {
			t.Parallel()
			decided := 0
			rapid.Check(t, func(t *rapid.T) {
				c := generate.Cases(server, 300).Draw(t, "case")
				b := open(t, c.World(t))
				decided += b.everything(t, c.Config)
				for _, request := range c.Requests {
					r, err := reference.ToEngine(request)
					if err != nil {
						t.Fatal(err)
					}
					b.agree(t, r, c.Config)
				}
			})
			if decided == 0 {
				t.Error("the fast path decided nothing")
			}
		})
	}
}

// TestRecorded does so in the worlds of recorded servers.
func TestRecorded(t *testing.T) {
	for _, dir := range records.Worlds(t, "../../..") {
		t.Run(records.Name(dir), func(t *testing.T) {
			t.Parallel()
			w, diags := loader.Load(os.DirFS(dir))
			if diags.HasErrors() {
				t.Fatal(diags)
			}
			if open(t, w).everything(t, dir) == 0 {
				t.Error("the fast path decided nothing")
			}
		})
	}
}

// usual are the actions that the benchmark asks about, with the type of resource of each.
var usual = map[string]string{
	"dashboards:read": "dashboard", "dashboards:write": "dashboard",
	"folders:read": "folder", "folders:write": "folder", "dashboards:create": "folder",
}

// TestCovers asks what the benchmark asks, for any user: the fast path leaves nothing open in any release,
// nested folders included.
func TestCovers(t *testing.T) {
	for _, version := range []string{"8.0", "9.3", "13.3"} {
		for _, size := range []sizes.Size{sizes.S, sizes.M} {
			t.Run(version+" "+size.Name, func(t *testing.T) {
				t.Parallel()
				w, diags := loader.Load(sizes.Generate(size, 1, version))
				if diags.HasErrors() {
					t.Fatal(diags)
				}
				b, random := open(t, w), rand.New(rand.NewPCG(1, 1))
				nested, allowed := 0, 0
				for range 4_000 {
					o := b.Orgs[random.IntN(len(b.Orgs))]
					for action, typ := range usual {
						ids := o.Things[b.TypeOf(typ).Number].IDs
						id := ids[random.IntN(len(ids))]
						if id == representatives.General {
							continue
						}
						r := authzen.Request{Subject: authzen.Subject{Type: "user", ID: b.Logins[random.IntN(len(b.Logins))]}, Action: action, Resource: authzen.Resource{Type: typ, ID: id}, Org: o.Label}
						if !b.agree(t, r, "") {
							t.Fatalf("%v is left open", r)
						}
						if is, _ := b.fast.Decide(&r); is {
							allowed++
						}
						if len(o.Data.Folders[id].Above) == 2 {
							nested++
						}
					}
				}
				if (nested > 0) != (version == "13.3") || allowed == 0 {
					t.Errorf("%d requests are about folders in two others, and %d are allowed", nested, allowed)
				}
			})
		}
	}
}
