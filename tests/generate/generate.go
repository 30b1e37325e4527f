package generate

import (
	"math/rand/v2"
	"strings"
	"testing/fstest"

	"pgregory.net/rapid"

	"github.com/rolecall/rolecall/loader"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/tests/reference"
)

// A Server is a Grafana whose rules are known.
type Server struct {
	Version string
	// Toggle reports whether the feature toggle accesscontrol is on.
	Toggle bool
}

// Servers are a few of Releases, for tests that ask much of each.
var Servers = []Server{{"8.0", false}, {"8.0", true}, {"8.5", false}, {"8.5", true}, {"9.3", false}, {"13.3", false}}

// Releases are servers of the releases whose rules differ most.
var Releases = func() []Server {
	all := []Server{{"8.0", false}, {"8.0", true}, {"8.5", false}, {"8.5", true}}
	for _, version := range []string{"9.3", "10.1", "10.4", "11.0", "11.3", "11.6", "12.2", "12.4", "13.0", "13.3"} {
		all = append(all, Server{version, false})
	}
	return all
}()

func (s Server) String() string {
	if s.Toggle {
		return s.Version + " with accesscontrol"
	}
	return s.Version
}

// A Case is a configuration, as HCL, and requests about it.
type Case struct {
	Config   string
	Requests []reference.Request
}

// World returns the configuration, which must be valid.
func (c Case) World(t rapid.TB) *schema.World {
	t.Helper()
	w, diags := loader.Load(fstest.MapFS{"main.hcl": {Data: []byte(c.Config)}})
	if diags.HasErrors() {
		t.Fatalf("the generated configuration is invalid: %v\n%s", diags, c.Config)
	}
	return w
}

// Cases generates cases for a server: small configurations with every block that the
// version has, and n requests about declared, undeclared and impossible things.
func Cases(server Server, n int) *rapid.Generator[Case] {
	return rapid.Custom(func(t *rapid.T) Case {
		g := &generator{t: t, server: server}
		g.config()
		c := Case{Config: g.out.String()}
		g.random = rand.New(rand.NewPCG(0, rapid.Uint64().Draw(t, "requests")))
		for range n {
			c.Requests = append(c.Requests, g.request())
		}
		return c
	})
}

// A generator draws one case.
type generator struct {
	t      *rapid.T
	server Server
	// random draws the requests, of which there are too many for rapid; nil
	// while the configuration is drawn.
	random *rand.Rand
	out    strings.Builder
	// nested reports whether folders may be in folders.
	nested bool
	// cloud reports whether the edition is Grafana Cloud, which has no server admins.
	cloud bool

	// The labels of declared things. Things of an org are by org.
	orgs, users                                     []string
	teams, folders, dashboards, sources, keys, accs map[string][]string
	roles                                           []string
	roleOrg                                         map[string]string
	// names has Grafana's names for things, by type and label, where they are
	// not the label. taken has the names of each type.
	names map[thingLabel]string
	taken map[thingLabel]bool
}

// A thingLabel is the type of something and a label or name.
type thingLabel struct{ typ, name string }
