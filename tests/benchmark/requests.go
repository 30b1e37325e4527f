package benchmark

import (
	"math/rand/v2"
	"strings"

	"github.com/rolecall/rolecall/engine"
)

// A Request is what each peer is asked. The number of its item and the level
// that the action takes are known where requests are made that are not ours.
type Request struct {
	engine.Request
	item  int
	level Level
}

// The actions that are asked about.
var asked = []string{"dashboards:read", "dashboards:write", "folders:read", "folders:write", "dashboards:create"}

// tries is how often another request is looked for that was not asked yet. A small
// configuration has few.
const tries = 100

// requests are n requests about declared folders and dashboards, in the org
// of each: every action as often as the others, allowed and denied in turn.
// The users are members of the org, and people of its lists, who are asked
// about more often than chance would; one in ten is anybody. They are
// different ones, as far as there are so many. The same seed gives the same requests.
//
// The texts of a request are its own, next to each other, as those of one that
// has just come in: they are not the ones that somebody looks them up among.
func requests(f *Facts, n int, seed uint64) []Request {
	g := newAsker(f, seed)
	answers := newFloor(f)
	list := make([]Request, 0, n)
	type question struct {
		user, action string
		item         int
	}
	seen := map[question]bool{}
	for i := range n {
		wanted := i%2 == 0
		action := asked[i/2%len(asked)]
		level, typ := takes(action)
		for try := 0; ; try++ {
			item := g.item(typ)
			r := Request{item: item, level: level}
			r.Action, r.Org = action, f.Orgs[f.Items[item].Org]
			r.Resource = engine.Resource{Type: typ, ID: f.Items[item].UID}
			r.Subject = engine.Subject{Type: "user", ID: f.Users[g.user(item)]}
			asked := question{r.Subject.ID, action, item}
			if answers.allowed(&r) == wanted && (try > tries || !seen[asked]) {
				seen[asked] = true
				list = append(list, r)
				break
			}
		}
	}
	g.rand.Shuffle(n, func(i, j int) { list[i], list[j] = list[j], list[i] })
	ownTexts(list)
	return list
}

// ownTexts writes the texts of requests behind each other.
func ownTexts(list []Request) {
	var all strings.Builder
	texts := func(r *Request) []*string {
		return []*string{&r.Subject.Type, &r.Subject.ID, &r.Action, &r.Resource.Type, &r.Resource.ID, &r.Org}
	}
	for i := range list {
		for _, text := range texts(&list[i]) {
			all.WriteString(*text)
		}
	}
	rest := all.String()
	for i := range list {
		for _, text := range texts(&list[i]) {
			*text, rest = rest[:len(*text)], rest[len(*text):]
		}
	}
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
