package peers

import (
	"math/rand/v2"

	"github.com/rolecall/rolecall/engine"
)

// A Request is what each peer is asked. The number of its item, the folder
// that a dashboard is in and the level that the action takes are known to
// those peers that can use them.
type Request struct {
	engine.Request
	item  int
	level Level
}

// The actions that are asked about, on what, and the level they take.
var asked = []struct {
	action, typ string
	level       Level
}{
	{"dashboards:read", "dashboard", View},
	{"dashboards:write", "dashboard", Edit},
	{"folders:read", "folder", View},
	{"folders:write", "folder", Edit},
	{"dashboards:create", "folder", Edit},
}

// requests are n requests about declared folders and dashboards, in the org
// of each: every action as often as the others, allowed and denied in turn.
// The users are members of the org, and people of its lists, who are asked
// about more often than chance would; one in ten is anybody. The same seed
// gives the same requests.
func requests(f *Facts, n int, seed uint64) []Request {
	g := newAsker(f, seed)
	answers := newFloor(f)
	list := make([]Request, 0, n)
	for i := range n {
		wanted := i%2 == 0
		kind := asked[i/2%len(asked)]
		for {
			item := g.item(kind.typ)
			r := Request{item: item, level: kind.level}
			r.Action, r.Org = kind.action, f.Orgs[f.Items[item].Org]
			r.Resource = engine.Resource{Type: kind.typ, ID: f.Items[item].UID}
			r.Subject = engine.Subject{Type: "user", ID: f.Users[g.user(item)]}
			if answers.allowed(&r) == wanted {
				list = append(list, r)
				break
			}
		}
	}
	g.rand.Shuffle(n, func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list
}

type asker struct {
	rand    *rand.Rand
	facts   *Facts
	folders int
	// members are the users of each org and team.
	ofOrg, ofTeam [][]int
}

func newAsker(f *Facts, seed uint64) *asker {
	g := &asker{
		rand:   rand.New(rand.NewPCG(seed, 0)),
		facts:  f,
		ofOrg:  make([][]int, len(f.Orgs)),
		ofTeam: make([][]int, len(f.Teams)),
	}
	for _, item := range f.Items {
		if item.Type == "folder" {
			g.folders++
		}
	}
	for _, m := range f.Members {
		g.ofOrg[m.Org] = append(g.ofOrg[m.Org], m.User)
		for _, t := range m.Teams {
			g.ofTeam[t] = append(g.ofTeam[t], m.User)
		}
	}
	return g
}

// item is any item of a type.
func (g *asker) item(typ string) int {
	if typ == "folder" {
		return g.rand.IntN(g.folders)
	}
	return g.folders + g.rand.IntN(len(g.facts.Items)-g.folders)
}

// user is somebody who may ask about an item.
func (g *asker) user(item int) int {
	it := &g.facts.Items[item]
	switch n := g.rand.IntN(10); {
	case n == 0:
		return g.rand.IntN(len(g.facts.Users))
	case n < 5 && len(it.Entries) > 0:
		e := it.Entries[g.rand.IntN(len(it.Entries))]
		if e.User >= 0 {
			return e.User
		}
		if e.Team >= 0 && len(g.ofTeam[e.Team]) > 0 {
			return g.ofTeam[e.Team][g.rand.IntN(len(g.ofTeam[e.Team]))]
		}
	}
	members := g.ofOrg[it.Org]
	return members[g.rand.IntN(len(members))]
}
